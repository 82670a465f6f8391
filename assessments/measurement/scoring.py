"""Turn screen positions into a result (docs/measurement.md §1.2).

Integers only; knows no language, clock or database.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assessments.measurement.bands import Bounds, band_of
from assessments.measurement.rounding import out_of_100

VERSION = 1
LEFT = "left"
RIGHT = "right"
LEAST_POSITIONS = 2
MOST_POSITIONS = 9


@dataclass(frozen=True)
class RowKey:
    """What scoring knows of a row.

    The domain it counts to, and the side on which its service pole stands.
    """

    domain: str
    high_side: str


@dataclass(frozen=True)
class Key:
    """A questionnaire version as scoring sees it. It has 2–9 screen positions."""

    rows: tuple[RowKey, ...]
    position_count: int
    bands: tuple[Bounds, ...]


@dataclass(frozen=True)
class Result:
    """`raw_sum` and `domain_sums` are in points; `total` and `domains` out of 100."""

    points: tuple[int, ...]
    raw_sum: int
    total: int
    band: str
    domain_sums: Mapping[str, int]
    domains: Mapping[str, int]


class Unscorable(ValueError):
    """The positions do not fit the key. `rows` are the numbers of the rows at fault."""

    def __init__(self, message: str, rows: Sequence[int] = ()) -> None:
        super().__init__(message)
        self.rows = tuple(rows)


def score(answers: Sequence[int], key: Key) -> Result:
    """Return the result of one complete set of answers, a screen position per row.

    Raises `Unscorable` if a row is missing or out of range.
    """
    row_points = points(answers, key)
    raw_sum = sum(row_points)
    total = out_of_100(raw_sum, key.position_count * len(row_points))
    sums = domain_sums(row_points, key)
    domains = {}
    for domain, domain_sum in sums.items():
        most = key.position_count * rows_in(domain, key)
        domains[domain] = out_of_100(domain_sum, most)
    return Result(
        points=row_points,
        raw_sum=raw_sum,
        total=total,
        band=band_of(key.bands, total).key,
        domain_sums=sums,
        domains=domains,
    )


def points(answers: Sequence[int], key: Key) -> tuple[int, ...]:
    """Return the points per row. Raises `Unscorable` like `score`."""
    _check(answers, key)
    return tuple(
        points_of(position, row.high_side, key.position_count)
        for position, row in zip(answers, key.rows, strict=True)
    )


def points_of(position: int, high_side: str, position_count: int) -> int:
    """Return what a screen position is worth.

    `position_count` at the service pole, 1 at the far end.
    """
    if high_side == RIGHT:
        return position
    return position_count + 1 - position


def domain_sums(row_points: Sequence[int], key: Key) -> dict[str, int]:
    """Return points per domain, in the order in which domains appear among the rows."""
    sums: dict[str, int] = {}
    for row, earned in zip(key.rows, row_points, strict=True):
        sums[row.domain] = sums.get(row.domain, 0) + earned
    return sums


def rows_in(domain: str, key: Key) -> int:
    """Return how many rows count to this domain."""
    return sum(row.domain == domain for row in key.rows)


def _check(answers: Sequence[int], key: Key) -> None:
    if len(answers) != len(key.rows):
        raise Unscorable(
            f"{len(key.rows)} answers are needed, {len(answers)} were given"
        )

    missing = []
    outside = []
    for number, position in enumerate(answers, 1):
        if position == 0:
            missing.append(number)
        elif not 1 <= position <= key.position_count:
            outside.append(number)
    if missing:
        raise Unscorable("rows without an answer", missing)
    if outside:
        raise Unscorable("positions outside the scale", outside)
