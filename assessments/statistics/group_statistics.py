"""Say what a group's tally lets be said, each figure from its own number of people on.

docs/measurement.md §4.2. Scores are in score points (raw sums × 100 / the most points
there are); shares are whole percent.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from assessments.measurement import scoring
from assessments.measurement.bands import band_of
from assessments.measurement.rounding import out_of_100
from assessments.measurement.scoring import Key
from assessments.statistics import psychometrics
from assessments.statistics.psychometrics import Interval, Sums
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
    """A statistic with its number of people.

    `value` is None below `needs` people, and where it is not defined (nobody differs).
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
    """Return the figure of n people, without its value if they are too few."""
    if n < needs:
        return Figure(None, n, needs)
    return Figure(value, n, needs)


@dataclass(frozen=True)
class Share:
    """`n` of `whole` people, with `key` and bounds where they are those of some scores."""

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
        """The opacity of a heat map's cell: at most half, to keep its number legible."""
        return f"{self.percent / 200:.2f}"


@dataclass(frozen=True)
class RowShares:
    """How a row was answered: in the lower part of the points, in the exact middle and
    in the upper part.
    """

    number: int
    low: Share
    middle: Share
    high: Share


@dataclass(frozen=True)
class RowHealth:
    """How well a row measures.

    `mean` is in points; `floor` and `ceiling` are the percent at the fewest and at the
    most points; `rest` is the correlation with the other rows.
    """

    number: int
    mean: Figure
    floor: Figure
    ceiling: Figure
    rest: Figure
    alpha_without: Figure


class DomainFigures(NamedTuple):
    mean: Figure
    sd: Figure


