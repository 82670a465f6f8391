"""Rows of cells: what any list of people is made of, and its limits."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

MOST_BYTES = 2_000_000
MOST_LINES = 5_000
MOST_COLUMNS = 30
LONGEST_NAME = 80
LONGEST_NUMBER = 40

Cells = Sequence[str]


class Row(NamedTuple):
    """`place` is the line or the sheet's row, from 1, as the person sees it."""

    place: int
    cells: Cells


class Unreadable(ValueError):
    """`code`: `empty`, `bytes`, `lines`, `encoding`, `workbook` or `unpacked`.

    The last is a workbook that holds too much.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def count_filled(cells: Iterable[str]) -> int:
    return sum(bool(cell.strip()) for cell in cells)
