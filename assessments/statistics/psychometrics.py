"""Statistics of a group's raw sums and rows (docs/measurement.md §4.3).

They are worked out from sums that can be added up, taken apart and kept in counters.
Sums are exact integers, variances have n - 1, and only the last step of a statistic is
a float. An undefined statistic is None.
"""

import math
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate
from typing import Any, NamedTuple

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
        """Sum up the points of n people (down) on k rows (across)."""
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
        cls,
        rows: Mapping[tuple[int, int], tuple[int, int]],
        histogram: Mapping[int, int],
    ) -> "Sums":
        """Sum up what the counters hold.

        `rows`: (row number from 1, points) → (people, the sum of their raw sums).
        `histogram`: raw sum → people.
        """
        k = max((row for row, _ in rows), default=0)
        items = [0] * k
        squares = [0] * k
        crosses = [0] * k
        for (row, points), (people, their_raw_sums) in rows.items():
            items[row - 1] += points * people
            squares[row - 1] += points * points * people
            crosses[row - 1] += points * their_raw_sums

        n = 0
        total = 0
        total_square = 0
        for raw_sum, people in histogram.items():
            n += people
            total += raw_sum * people
            total_square += raw_sum * raw_sum * people

        return cls(
            n=n,
            items=tuple(items),
            squares=tuple(squares),
            crosses=tuple(crosses),
            total=total,
            total_square=total_square,
        )

    @property
    def k(self) -> int:
        return len(self.items)

    def __add__(self, other: "Sums") -> "Sums":
        """Return the sums of both groups together.

        Raises ValueError if they answered different numbers of rows.
        """
        return self._combined(other, sign=1)

    def __sub__(self, other: "Sums") -> "Sums":
        """Return the sums of this group without the people of `other`.

        Raises ValueError if they answered different numbers of rows.
        """
        return self._combined(other, sign=-1)

    def _combined(self, other: "Sums", sign: int) -> "Sums":
        k = max(self.k, other.k)
        left = Sums.empty(k) if self == EMPTY else self
        right = Sums.empty(k) if other == EMPTY else other
        return Sums(
            n=left.n + sign * right.n,
            items=_combined_rows(left.items, right.items, sign),
            squares=_combined_rows(left.squares, right.squares, sign),
            crosses=_combined_rows(left.crosses, right.crosses, sign),
            total=left.total + sign * right.total,
            total_square=left.total_square + sign * right.total_square,
        )


def _combined_rows(
    left: tuple[int, ...], right: tuple[int, ...], sign: int
) -> tuple[int, ...]:
    return tuple(a + sign * b for a, b in zip(left, right, strict=True))


EMPTY = Sums.empty()


class Interval(NamedTuple):
    low: float
    high: float


def mean(n: int, total: int | Fraction) -> float | None:
    """Return the mean of n values from their sum; None without values."""
    if n == 0:
        return None
    return float(total / n)


def sd(n: int, total: int | Fraction, square: int | Fraction) -> float | None:
    """Return the sample standard deviation of n values from Σx and Σx².

    It divides by n - 1 and does not cancel; None below two values.
    """
    if n < 2:
        return None
    return math.sqrt((n * square - total**2) / (n * (n - 1)))


def total_mean(sums: Sums) -> float | None:
    """Return the mean raw sum; None for nobody."""
    return mean(sums.n, sums.total)


def total_sd(sums: Sums) -> float | None:
    """Return the standard deviation of the raw sums; None below two people."""
    return sd(sums.n, sums.total, sums.total_square)


def row_means(sums: Sums) -> tuple[float | None, ...]:
    """Return the mean points of each row; None for nobody."""
    return tuple(mean(sums.n, item) for item in sums.items)


def alpha(sums: Sums) -> float | None:
    """Return Cronbach's α, k/(k-1) · (1 - Σs²ᵢ/s²_T), at most 1 (Cronbach 1951).

    None below two rows or where the raw sums do not differ.
    """
    spread = _spread(sums)
    return _alpha(sums.k, sum(spread.items), spread.total)


def feldt_interval(
    alpha: float, n: int, k: int, level: float = 0.95
) -> Interval | None:
    """Return the interval of α over n people and k rows (Feldt 1965).

    1 - (1-α)·F, with F the upper and the lower quantile of the F distribution on n-1
    and (n-1)(k-1) degrees of freedom. None below two people or two rows.
    """
    if n < 2 or k < 2:
        return None
    df1 = n - 1
    df2 = (n - 1) * (k - 1)
    upper = f_quantile((1 + level) / 2, df1, df2)
    lower = f_quantile((1 - level) / 2, df1, df2)
    return Interval(low=1 - (1 - alpha) * upper, high=1 - (1 - alpha) * lower)


def row_rest(sums: Sums) -> tuple[float | None, ...]:
    """Return each row's correlation (-1…1) with the sum of the other rows.

    None where either does not vary.
    """
    spread = _spread(sums)
    rows = zip(spread.rest_covariances, spread.items, spread.rests, strict=True)
    return tuple(
        _correlation(covariance, item, rest) for covariance, item, rest in rows
    )


def alpha_if_deleted(sums: Sums) -> tuple[float | None, ...]:
    """Return for each row the α of the k - 1 others.

    None where that is undefined, and so always below three rows.
    """
    spread = _spread(sums)
    all_items = sum(spread.items)
    rows = zip(spread.items, spread.rests, strict=True)
    return tuple(_alpha(sums.k - 1, all_items - item, rest) for item, rest in rows)


def sem(sums: Sums) -> float | None:
    """Return the standard error of measurement in raw points, SD·√(1-α).

    None where α is undefined.
    """
    deviation = total_sd(sums)
    reliability = alpha(sums)
    if deviation is None or reliability is None:
        return None
    return deviation * math.sqrt(1 - reliability)


def median(histogram: Mapping[int, int]) -> float | None:
    """Return the median of a histogram raw sum → people; None for nobody.

    It lies halfway between the middle two of an even number.
    """
    n = sum(histogram.values())
    if n == 0:
        return None
    lower = _raw_sum_at_rank(histogram, (n + 1) // 2)
    upper = _raw_sum_at_rank(histogram, n // 2 + 1)
    return (lower + upper) / 2


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


def _spread(sums: Sums) -> _Spread:
    total = sums.n * sums.total_square - sums.total**2
    items = []
    rest_covariances = []
    rests = []
    for x, square, cross in zip(sums.items, sums.squares, sums.crosses, strict=True):
        item = sums.n * square - x**2
        covariance_with_total = sums.n * cross - x * sums.total
        items.append(item)
        rest_covariances.append(covariance_with_total - item)
        rests.append(total + item - 2 * covariance_with_total)
    return _Spread(
        items=tuple(items),
        rest_covariances=tuple(rest_covariances),
        rests=tuple(rests),
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


def _raw_sum_at_rank(histogram: Mapping[int, int], rank: int) -> int:
    """Return the raw sum of the person at `rank`, counted from 1 upwards."""
    raw_sums = sorted(histogram)
    people_so_far = list(accumulate(histogram[raw_sum] for raw_sum in raw_sums))
    return raw_sums[bisect_left(people_so_far, rank)]
