"""How people write the name of a language in a list."""

from collections.abc import Collection

from assessments.files.typed_text import bare_word, letters_and_digits

SIMPLIFIED = "zh-hans"
TRADITIONAL = "zh-hant"
ENGLISH = "en"
# Either of the two writings: see `language_of`.
CHINESE = "zh"

# Names as letters_and_digits() leaves them: no case, no punctuation.
NAMES = {
    SIMPLIFIED: """
        zhhans zhcn zhsg zhhanscn zhhanssg
        简体 簡體 简体中文 簡體中文 简中 簡中 中文简体 中文簡體 简体字
        simplified simplifiedchinese chinesesimplified
    """,
    TRADITIONAL: """
        zhhant zhtw zhhk zhmo zhhanttw zhhanthk
        繁体 繁體 繁体中文 繁體中文 繁中 中文繁体 中文繁體 繁體字
        正體 正體中文 正体 正体中文
        traditional traditionalchinese chinesetraditional
    """,
    ENGLISH: """
        en eng engb enus
        english
        英语 英語 英文
    """,
    CHINESE: """
        zh chi zho
        chinese mandarin
        中文 汉语 漢語 华语 華語 普通话 普通話 国语 國語
    """,
}
CODE_BY_NAME = {name: code for code, names in NAMES.items() for name in names.split()}


def language_of(text: str, offered: Collection[str]) -> str:
    """Return the language code of `text`, or "" if unknown.

    Plain “Chinese” means traditional if only traditional is in `offered` (codes),
    otherwise simplified.
    """
    code = _code_of(text)
    if code != CHINESE:
        return code
    if TRADITIONAL in offered and SIMPLIFIED not in offered:
        return TRADITIONAL
    return SIMPLIFIED


def is_language(text: str) -> bool:
    return _code_of(text) != ""


def _code_of(text: str) -> str:
    # "中文（简体）": the bracket decides, so look it up before dropping it.
    word_with_brackets = letters_and_digits(text)
    if word_with_brackets in CODE_BY_NAME:
        return CODE_BY_NAME[word_with_brackets]
    return CODE_BY_NAME.get(bare_word(text), "")