class GroupFigures:
    """The figures of one group; each is worked out when asked for."""

    def __init__(self, tally: Tally, key: Key) -> None:
        self.tally = tally
        self.key = key
        self.n = tally.n

    @property
    def needs(self) -> int:
        """How many people there must be for anything to be shown."""
        return LEAST_FOR_ANY_FIGURE

    @property
    def has_too_few(self) -> bool:
        return self.n < self.needs

    @property
    def most(self) -> int:
        """The most points there are."""
        return self.key.position_count * len(self.key.rows)

    @cached_property
    def sums(self) -> Sums:
        cells = {}
        for cell, (people, raw_sums) in self.tally.rows.items():
            cells[cell] = (people, raw_sums)
        return Sums.of_counts(cells, self.tally.histogram)

    # Scores

    @property
    def median(self) -> Figure:
        raw_median = psychometrics.median(self.tally.histogram)
        score = _in_score_points(raw_median, self.most)
        return figure(score, self.n, LEAST_FOR_ANY_FIGURE)

    @property
    def mean(self) -> Figure:
        raw_mean = psychometrics.total_mean(self.sums)
        score = _in_score_points(raw_mean, self.most)
        return figure(score, self.n, LEAST_FOR_MEANS)

    @property
    def sd(self) -> Figure:
        raw_sd = psychometrics.total_sd(self.sums)
        score = _in_score_points(raw_sd, self.most)
        return figure(score, self.n, LEAST_FOR_MEANS)

    @cached_property
    def scores(self) -> dict[int, int]:
        """Return score out of 100 → people."""
        people: dict[int, int] = {}
        for raw_sum, n in self.tally.histogram.items():
            score = out_of_100(raw_sum, self.most)
            people[score] = people.get(score, 0) + n
        return people

    @property
    def bands(self) -> list[Share]:
        """Return people per band from the highest down; empty for too few people."""
        if self.n < LEAST_FOR_ANY_FIGURE:
            return []

        people = {band.key: 0 for band in self.key.bands}
        for score, n in self.scores.items():
            people[band_of(self.key.bands, score).key] += n

        shares = []
        for band in sorted(self.key.bands, key=lambda band: -band.lower):
            n = people[band.key]
            shares.append(Share(n, self.n, band.key, band.lower, band.upper))
        return shares

    @property
    def histogram(self) -> list[Share]:
        """Return bins from the lowest possible score on, the last up to 100.

        Empty for too few people.
        """
        if self.n < LEAST_FOR_MEANS:
            return []

        lowest_score = out_of_100(len(self.key.rows), self.most)
        first_bin = lowest_score // BIN_WIDTH * BIN_WIDTH
        bins = []
        for lower in range(first_bin, 100, BIN_WIDTH):
            upper = 100 if lower + BIN_WIDTH == 100 else lower + BIN_WIDTH - 1
            n = sum(self.scores.get(score, 0) for score in range(lower, upper + 1))
            bins.append(Share(n, self.n, lower=lower, upper=upper))
        return bins

    def domain(self, name: str) -> DomainFigures:
        """Return mean and SD of the domain's score."""
        total, square = self.tally.domain(name)
        most = self.key.position_count * scoring.rows_in(name, self.key)
        mean = _in_score_points(psychometrics.mean(self.n, total), most)
        sd = _in_score_points(psychometrics.sd(self.n, total, square), most)
        return DomainFigures(
            mean=figure(mean, self.n, LEAST_FOR_MEANS),
            sd=figure(sd, self.n, LEAST_FOR_MEANS),
        )

    # Rows

    @cached_property
    def rows(self) -> list[RowShares]:
        """Return the rows in the order of the test; empty for too few people."""
        if self.n < LEAST_FOR_ANY_FIGURE:
            return []
        numbers = range(1, len(self.key.rows) + 1)
        return [self._row_shares(number) for number in numbers]

    def by_need(self) -> list[RowShares]:
        """Return the rows with the largest share in the lower part first.

        Rows that share a place keep the order of the test.
        """
        return sorted(self.rows, key=lambda row: (-row.low.n, row.number))

    def _row_shares(self, number: int) -> RowShares:
        middle = (self.key.position_count + 1) / 2
        low_people = 0
        middle_people = 0
        high_people = 0
        for points in range(1, self.key.position_count + 1):
            people = self.tally.people_at(number, points)
            if points < middle:
                low_people += people
            elif points == middle:
                middle_people += people
            else:
                high_people += people
        return RowShares(
            number,
            low=Share(low_people, self.n),
            middle=Share(middle_people, self.n),
            high=Share(high_people, self.n),
        )

    # The questionnaire itself

    @property
    def alpha(self) -> Figure:
        return figure(psychometrics.alpha(self.sums), self.n, LEAST_FOR_ALPHA)

    @property
    def alpha_interval(self) -> Interval | None:
        """Return the 95 % interval of α where α is shown."""
        alpha = self.alpha.value
        if alpha is None:
            return None
        return psychometrics.feldt_interval(alpha, self.n, len(self.key.rows))

    @property
    def sem(self) -> Figure:
        """Return the standard error of measurement in score points."""
        raw_sem = psychometrics.sem(self.sums)
        score = _in_score_points(raw_sem, self.most)
        return figure(score, self.n, LEAST_FOR_SEM)

    @property
    def row_health(self) -> list[RowHealth]:
        """Return the rows in the order of the test; empty for nobody."""
        if self.n == 0:
            return []

        statistics = zip(
            psychometrics.row_means(self.sums),
            psychometrics.row_rest(self.sums),
            psychometrics.alpha_if_deleted(self.sums),
            strict=True,
        )
        rows = []
        for number, (mean, rest, alpha_without) in enumerate(statistics, 1):
            at_fewest = self._percent_at(number, 1)
            at_most = self._percent_at(number, self.key.position_count)
            row = RowHealth(
                number=number,
                mean=figure(mean, self.n, LEAST_FOR_ROW_MEANS),
                floor=figure(at_fewest, self.n, LEAST_FOR_ROW_MEANS),
                ceiling=figure(at_most, self.n, LEAST_FOR_ROW_MEANS),
                rest=figure(rest, self.n, LEAST_FOR_ROW_REST),
                alpha_without=figure(alpha_without, self.n, LEAST_FOR_ROW_REST),
            )
            rows.append(row)
        return rows

    def _percent_at(self, number: int, points: int) -> int:
        return out_of_100(self.tally.people_at(number, points), self.n)


def _in_score_points(raw: float | None, most: int) -> float | None:
    """Return points of at most `most` as score points."""
    if raw is None:
        return None
    return raw * 100 / most
