"""Makes text safe for a spreadsheet that opens a file: none of it runs as a formula."""

from collections.abc import Iterator
from typing import Any

from assessments.files.invisible_characters import is_visible

FORMULA_MARKS = "=+-@＝＋－＠"
# A tab or a carriage return lets what follows run in some spreadsheets.
FORMULA_STARTS = FORMULA_MARKS + "\t\r"
# Where Excel separates by semicolons, the quotes around a cell of a comma-separated
# file count for nothing.
CELL_ENDS = ";\t\r\n"


def safe_cell(value: Any) -> Any:
    """Put an apostrophe before text that would run; return other values unchanged."""
    if not isinstance(value, str):
        return value
    text = value
    if any(end in text for end in CELL_ENDS):
        text = "".join(_with_safe_inner_cells(text))
    if _first_visible_mark(value) in FORMULA_STARTS:
        text = "'" + text
    return text


def _first_visible_mark(text: str) -> str:
    """Return the first visible character, tab or carriage return; else a space."""
    for mark in text:
        if mark in "\t\r" or is_visible(mark):
            return mark
    return " "


def _with_safe_inner_cells(text: str) -> Iterator[str]:
    """Yield the text with an apostrophe before each formula that begins where a
    spreadsheet may see the next cell begin.
    """
    at_start = False
    for mark in text:
        if at_start and mark in FORMULA_MARKS:
            yield "'"
        yield mark
        keeps_start = mark == '"' or not is_visible(mark)
        at_start = mark in CELL_ENDS or (at_start and keeps_start)
