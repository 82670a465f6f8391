"""Cells and lines of files for spreadsheets: formula-safe text, CSV piece by piece."""

import csv
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO
from itertools import islice
from typing import Any

BOM = "\ufeff"


FORMULA_MARKS = "=+-@＝＋－＠"


FORMULA_STARTS = FORMULA_MARKS + "\t\r"


# Where Excel separates by semicolons, the quotes around a cell of a comma-separated
# file count for nothing.
CELL_ENDS = ";\t\r\n"


def safe_cell(value: Any) -> Any:
    """Text that a spreadsheet would run as a formula gets an apostrophe in front of it;
    numbers stay numbers.
    """
    if not isinstance(value, str):
        return value
    lead = "'" if _first_mark(value) in FORMULA_STARTS else ""
    return lead + (
        "".join(_cells_apart(value))
        if any(end in value for end in CELL_ENDS)
        else value
    )


def _first_mark(text: str) -> str:
    """The first character that shows; a tab and a carriage return count as marks. A
    space if there is none.
    """
    return next((mark for mark in text if mark in "\t\r" or _shows(mark)), " ")


def _cells_apart(text: str) -> Iterator[str]:
    """With an apostrophe before each formula that begins where a spreadsheet may see
    the text's next cell begin.
    """
    at_start = False
    for mark in text:
        if at_start and mark in FORMULA_MARKS:
            yield "'"
        yield mark
        at_start = mark in CELL_ENDS or (at_start and (mark == '"' or not _shows(mark)))


def _shows(mark: str) -> bool:
    return unicodedata.category(mark)[0] not in "ZC"


CHUNK = 2000


Cells = list[Any]


def csv_text(header: Sequence[str], rows: Iterable[Cells]) -> Iterator[str]:
    """The file piece by piece, with a byte-order mark for Excel."""
    yield BOM + _csv_of([header])
    for chunk in chunks(iter(rows)):
        yield _csv_of(chunk)


def _csv_of(rows: Iterable[Sequence[Any]]) -> str:
    out = StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue()


def chunks(rows: Iterator[Any]) -> Iterator[list[Any]]:
    while chunk := list(islice(rows, CHUNK)):
        yield chunk
