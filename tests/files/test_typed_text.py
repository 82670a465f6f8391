import pytest

from assessments.files import typed_text
from assessments.files.list_rows import LONGEST_NAME
from assessments.files.typed_text import bare_word, folded, has_unprintable, tidy


@pytest.mark.parametrize(
    "text", ["  Ann   Lee ", "Ann\u3000Lee", "\ufeffAnn\xa0Lee", "Ann\u200b Lee\u202c"]
)
def test_white_space_and_unseen_marks_are_tidied(text):
    assert tidy(text) == "Ann Lee"


def test_text_is_composed():
    assert tidy("Jose\u0301") == "José"


def test_longest_name_written_in_the_most_pieces_is_whole():
    assert tidy("\u03b1\u0313\u0300\u0345" * LONGEST_NAME) == "\u1f82" * LONGEST_NAME


def test_text_compares_without_case():
    assert folded("ANN") == folded("ann")


@pytest.mark.parametrize("text", ["An\x07n", "1\x7f", "张\ufffd", "\ud800"])
def test_controls_and_lost_characters_are_unprintable(text):
    assert has_unprintable(text)


def test_letters_of_any_writing_are_printable():
    assert not has_unprintable("Zoë 张三 क्\u200dष")


@pytest.mark.parametrize(
    ("heading", "word"),
    [
        ("FULL NAME", "fullname"),
        ("No.", "no"),
        ("学号（必填）", "学号"),
        ("学号((必填))", "学号"),
        ("*姓名：", "姓名"),
        ("学员【8位】编号", "学员编号"),
    ],
)
def test_heading_is_read_without_case_blanks_and_brackets(heading, word):
    assert bare_word(heading) == word


def test_bracket_left_open_thousands_of_times_is_searched_once():
    opened = "([【" * 600_000

    assert typed_text.BRACKETED.sub("", opened) == opened
