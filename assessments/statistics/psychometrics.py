"""Cohort statistics (docs/measurement.md §4.3) over sums that can be added up, taken
apart and kept in counters.

Sums are exact integers, variances have n - 1, and only the last step of a statistic is
a float. Undefined is None.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate
from typing import Any

import numpy as np
import numpy.typing as npt

from assessments.statistics.probability import f_quantile


@dataclass(frozen=True)
class Sums:
    """The 3k + 2 sums over n people's points on k rows; T is a person's raw sum.

    Per row, of length k: `items` Σx, `squares` Σx², `crosses` Σx·T. Over people:
    `total` ΣT, `total_square` ΣT².
    """

    n: int
    items: tuple[int, ...]
    squares: tuple[int, ...]
    crosses: tuple[int, ...]
    total: int
    total_square: int

    @classmethod
    def empty(cls, k: int = 0) -> "Sums":
        return cls(0, (0,) * k, (0,) * k, (0,) * k, 0, 0)

    @classmethod
    def of_matrix(cls, matrix: npt.NDArray[np.integer[Any]]) -> "Sums":
        """`matrix`: the points of n people (down) on k rows (across)."""
        points = np.asarray(matrix, dtype=np.int64)
        totals = points.sum(axis=1)
        return cls(
            n=len(points),
            items=tuple(points.sum(axis=0).tolist()),
            squares=tuple((points * points).sum(axis=0).tolist()),
            crosses=tuple((totals @ points).tolist()),
            total=int(totals.sum()),
            total_square=int(totals @ totals),
        )

    @classmethod
    def of_counts(
        cls, rows: Mapping[tuple[int, int], tuple[int, int]], sums: Mapping[int, int]
    ) -> "Sums":
        """`rows`: (row number from 1, points) → (people, the sum of their raw sums);
        `sums`: raw sum → people.
        """
        k = max((row for row, _ in rows), default=0)
        items = [0] * k
        squares = [0] * k
        crosses = [0] * k
        for (row, points), (people, their_sums) in rows.items():
            items[row - 1] += points * people
            squares[row - 1] += points * points * people
            crosses[row - 1] += points * their_sums
        total, total_square = (
            sum(raw_sum**power * people for raw_sum, people in sums.items())
            for power in (1, 2)
        )
        return cls(
            sum(sums.values()),
            tuple(items),
            tuple(squares),
            tuple(crosses),
            total,
            total_square,
        )

    @property
    def k(self) -> int:
        return len(self.items)

    def __add__(self, other: "Sums") -> "Sums":
        """Both groups together. ValueError if they answered different numbers of rows."""
        return self._combined(other, 1)

    def __sub__(self, other: "Sums") -> "Sums":
        """This group without the people of `other`. ValueError if they answered
        different numbers of rows.
        """
        return self._combined(other, -1)

    def _combined(self, other: "Sums", sign: int) -> "Sums":
        left, right = (
            Sums.empty(max(self.k, other.k)) if each == EMPTY else each
            for each in (self, other)
        )

        def rows(first: tuple[int, ...], second: tuple[int, ...]) -> tuple[int, ...]:
            return tuple(a + sign * b for a, b in zip(first, second, strict=True))

        return Sums(
            left.n + sign * right.n,
            rows(left.items, right.items),
            rows(left.squares, right.squares),
            rows(left.crosses, right.crosses),
            left.total + sign * right.total,
            left.total_square + sign * right.total_square,
        )


EMPTY = Sums.empty()


@dataclass(frozen=True)
class _Spread:
    """n(n-1) times the sample variances and covariances, so that they stay integers.

    Per row: `items` var(x), `rest_covariances` cov(x, T-x), `rests` var(T-x). Over
    people: `total` var(T).
    """

    items: tuple[int, ...]
    rest_covariances: tuple[int, ...]
    rests: tuple[int, ...]
    total: int


def mean(n: int, total: int | Fraction) -> float | None:
    """The mean of n values from their sum; None without values."""
    return float(total / n) if n else None


def sd(n: int, total: int | Fraction, square: int | Fraction) -> float | None:
    """The sample standard deviation (n - 1) of n values from Σx and Σx², without
    cancellation; None below two.
    """
    if n < 2:
        return None
    return math.sqrt((n * square - total**2) / (n * (n - 1)))


def total_mean(s: Sums) -> float | None:
    """The mean raw sum; None for nobody."""
    return mean(s.n, s.total)


def total_sd(s: Sums) -> float | None:
    """The standard deviation of the raw sums; None below two people."""
    return sd(s.n, s.total, s.total_square)


def row_means(s: Sums) -> tuple[float | None, ...]:
    """The mean points of each row; None for nobody."""
    return tuple(mean(s.n, item) for item in s.items)


def row_sds(s: Sums) -> tuple[float | None, ...]:
    """The standard deviation of each row's points; None below two people."""
    return tuple(sd(s.n, item, square) for item, square in zip(s.items, s.squares))


