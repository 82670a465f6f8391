import shutil
from datetime import UTC, datetime

import pytest
import typst

from assessments.files import font_coverage, typesetting
from assessments.files.typesetting import FONT_FOLDERS, MissingFont, Unsettled
from tests.documents.pdf_reading import fonts_of, reader_of, text_of

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
LANGUAGES = ("zh-hans", "zh-hant", "en")


def _set(*texts, language="en", template="trial"):
    return typesetting.pdf(
        template, {"characters": texts}, language=language, made_at=NOW
    )


@pytest.fixture
def templates(tmp_path, monkeypatch):
    """A copy of the templates to add to."""
    folder = shutil.copytree(typesetting.FOLDER, tmp_path / "papers")
    monkeypatch.setattr(typesetting, "FOLDER", folder)
    return folder


@pytest.mark.parametrize("language", LANGUAGES)
def test_texts_of_all_languages_can_be_read_back(language):
    said = text_of(_set("客服", "電腦", "Customer’s", language=language))

    assert [said.count(word) for word in ("客服", "電腦", "Customer’s")] == [2, 2, 2]


@pytest.mark.parametrize(
    ("language", "tag"), [("zh-hans", "zh-CN"), ("zh-hant", "zh-TW"), ("en", "en-GB")]
)
def test_a_paper_says_which_language_it_is_in(language, tag):
    assert reader_of(_set("a", language=language)).trailer["/Root"]["/Lang"] == tag


def test_a_paper_is_tagged_and_says_so_as_pdf_ua():
    root = reader_of(_set("a")).trailer["/Root"]

    assert root["/MarkInfo"]["/Marked"].value is True
    assert "/StructTreeRoot" in root
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data()


@pytest.mark.parametrize(
    ("language", "form"), [("zh-hans", "SC"), ("zh-hant", "TC"), ("en", "SC")]
)
def test_glyphs_are_of_the_language_and_in_the_file(language, form):
    expected = {f"Noto{face}{form}-Regular": True for face in ("Sans", "Serif")}

    assert fonts_of(_set("骨", language=language)) == expected


def test_the_same_data_make_the_same_bytes():
    assert _set("客服") == _set("客服")


def test_fonts_come_from_the_requirements_only():
    folders = {str(folder) for folder in FONT_FOLDERS}
    paths = [font.path for font in typesetting.fonts(FONT_FOLDERS).fonts()]

    assert [
        path for path in paths if path and path.rsplit("/", 1)[0] not in folders
    ] == []


def test_a_missing_font_is_an_error(tmp_path, monkeypatch):
    monkeypatch.setattr(typesetting, "FONT_FOLDERS", (FONT_FOLDERS[0], tmp_path))
    with pytest.raises(MissingFont, match="Noto Sans TC, Noto Serif TC"):
        _set("a")


def test_a_font_that_a_template_names_in_vain_is_an_error(templates):
    (templates / "odd.typ").write_text(
        '#set document(title: "t")\n#set text(font: ("Nowhere", "Noto Sans SC"))\na'
    )
    with pytest.raises(Unsettled, match="unknown font family"):
        _set(template="odd")


def test_a_fault_of_a_template_is_not_taken_for_a_lost_character(templates):
    (templates / "odd.typ").write_text('#set document(title: "t")\n#panic()')
    with pytest.raises(typst.TypstError):
        _set("客服", template="odd")


@pytest.mark.parametrize(
    "text",
    [
        '#read("/etc/passwd")',
        "$x$",
        "*bold* _it_",
        "\\u{1f600}",
        "#panic()",
        "= Heading",
        '"; #eval("1")',
        "</script>",
    ],
)
def test_markup_in_a_text_is_printed_as_text(text):
    assert text_of(_set(text)).count(text) == 2


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("Ann 😀🎉!", "Ann [?]!"),
        ("สมชาย", "[?]"),
        ("한나 Kim", "[?] Kim"),
        ("𠮷田", "[?]田"),
        ("a\ue000b", "a[?]b"),
    ],
)
def test_characters_that_no_font_has_are_replaced_together(text, printed):
    assert text_of(_set(text)).count(printed) == 2


@pytest.mark.parametrize(
    "text", ["Łukasz Łódź", "Иван Ґ", "Nguyễn", "Çağrı", "עברית", "㐂", "ﬁ"]
)
def test_letters_of_other_alphabets_are_printed(text):
    assert "[?]" not in text_of(_set(text))


def test_a_word_with_rarer_letters_is_set_in_one_face():
    assert fonts_of(_set("Łódź")) == fonts_of(_set("Ł"))


def test_accents_apart_from_their_letters_are_put_together():
    assert text_of(_set("Lo\u0301dz\u0301")).count("Lódź") == 2


def test_what_never_shows_is_left_out():
    assert text_of(_set("a\x00\x07\u202eb\u200dc\td")).count("abc d") == 2


def test_a_word_longer_than_a_line_is_broken():
    lines = reader_of(_set("x" * 300)).pages[0].extract_text().splitlines()

    assert max(line.count("x") for line in lines) < 150


def test_characters_that_can_be_printed_are_told_apart():
    assert typesetting.unprintable(set("aé客😀ก")) == {"😀", "ก"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_typst_has_the_letters_that_are_said_to_be_inside_it(language):
    letters = map(chr, sorted(font_coverage.ranges(font_coverage.INSIDE_TYPST)))

    assert "[?]" not in text_of(_set(*letters, language=language))


def test_letters_that_no_font_has_together_are_replaced():
    assert text_of(_set("Ａź 客")).count("Ａ[?] 客") == 2


def test_marks_that_choose_a_form_are_left_to_it():
    assert "[?]" not in text_of(_set("葛\U000e0100 ☎\ufe0e"))


# Before the fonts were asked, 2,000 characters took typst a thousand trials: half a
# minute.
@pytest.mark.parametrize("first", [0xAC00, 0x1F300, 0x370, 0x20000])
def test_thousands_of_unknown_characters_take_two_papers_at_most(first, monkeypatch):
    set_by_typst = typesetting._compiled
    calls = []
    monkeypatch.setattr(
        typesetting, "_compiled", lambda *facts: calls.append(1) or set_by_typst(*facts)
    )

    assert "[?]" in text_of(_set("".join(map(chr, range(first, first + 2000)))))
    assert len(calls) <= 2
