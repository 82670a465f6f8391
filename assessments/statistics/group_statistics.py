"""What a group's tally lets be said, each figure from its own number of people on
(docs/measurement.md §4.2).

Scores are in score points (raw sums × 100 / the most points there are); shares are
whole percent.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from assessments.measurement import scoring
from assessments.measurement.bands import find
from assessments.measurement.rounding import out_of_100
from assessments.measurement.scoring import Key
from assessments.statistics import psychometrics
from assessments.statistics.psychometrics import Sums
from assessments.statistics.response_counts import Tally

# How many people a figure needs (docs/measurement.md §4.2).
LEAST_FOR_ANY_FIGURE = 5
LEAST_FOR_MEANS = 10
LEAST_FOR_ROW_MEANS = 30
LEAST_FOR_ALPHA = 30
LEAST_FOR_ROW_REST = 50
LEAST_FOR_SEM = 100
LEAST_FOR_OMEGA = 200
# Pairs of a first and a last attempt (docs/measurement.md §4.5).
LEAST_PAIRS = 10
# Score points in a bin of the histogram (docs/measurement.md §4.3).
BIN_WIDTH = 10


@dataclass(frozen=True)
class Figure:
    """`value` is None below `needs` people, and where it is not defined (nobody
    differs).
    """

    value: float | None
    n: int
    needs: int

    @property
    def is_shown(self) -> bool:
        return self.value is not None

    @property
    def has_too_few(self) -> bool:
        return self.n < self.needs


def figure(value: float | None, n: int, needs: int) -> Figure:
    return Figure(value if n >= needs else None, n, needs)


@dataclass(frozen=True)
class Share:
    """`n` of `whole` people between the scores `lower` and `upper`, or at some points
    of a row.
    """

    n: int
    whole: int
    key: str = ""
    lower: int = 0
    upper: int = 0

    @property
    def percent(self) -> int:
        return out_of_100(self.n, self.whole)

    @property
    def tint(self) -> str:
        """Opacity of a heat map's cell: half at most, so that the number on it can be
        read.
        """
        return f"{self.percent / 200:.2f}"


@dataclass(frozen=True)
class RowShares:
    """How a row was answered: shares in the lower part of the points, in the exact
    middle, and in the upper part.
    """

    number: int
    low: Share
    middle: Share
    high: Share


@dataclass(frozen=True)
class RowHealth:
    """`mean` in points; `floor`, `ceiling`: percent at the fewest and at the most
    points.
    """

    number: int
    mean: Figure
    floor: Figure
    ceiling: Figure
    rest: Figure
    alpha_without: Figure


class GroupFigures:
    """Figures of one group; each is worked out when first asked for."""

    def __init__(self, tally: Tally, key: Key) -> None:
        self.tally = tally
        self.key = key
        self.n = tally.n

    @property
    def has_too_few(self) -> bool:
        return self.n < LEAST_FOR_ANY_FIGURE

    @property
    def needs(self) -> int:
        return LEAST_FOR_ANY_FIGURE

    @property
    def most(self) -> int:
        return self.key.positions * len(self.key.rows)

    @cached_property
    def sums(self) -> Sums:
        return Sums.of_counts(
            {
                (row, points): (line[0], line[1])
                for (row, points), line in self.tally.rows.items()
            },
            self.tally.histogram,
        )

    def _figure(self, raw: float | None, needs: int) -> Figure:
        """A figure in raw sums, in score points."""
        return figure(None if raw is None else raw * 100 / self.most, self.n, needs)

    # --- scores -------------------------------------------------------------------------------------
    @property
    def median(self) -> Figure:
        return self._figure(
            psychometrics.median(self.tally.histogram), LEAST_FOR_ANY_FIGURE
        )

    @property
    def mean(self) -> Figure:
        return self._figure(psychometrics.total_mean(self.sums), LEAST_FOR_MEANS)

    @property
    def sd(self) -> Figure:
        return self._figure(psychometrics.total_sd(self.sums), LEAST_FOR_MEANS)

    @cached_property
    def scores(self) -> dict[int, int]:
        """Score out of 100 → people."""
        people: dict[int, int] = {}
        for raw_sum, n in self.tally.histogram.items():
            total = out_of_100(raw_sum, self.most)
            people[total] = people.get(total, 0) + n
        return people

    @property
    def bands(self) -> list[Share]:
        """From the highest band down; empty below the minimum number."""
        if self.n < LEAST_FOR_ANY_FIGURE:
            return []
        people = {band.key: 0 for band in self.key.bands}
        for total, n in self.scores.items():
            people[find(self.key.bands, total).key] += n
        ordered = sorted(self.key.bands, key=lambda band: -band.lower)
        return [
            Share(people[band.key], self.n, band.key, band.lower, band.upper)
            for band in ordered
        ]

    @property
    def histogram(self) -> list[Share]:
        """Ten-point bins from the lowest possible score on, the last up to 100; empty
        below the minimum number.
        """
        if self.n < LEAST_FOR_MEANS:
            return []
        lowest = out_of_100(len(self.key.rows), self.most) // BIN_WIDTH * BIN_WIDTH
        return [self._bin(lower) for lower in range(lowest, 100, BIN_WIDTH)]

    def _bin(self, lower: int) -> Share:
        upper = 100 if lower + BIN_WIDTH == 100 else lower + BIN_WIDTH - 1
        return Share(
            sum(n for total, n in self.scores.items() if lower <= total <= upper),
            self.n,
            lower=lower,
            upper=upper,
        )

    def domain(self, name: str) -> tuple[Figure, Figure]:
        """Mean and SD of the domain's score."""
        total, square = self.tally.domain(name)
        most = self.key.positions * scoring.rows_in(name, self.key)
        raw = (
            psychometrics.mean(self.n, total),
            psychometrics.sd(self.n, total, square),
        )
        mean, sd = (
            figure(
                None if value is None else value * 100 / most, self.n, LEAST_FOR_MEANS
            )
            for value in raw
        )
        return mean, sd

    # --- rows ---------------------------------------------------------------------------------------
    @cached_property
    def rows(self) -> list[RowShares]:
        """In the order of the test; empty below the minimum number."""
        numbers = range(1, len(self.key.rows) + 1)
        return (
            [self._row(number) for number in numbers]
            if self.n >= LEAST_FOR_ANY_FIGURE
            else []
        )

    def _row(self, number: int) -> RowShares:
        middle = self.key.positions + 1
        low, exact, high = (
            [
                points
                for points in range(1, self.key.positions + 1)
                if _sign(2 * points - middle) == sign
            ]
            for sign in (-1, 0, 1)
        )
        return RowShares(
            number,
            self._at(number, low),
            self._at(number, exact),
            self._at(number, high),
        )

    def _at(self, number: int, points: Sequence[int]) -> Share:
        return Share(
            sum(self.tally.people_at(number, worth) for worth in points), self.n
        )

    def by_need(self) -> list[RowShares]:
        """The rows with the largest share in the lower part first, then in the order of
        the test.
        """
        return sorted(self.rows, key=lambda row: (-row.low.n, row.number))

    # --- the instrument -----------------------------------------------------------------------------
    @property
    def alpha(self) -> Figure:
        return figure(
            psychometrics.alpha(self.sums) if self.n else None, self.n, LEAST_FOR_ALPHA
        )

    @property
    def alpha_interval(self) -> tuple[float, float] | None:
        """The 95 % interval, where α is shown."""
        alpha = self.alpha.value
        return (
            None
            if alpha is None
            else psychometrics.feldt_interval(alpha, self.n, len(self.key.rows))
        )

    @property
    def sem(self) -> Figure:
        """In score points."""
        return self._figure(
            psychometrics.sem(self.sums) if self.n else None, LEAST_FOR_SEM
        )

    @property
    def row_health(self) -> list[RowHealth]:
        if not self.n:
            return []
        means = psychometrics.row_means(self.sums)
        rests = psychometrics.row_rest(self.sums)
        without = psychometrics.alpha_if_deleted(self.sums)
        return [
            RowHealth(
                number=number,
                mean=figure(mean, self.n, LEAST_FOR_ROW_MEANS),
                floor=figure(
                    self._at(number, [1]).percent, self.n, LEAST_FOR_ROW_MEANS
                ),
                ceiling=figure(
                    self._at(number, [self.key.positions]).percent,
                    self.n,
                    LEAST_FOR_ROW_MEANS,
                ),
                rest=figure(rest, self.n, LEAST_FOR_ROW_REST),
                alpha_without=figure(deleted, self.n, LEAST_FOR_ROW_REST),
            )
            for number, (mean, rest, deleted) in enumerate(
                zip(means, rests, without, strict=True), 1
            )
        ]


def _sign(value: int) -> int:
    return (value > 0) - (value < 0)
