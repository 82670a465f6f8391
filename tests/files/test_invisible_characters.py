import sys
import unicodedata

import pytest

from assessments.files.invisible_characters import (
    is_control,
    is_visible,
    one_line,
    visible_text,
    without_copied_marks,
)

JOINER = "\u200d"
HANGUL_FILLER = "\u3164"
RIGHT_TO_LEFT_OVERRIDE = "\u202e"
ZERO_WIDTH_SPACE = "\u200b"
ALL_CHARACTERS = [chr(code) for code in range(sys.maxunicode + 1)]


@pytest.mark.parametrize("mark", ["a", "中", "́", "1", "-", HANGUL_FILLER])
def test_letters_marks_and_digits_count_as_visible(mark):
    assert is_visible(mark)


@pytest.mark.parametrize("mark", [" ", "\u3000", "\n", ZERO_WIDTH_SPACE, "\ue000"])
def test_blanks_and_controls_are_not_visible(mark):
    assert not is_visible(mark)


@pytest.mark.parametrize("mark", ["\0", "\n", RIGHT_TO_LEFT_OVERRIDE, JOINER])
def test_controls_and_format_characters_are_controls(mark):
    assert is_control(mark)


@pytest.mark.parametrize("mark", [" ", "a", "\u2028"])
def test_blanks_and_letters_are_no_controls(mark):
    assert not is_control(mark)


def test_copied_marks_are_format_characters():
    copied = [mark for mark in ALL_CHARACTERS if not without_copied_marks(mark)]

    assert len(copied) == 15
    assert {unicodedata.category(mark) for mark in copied} == {"Cf"}


def test_joiners_that_names_need_are_kept():
    assert without_copied_marks(f"क्{JOINER}ष{ZERO_WIDTH_SPACE}") == f"क्{JOINER}ष"


@pytest.mark.parametrize(
    "mark", [HANGUL_FILLER, ZERO_WIDTH_SPACE, JOINER, "\ufe0f", "\u2800", "\0"]
)
def test_visible_text_is_without_what_shows_nothing(mark):
    assert visible_text(f" Good{mark}\n\tanswer ") == "Good answer"


@pytest.mark.parametrize("mark", ["\r\n", "\u2028", RIGHT_TO_LEFT_OVERRIDE, "\u3000"])
def test_one_line_has_a_blank_where_something_does_not_show(mark):
    assert one_line(f"Ann{mark}Lee") == "Ann Lee"


def test_one_line_changes_no_other_character():
    printable = [mark for mark in ALL_CHARACTERS if mark.isprintable() and mark != " "]

    assert one_line("".join(printable)) == "".join(printable)