def alpha(s: Sums) -> float | None:
    """Cronbach's α (1951), k/(k-1) · (1 - Σs²ᵢ/s²_T), at most 1; None below two rows or
    without any spread of T.
    """
    spread = _spread(s)
    return _alpha(s.k, sum(spread.items), spread.total)


def feldt_interval(
    alpha: float, n: int, k: int, level: float = 0.95
) -> tuple[float, float] | None:
    """The interval (low, high) of α over n people and k rows (Feldt 1965); None below
    two of either.

    1 - (1-α)·F, with F the upper and the lower quantile of the F distribution on n-1
    and (n-1)(k-1).
    """
    if n < 2 or k < 2:
        return None
    upper, lower = (
        f_quantile(p, n - 1, (n - 1) * (k - 1))
        for p in ((1 + level) / 2, (1 - level) / 2)
    )
    return 1 - (1 - alpha) * upper, 1 - (1 - alpha) * lower


def row_rest(s: Sums) -> tuple[float | None, ...]:
    """Each row's correlation (-1…1) with the sum of the other rows; None if either does
    not vary.
    """
    spread = _spread(s)
    return tuple(map(_correlation, spread.rest_covariances, spread.items, spread.rests))


def alpha_if_deleted(s: Sums) -> tuple[float | None, ...]:
    """For each row the α of the k - 1 others; None where that is undefined, so always
    below three rows.
    """
    spread = _spread(s)
    return tuple(
        _alpha(s.k - 1, sum(spread.items) - item, rest)
        for item, rest in zip(spread.items, spread.rests, strict=True)
    )


def sem(s: Sums) -> float | None:
    """The standard error of measurement in raw points, SD·√(1-α); None where α is
    undefined.
    """
    deviation = total_sd(s)
    reliability = alpha(s)
    if deviation is None or reliability is None:
        return None
    return deviation * math.sqrt(1 - reliability)


def median(histogram: Mapping[int, int]) -> float | None:
    """The median raw sum of a histogram raw sum → people, halfway between the middle
    two; None for nobody.
    """
    n = sum(histogram.values())
    if not n:
        return None
    return (_ranked(histogram, (n + 1) // 2) + _ranked(histogram, n // 2 + 1)) / 2


def _spread(s: Sums) -> _Spread:
    total = s.n * s.total_square - s.total**2
    items = tuple(
        s.n * square - item**2 for item, square in zip(s.items, s.squares, strict=True)
    )
    covariances = tuple(
        s.n * cross - item * s.total
        for item, cross in zip(s.items, s.crosses, strict=True)
    )
    return _Spread(
        items=items,
        rest_covariances=tuple(
            with_total - item for with_total, item in zip(covariances, items)
        ),
        rests=tuple(
            total + item - 2 * with_total
            for with_total, item in zip(covariances, items)
        ),
        total=total,
    )


def _alpha(k: int, item_variances: int, total_variance: int) -> float | None:
    if k < 2 or total_variance == 0:
        return None
    return k * (total_variance - item_variances) / ((k - 1) * total_variance)


def _correlation(covariance: int, first: int, second: int) -> float | None:
    if first == 0 or second == 0:
        return None
    # The ratio of the squares is rounded once, so that r never leaves -1…1.
    return math.copysign(math.sqrt(covariance**2 / (first * second)), covariance)


def _ranked(histogram: Mapping[int, int], rank: int) -> int:
    """The raw sum of the person at `rank`, from 1 upwards."""
    ordered = sorted(histogram)
    reached = accumulate(histogram[raw_sum] for raw_sum in ordered)
    return next(raw_sum for raw_sum, people in zip(ordered, reached) if people >= rank)
