"""What `learner_lists` and `applicant_lists` have in common."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import Generic, TypeVar

from assessments.files.list_rows import (
    MOST_COLUMNS,
    MOST_LINES,
    Cells,
    Row,
    Unreadable,
    count_filled,
)
from assessments.files.text_rows import decode, rows_of_text
from assessments.files.typed_text import bare_word, tidy
from assessments.files.workbook_rows import is_workbook, rows_of_workbook

# Above its header, a sheet may have so many titles.
MOST_TITLES = 3

Line = TypeVar("Line")
Columns = TypeVar("Columns")


@dataclass(frozen=True)
class Header(Generic[Columns]):
    """`row_count` rows come before the first line; `columns` is what their words say."""

    row_count: int
    columns: Columns


@dataclass(frozen=True)
class Layout(Generic[Line]):
    """`header_row_count` rows come before the first line.

    `line_of` makes a line of a place and its cells, and None of a row that is nobody:
    forms come with their rows numbered.
    """

    header_row_count: int
    line_of: Callable[[int, Cells], Line | None]


# --- rows to lines --------------------------------------------------------------------
def rows_of_file(filename: str, data: bytes) -> Iterator[Row]:
    if data and is_workbook(filename, data):
        return rows_of_workbook(data)
    return rows_of_text(decode(data))


def read_lines(
    rows: Iterable[Row],
    layout_of: Callable[[Sequence[Cells]], Layout[Line]],
    *,
    looked_at: int = MOST_TITLES + 1,
) -> list[Line]:
    """Return the lines; `layout_of` sees the first `looked_at` filled rows."""
    filled_rows = (row for row in rows if count_filled(row.cells))
    head = list(islice(filled_rows, looked_at))
    layout = layout_of([row.cells for row in head])

    lines: list[Line] = []
    for row in chain(head[layout.header_row_count :], filled_rows):
        line = layout.line_of(row.place, row.cells)
        if line is None:
            continue
        if len(lines) == MOST_LINES:
            raise Unreadable("lines")
        lines.append(line)

    if not lines:
        raise Unreadable("empty")
    return lines


def cell_of(cells: Cells, column: int | None) -> str:
    if column is None or column >= len(cells):
        return ""
    return tidy(cells[column])


# --- headers --------------------------------------------------------------------------
def find_header(
    head: Sequence[Cells], columns_of: Callable[[Sequence[str]], Columns | None]
) -> Header[Columns] | None:
    """Find the header among the first rows; titles above it fill one cell each.

    `columns_of` tells the columns by the words of a row, None if it is no header.
    """
    for index, cells in enumerate(head[: MOST_TITLES + 1]):
        is_title = count_filled(cells) <= 1
        columns = columns_of([bare_word(cell) for cell in cells[:MOST_COLUMNS]])
        if columns is not None and (index == 0 or not is_title):
            return Header(index + 1, columns)
        if not is_title:
            return None
    return None


def headings(text: str) -> tuple[str, ...]:
    """Read a table of headings, each as `bare_word` gives it."""
    return tuple(text.split())


def first_column(known_headings: Iterable[str], words: Sequence[str]) -> int | None:
    """Return the column whose word stands first among the known headings."""
    for heading in known_headings:
        if heading in words:
            return words.index(heading)
    return None


# --- lines beside one another ---------------------------------------------------------
def grouped(
    lines: Iterable[Line], key_of: Callable[[Line], str]
) -> Iterator[list[Line]]:
    """Yield the lines that have the same key, in their order."""
    groups: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        groups[key_of(line)].append(line)
    yield from groups.values()
