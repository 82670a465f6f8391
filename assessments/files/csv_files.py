"""Writes tables as CSV piece by piece, so that any length takes little memory."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO
from itertools import islice
from typing import Any, TypeVar

# Excel takes a file for UTF-8 only if it begins with this.
BYTE_ORDER_MARK = "\ufeff"
ROWS_AT_ONCE = 2000

Cells = Sequence[Any]
T = TypeVar("T")


def csv_text(header: Sequence[str], rows: Iterable[Cells]) -> Iterator[str]:
    """Yield the file: the header, then `ROWS_AT_ONCE` rows at a time.

    Cells are written as they are: callers use `spreadsheet_cells.safe_cell`.
    """
    yield BYTE_ORDER_MARK + _lines_of([header])
    for chunk in in_chunks(rows):
        yield _lines_of(chunk)


def in_chunks(rows: Iterable[T]) -> Iterator[list[T]]:
    """Yield `ROWS_AT_ONCE` rows at a time."""
    remaining = iter(rows)
    chunk = list(islice(remaining, ROWS_AT_ONCE))
    while chunk:
        yield chunk
        chunk = list(islice(remaining, ROWS_AT_ONCE))


def _lines_of(rows: Iterable[Cells]) -> str:
    text = StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue()
