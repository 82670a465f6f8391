"""Read and change the answers of an attempt, kept as one short string.

It has a digit per row: the screen position 1–9, or 0 for not yet answered.
"""

from collections.abc import Mapping, Sequence

UNANSWERED = "0"


class BadAnswer(ValueError):
    """`rows` are the numbers of the rows whose value cannot be an answer."""

    def __init__(self, rows: Sequence[int]) -> None:
        super().__init__(f"rows {list(rows)}: not a position of this scale")
        self.rows = tuple(rows)


def blank(row_count: int) -> str:
    return UNANSWERED * row_count


def positions_of(answers: str) -> tuple[int, ...]:
    return tuple(int(digit) for digit in answers)


def missing_rows(answers: str) -> list[int]:
    """Return the numbers (from 1) of the rows not answered yet."""
    return [row for row, digit in enumerate(answers, 1) if digit == UNANSWERED]


def merge(answers: str, changes: Mapping[int, int], most: int) -> str:
    """Return `answers` with `changes` (row number → position) put in.

    A position of 0 changes nothing. Raises `BadAnswer` if a row does not exist or a
    position is outside 0…most.
    """
    digits = list(answers)
    bad_rows = []
    for row, position in changes.items():
        row_exists = 1 <= row <= len(answers)
        if not row_exists or not 0 <= position <= most:
            bad_rows.append(row)
        elif position:
            digits[row - 1] = str(position)

    if bad_rows:
        raise BadAnswer(sorted(bad_rows))
    return "".join(digits)
