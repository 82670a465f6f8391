import shutil
from datetime import UTC, datetime

import pytest
import typst

from assessments.files import font_coverage, typesetting
from assessments.files.typesetting import FONT_FOLDERS, MissingFont, TypstWarning
from tests.documents.pdf_reading import fonts_of, reader_of, text_of

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
LANGUAGES = ("zh-hans", "zh-hant", "en")


def make_pdf(*texts, language="en", template="trial"):
    data = {"characters": texts}
    return typesetting.pdf(template, data, language=language, made_at=NOW)


@pytest.fixture
def templates(tmp_path, monkeypatch):
    """A copy of the templates, to add to."""
    folder = shutil.copytree(typesetting.FOLDER, tmp_path / "documents")
    monkeypatch.setattr(typesetting, "FOLDER", folder)
    return folder


# --- languages and fonts --------------------------------------------------------------
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("text", ["客服", "電腦", "Customer’s"])
def test_text_of_any_language_can_be_read_back(language, text):
    # Once in each face.
    assert text_of(make_pdf(text, language=language)).count(text) == 2


@pytest.mark.parametrize(
    ("language", "tag"), [("zh-hans", "zh-CN"), ("zh-hant", "zh-TW"), ("en", "en-GB")]
)
def test_document_says_which_language_it_is_in(language, tag):
    root = reader_of(make_pdf("a", language=language)).trailer["/Root"]

    assert root["/Lang"] == tag


def test_document_is_tagged_and_says_so_as_pdf_ua():
    root = reader_of(make_pdf("a")).trailer["/Root"]

    assert root["/MarkInfo"]["/Marked"].value is True
    assert "/StructTreeRoot" in root
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data()


@pytest.mark.parametrize(
    ("language", "form"), [("zh-hans", "SC"), ("zh-hant", "TC"), ("en", "SC")]
)
def test_glyphs_are_of_the_language_and_in_the_file(language, form):
    assert fonts_of(make_pdf("骨", language=language)) == {
        f"NotoSans{form}-Regular": True,
        f"NotoSerif{form}-Regular": True,
    }


def test_same_data_make_the_same_bytes():
    assert make_pdf("客服") == make_pdf("客服")


def test_fonts_come_from_the_requirements_only():
    folders = {str(folder) for folder in FONT_FOLDERS}

    paths = [font.path for font in typesetting.fonts(FONT_FOLDERS).fonts() if font.path]

    assert {path.rsplit("/", 1)[0] for path in paths} == folders


def test_missing_font_is_an_error(tmp_path, monkeypatch):
    monkeypatch.setattr(typesetting, "FONT_FOLDERS", (FONT_FOLDERS[0], tmp_path))

    with pytest.raises(MissingFont, match="Noto Sans TC, Noto Serif TC"):
        make_pdf("a")


def test_font_that_a_template_names_in_vain_is_an_error(templates):
    (templates / "odd.typ").write_text(
        '#set document(title: "t")\n#set text(font: ("Nowhere", "Noto Sans SC"))\na'
    )

    with pytest.raises(TypstWarning, match="unknown font family"):
        make_pdf(template="odd")


def test_fault_of_a_template_is_not_taken_for_a_lost_character(templates):
    (templates / "odd.typ").write_text('#set document(title: "t")\n#panic()')

    with pytest.raises(typst.TypstError):
        make_pdf("客服", template="odd")


# --- texts ----------------------------------------------------------------------------
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
    assert text_of(make_pdf(text)).count(text) == 2


def test_characters_that_never_show_are_left_out():
    assert text_of(make_pdf("a\x00\x07\u202eb\u200dc\td")).count("abc d") == 2


def test_accents_apart_from_their_letters_are_put_together():
    assert text_of(make_pdf("Lo\u0301dz\u0301")).count("Lódź") == 2


def test_word_longer_than_a_line_is_broken():
    page = reader_of(make_pdf("x" * 300)).pages[0]

    longest_line = max(page.extract_text().splitlines(), key=len)

    assert longest_line.count("x") < 150


# --- characters without a glyph -------------------------------------------------------
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
    assert text_of(make_pdf(text)).count(printed) == 2


@pytest.mark.parametrize(
    "text", ["Łukasz Łódź", "Иван Ґ", "Nguyễn", "Çağrı", "עברית", "㐂", "ﬁ"]
)
def test_letters_of_other_alphabets_are_printed(text):
    assert "[?]" not in text_of(make_pdf(text))


def test_word_with_rarer_letters_is_set_in_one_face():
    assert fonts_of(make_pdf("Łódź")) == fonts_of(make_pdf("Ł"))


def test_letters_that_no_font_has_together_are_replaced():
    assert text_of(make_pdf("Ａź 客")).count("Ａ[?] 客") == 2


def test_marks_that_choose_a_form_are_left_to_it():
    assert "[?]" not in text_of(make_pdf("葛\U000e0100 ☎\ufe0e"))


def test_unprintable_characters_are_told_from_printable_ones():
    assert typesetting.unprintable(set("aé客😀ก")) == {"😀", "ก"}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.slow
def test_typst_has_the_letters_that_are_said_to_be_inside_it(language):
    code_points = font_coverage.ranges(font_coverage.INSIDE_TYPST)
    letters = [chr(code_point) for code_point in sorted(code_points)]

    assert "[?]" not in text_of(make_pdf(*letters, language=language))


# Before the fonts were asked, 2,000 characters took typst a thousand trials: half a
# minute.
@pytest.mark.parametrize("first", [0xAC00, 0x1F300, 0x370, 0x20000])
def test_thousands_of_unknown_characters_take_two_trials_at_most(first, monkeypatch):
    compile_by_typst = typesetting._compile
    trials = []

    def count_and_compile(template, inputs, made_at):
        trials.append(template)
        return compile_by_typst(template, inputs, made_at)

    monkeypatch.setattr(typesetting, "_compile", count_and_compile)
    characters = "".join(chr(code) for code in range(first, first + 2000))

    text = text_of(make_pdf(characters))

    assert "[?]" in text
    assert len(trials) <= 2
