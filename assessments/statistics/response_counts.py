"""What a group's answers add up to: the two tables that every cohort statistic is read
from (docs/measurement.md §4.1).

A tally can be counted from answers, read from the counters, merged and taken apart; all
are the same integers.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from assessments.measurement import scoring
from assessments.measurement.scoring import Key

Whole = npt.NDArray[np.int64]
Cell = tuple[int, int]
Line = tuple[int, ...]
Place = TypeVar("Place", int, Cell)


@dataclass(frozen=True)
class Tally:
    """`rows`: (row from 1, points) → (people, sum of their raw sums).

    `sums`: raw sum → (people, then for each of `domains` the sum and the sum of squares
    of their domain sums). Lines of nobody may be missing.
    """

    domains: tuple[str, ...]
    rows: Mapping[Cell, Line]
    sums: Mapping[int, Line]

    @property
    def n(self) -> int:
        return sum(line[0] for line in self.sums.values())

    @property
    def histogram(self) -> dict[int, int]:
        """Raw sum → people, from the lowest, without empty lines."""
        return {
            raw_sum: line[0] for raw_sum, line in sorted(self.sums.items()) if line[0]
        }

    def domain(self, name: str) -> tuple[int, int]:
        """Sum and sum of squares of this domain's sums over everybody."""
        place = 1 + 2 * self.domains.index(name)
        lines = list(self.sums.values())
        return sum(line[place] for line in lines), sum(
            line[place + 1] for line in lines
        )

    def people_at(self, row: int, points: int) -> int:
        return self.rows.get((row, points), (0, 0))[0]

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            self.domains,
            _combined(self.rows, other.rows, 1),
            _combined(self.sums, other.sums, 1),
        )

    def __sub__(self, other: "Tally") -> "Tally":
        return Tally(
            self.domains,
            _combined(self.rows, other.rows, -1),
            _combined(self.sums, other.sums, -1),
        )


def _combined(
    one: Mapping[Place, Line], other: Mapping[Place, Line], sign: int
) -> dict[Place, Line]:
    result = dict(one)
    for place, line in other.items():
        before = result.get(place, (0,) * len(line))
        result[place] = tuple(a + sign * b for a, b in zip(before, line))
    return result


def empty(domains: Sequence[str]) -> Tally:
    return Tally(tuple(domains), {}, {})


def count(answers: Iterable[str], key: Key, domains: Sequence[str]) -> Tally:
    """The tally of complete answers (a digit per row each), all answered with this key."""
    strings = list(answers)
    if not strings:
        return empty(domains)
    points = points_matrix(strings, key)
    sums = {name: points[:, _rows_of(name, key)].sum(axis=1) for name in domains}
    return Tally(
        tuple(domains),
        _row_lines(points, key.positions),
        _sum_lines(points.sum(axis=1), sums),
    )


def points_matrix(answers: Sequence[str], key: Key) -> Whole:
    """Points, a line per set of answers and a column per row of the test."""
    digits = np.frombuffer("".join(answers).encode("ascii"), dtype=np.uint8).reshape(
        len(answers), -1
    )
    positions = digits.astype(np.int64) - ord("0")
    right = np.array([row.high_side == scoring.RIGHT for row in key.rows])
    return np.where(right, positions, key.positions + 1 - positions)


def _rows_of(domain: str, key: Key) -> list[int]:
    return [place for place, row in enumerate(key.rows) if row.domain == domain]


def _row_lines(points: Whole, most: int) -> dict[Cell, Line]:
    raw_sums = points.sum(axis=1)
    lines: dict[Cell, Line] = {}
    for place in range(points.shape[1]):
        people = np.bincount(points[:, place], minlength=most + 1)
        sums = np.bincount(points[:, place], weights=raw_sums, minlength=most + 1)
        lines |= {
            (place + 1, worth): (int(people[worth]), int(sums[worth]))
            for worth in range(1, most + 1)
        }
    return lines


def _sum_lines(raw_sums: Whole, domain_sums: Mapping[str, Whole]) -> dict[int, Line]:
    columns = [power for sums in domain_sums.values() for power in (sums, sums**2)]
    people = Counter(raw_sums.tolist())
    totals = [np.bincount(raw_sums, weights=column) for column in columns]
    return {
        raw_sum: (number, *(int(total[raw_sum]) for total in totals))
        for raw_sum, number in sorted(people.items())
    }
