import pytest

from assessments.files.language_names import is_language, language_of

EVERY = ("zh-hans", "zh-hant", "en")


@pytest.mark.parametrize(
    "text",
    [
        "zh-hans",
        "zh_CN",
        "ZH-Hans-CN",
        "简体",
        "简体中文",
        "中文（简体）",
        "中文",
    ],
)
def test_simplified_chinese_is_known_however_it_is_written(text):
    assert language_of(text, EVERY) == "zh-hans"


@pytest.mark.parametrize(
    "text",
    [
        "zh-hant",
        "zh-TW",
        "繁體",
        "繁体中文",
        "正體中文",
        "Chinese (Traditional)",
    ],
)
def test_traditional_chinese_is_known_however_it_is_written(text):
    assert language_of(text, EVERY) == "zh-hant"


@pytest.mark.parametrize(
    "text", ["en", "EN-gb", "English", "English (UK)", "英语", "英語"]
)
def test_english_is_known_however_it_is_written(text):
    assert language_of(text, EVERY) == "en"


def test_unknown_language_has_no_code():
    assert language_of("Klingon", EVERY) == ""
    assert not is_language("Klingon")


def test_chinese_alone_is_the_one_that_is_offered():
    assert language_of("中文", ["zh-hant", "en"]) == "zh-hant"
