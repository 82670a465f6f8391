"""From screen positions to a result (docs/measurement.md §1.2).

Integers only; knows no language, clock or database.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assessments.measurement.bands import Bounds, find
from assessments.measurement.rounding import out_of_100

VERSION = 1
LEFT = "left"
RIGHT = "right"
LEAST_POSITIONS = 2
MOST_POSITIONS = 9


@dataclass(frozen=True)
class RowKey:
    """What scoring knows of a row: the domain it counts to and where its service pole
    stands.
    """

    domain: str
    high_side: str


@dataclass(frozen=True)
class Key:
    """A questionnaire version as scoring sees it. `positions` is the number of screen
    places, 2–9.
    """

    rows: tuple[RowKey, ...]
    positions: int
    bands: tuple[Bounds, ...]


@dataclass(frozen=True)
class Result:
    """`raw_sum` and `domain_sums` in points; `total` and `domains` are whole numbers
    out of 100.
    """

    points: tuple[int, ...]
    raw_sum: int
    total: int
    band: str
    domain_sums: Mapping[str, int]
    domains: Mapping[str, int]


class Unscorable(ValueError):
    """The positions do not fit the key. `rows` are the numbers (from 1) of the rows at
    fault.
    """

    def __init__(self, message: str, rows: Sequence[int] = ()) -> None:
        super().__init__(message)
        self.rows = tuple(rows)


def points_of(position: int, high_side: str, positions: int) -> int:
    """What a screen position is worth: `positions` at the service pole, 1 at the far
    end.
    """
    return position if high_side == RIGHT else positions + 1 - position


def points(answers: Sequence[int], key: Key) -> tuple[int, ...]:
    """Points per row. `answers` holds one screen position per row; raises `Unscorable`
    on anything else.
    """
    _check(answers, key)
    return tuple(
        points_of(position, row.high_side, key.positions)
        for position, row in zip(answers, key.rows, strict=True)
    )


def score(answers: Sequence[int], key: Key) -> Result:
    """The result of one complete set of answers; raises `Unscorable` if a row is
    missing or out of range.
    """
    earned = points(answers, key)
    sums = domain_sums(earned, key)
    total = out_of_100(sum(earned), key.positions * len(earned))
    return Result(
        points=earned,
        raw_sum=sum(earned),
        total=total,
        band=find(key.bands, total).key,
        domain_sums=sums,
        domains={
            domain: out_of_100(earned, key.positions * rows_in(domain, key))
            for domain, earned in sums.items()
        },
    )


def domain_sums(earned: Sequence[int], key: Key) -> dict[str, int]:
    """Points per domain, in the order in which the domains first appear among the rows."""
    sums: dict[str, int] = {}
    for points_, row in zip(earned, key.rows, strict=True):
        sums[row.domain] = sums.get(row.domain, 0) + points_
    return sums


def rows_in(domain: str, key: Key) -> int:
    return sum(row.domain == domain for row in key.rows)


def _check(answers: Sequence[int], key: Key) -> None:
    if len(answers) != len(key.rows):
        raise Unscorable(
            f"{len(key.rows)} answers are needed, {len(answers)} were given"
        )
    missing = [number for number, position in enumerate(answers, 1) if position == 0]
    if missing:
        raise Unscorable("rows without an answer", missing)
    outside = [
        number
        for number, position in enumerate(answers, 1)
        if not 1 <= position <= key.positions
    ]
    if outside:
        raise Unscorable("positions outside the scale", outside)
