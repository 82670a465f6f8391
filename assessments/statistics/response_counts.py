"""Count a group's answers into the two tables that its statistics are read from.

docs/measurement.md §4.1. A tally can be counted from answers, read from the counters,
merged and taken apart; all ways lead to the same integers.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from assessments.measurement import scoring
from assessments.measurement.scoring import Key

IntegerArray = npt.NDArray[np.int64]
# (row from 1, points)
Cell = tuple[int, int]
# (people, then sums over them)
Line = tuple[int, ...]
Place = TypeVar("Place", int, Cell)


@dataclass(frozen=True)
class Tally:
    """`rows`: (row from 1, points) → (people, sum of their raw sums).

    `sums`: raw sum → (people, then for each of `domains` the sum and the sum of squares
    of their domain sums). Lines without people may be missing.
    """

    domains: tuple[str, ...]
    rows: Mapping[Cell, Line]
    sums: Mapping[int, Line]

    @property
    def n(self) -> int:
        return sum(line[0] for line in self.sums.values())

    @property
    def histogram(self) -> dict[int, int]:
        """Return raw sum → people, from the lowest, without empty lines."""
        lines = sorted(self.sums.items())
        return {raw_sum: line[0] for raw_sum, line in lines if line[0]}

    def domain(self, name: str) -> tuple[int, int]:
        """Return the sum and the sum of squares of everybody's sums in this domain."""
        column = 1 + 2 * self.domains.index(name)
        total = sum(line[column] for line in self.sums.values())
        square = sum(line[column + 1] for line in self.sums.values())
        return total, square

    def people_at(self, row: int, points: int) -> int:
        people, *_ = self.rows.get((row, points), (0,))
        return people

    def __add__(self, other: "Tally") -> "Tally":
        return self._combined(other, sign=1)

    def __sub__(self, other: "Tally") -> "Tally":
        return self._combined(other, sign=-1)

    def _combined(self, other: "Tally", sign: int) -> "Tally":
        return Tally(
            self.domains,
            rows=_combined_lines(self.rows, other.rows, sign),
            sums=_combined_lines(self.sums, other.sums, sign),
        )


def _combined_lines(
    left: Mapping[Place, Line], right: Mapping[Place, Line], sign: int
) -> dict[Place, Line]:
    combined = dict(left)
    for place, line in right.items():
        before = combined.get(place, (0,) * len(line))
        combined[place] = tuple(a + sign * b for a, b in zip(before, line))
    return combined


def empty(domains: Sequence[str]) -> Tally:
    return Tally(tuple(domains), rows={}, sums={})


def count(answers: Iterable[str], key: Key, domains: Sequence[str]) -> Tally:
    """Return the tally of complete answers, a digit per row each, to this key."""
    strings = list(answers)
    if not strings:
        return empty(domains)

    points = points_matrix(strings, key)
    domain_sums = []
    for domain in domains:
        columns = [place for place, row in enumerate(key.rows) if row.domain == domain]
        domain_sums.append(points[:, columns].sum(axis=1))
    return Tally(
        tuple(domains),
        rows=_row_lines(points, key.position_count),
        sums=_sum_lines(points.sum(axis=1), domain_sums),
    )


def points_matrix(answers: Sequence[str], key: Key) -> IntegerArray:
    """Return points, a line per set of answers and a column per row of the test."""
    characters = np.frombuffer("".join(answers).encode("ascii"), dtype=np.uint8)
    digits = characters.reshape(len(answers), -1)
    positions = digits.astype(np.int64) - ord("0")
    is_right = np.array([row.high_side == scoring.RIGHT for row in key.rows])
    return np.where(is_right, positions, key.position_count + 1 - positions)


def _row_lines(points: IntegerArray, most: int) -> dict[Cell, Line]:
    """Return (row, points) → (people, sum of their raw sums) for points 1…most."""
    raw_sums = points.sum(axis=1)
    lines: dict[Cell, Line] = {}
    for place in range(points.shape[1]):
        column = points[:, place]
        people = np.bincount(column, minlength=most + 1)
        totals = np.bincount(column, weights=raw_sums, minlength=most + 1)
        for worth in range(1, most + 1):
            lines[place + 1, worth] = (int(people[worth]), int(totals[worth]))
    return lines


def _sum_lines(
    raw_sums: IntegerArray, domain_sums: Sequence[IntegerArray]
) -> dict[int, Line]:
    """Return raw sum → (people, then Σ and Σ² of each of `domain_sums`)."""
    totals = []
    for sums in domain_sums:
        totals.append(np.bincount(raw_sums, weights=sums))
        totals.append(np.bincount(raw_sums, weights=sums**2))

    lines: dict[int, Line] = {}
    for raw_sum, people in sorted(Counter(raw_sums.tolist()).items()):
        lines[raw_sum] = (people, *(int(total[raw_sum]) for total in totals))
    return lines
