"""The answers of an attempt as one short string: a digit per row, the screen position
1–9, or 0 for not yet.
"""

from collections.abc import Mapping, Sequence


class BadAnswer(ValueError):
    """`rows` are the numbers of the rows whose value cannot be an answer."""

    def __init__(self, rows: Sequence[int]) -> None:
        super().__init__(f"rows {list(rows)}: not a position of this scale")
        self.rows = tuple(rows)


def blank(rows: int) -> str:
    return "0" * rows


def positions(answers: str) -> tuple[int, ...]:
    return tuple(int(digit) for digit in answers)


def missing(answers: str) -> list[int]:
    """Numbers (from 1) of the rows not answered yet."""
    return [number for number, digit in enumerate(answers, 1) if digit == "0"]


def merge(answers: str, changes: Mapping[int, int], most: int) -> str:
    """`answers` with `changes` (row number → position) put in; a 0 changes nothing.

    Raises `BadAnswer` if a row does not exist or a position is outside 0…most.
    """
    bad = [
        row
        for row, position in changes.items()
        if not (1 <= row <= len(answers) and 0 <= position <= most)
    ]
    if bad:
        raise BadAnswer(sorted(bad))
    digits = list(answers)
    for row, position in changes.items():
        if position:
            digits[row - 1] = str(position)
    return "".join(digits)
