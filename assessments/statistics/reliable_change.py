"""Whether a score has changed: one person's against measurement error, a cohort's mean
against zero.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from assessments.statistics.probability import t_quantile, t_two_sided_p
from assessments.statistics.psychometrics import mean, sd

# The two-sided 5 % point of the normal distribution, as Jacobson & Truax use it.
RELIABLE_FROM = 1.96


@dataclass(frozen=True)
class ReliableChange:
    """`difference` (after - before) and its standard `error` in score units; `index` is
    None if the error is 0.
    """

    difference: float
    error: float
    index: float | None
    is_reliable: bool


@dataclass(frozen=True)
class PairedChange:
    """The change of n people: `mean`, `sd`, `low` and `high` (95 % t interval of the
    mean) in score units.

    `t` on n - 1 degrees of freedom, its two-sided `p`, `dz` and `hedges` are None if
    everybody changed alike.
    """

    n: int
    mean: float
    sd: float
    low: float
    high: float
    t: float | None
    p: float | None
    dz: float | None
    hedges: float | None


def reliable_change(before: float, after: float, sem: float) -> ReliableChange:
    """One person's change over its standard error, Δ/(SEM·√2); reliable beyond 1.96
    (Jacobson & Truax 1991).

    `sem` ≥ 0 in the units of the scores; at 0 there is no index and nothing is called
    reliable.
    """
    difference = after - before
    error = sem * math.sqrt(2)
    index = difference / error if error else None
    return ReliableChange(
        difference, error, index, index is not None and abs(index) > RELIABLE_FROM
    )


def paired_change(
    first: Sequence[float], second: Sequence[float]
) -> PairedChange | None:
    """The change from `first` to `second`, two scores per person in the same order;
    None below two people.
    """
    differences = [
        Fraction(after - before) for before, after in zip(first, second, strict=True)
    ]
    return paired_change_of(
        len(differences), sum(differences), sum(each * each for each in differences)
    )


def paired_change_of(
    n: int, total: int | Fraction, square: int | Fraction
) -> PairedChange | None:
    """The change of n people from ΣD and ΣD² of their differences D, so that one pass
    suffices; None below two.
    """
    average = mean(n, total)
    deviation = sd(n, total, square)
    if average is None or deviation is None:
        return None
    if deviation == 0:
        return PairedChange(
            n,
            average,
            0.0,
            low=average,
            high=average,
            t=None,
            p=None,
            dz=None,
            hedges=None,
        )
    return _varying_change(n, average, deviation)


def _varying_change(n: int, average: float, deviation: float) -> PairedChange:
    df = n - 1
    error = deviation / math.sqrt(n)
    dz = average / deviation
    margin = t_quantile(0.975, df) * error
    return PairedChange(
        n=n,
        mean=average,
        sd=deviation,
        low=average - margin,
        high=average + margin,
        t=average / error,
        p=t_two_sided_p(average / error, df),
        dz=dz,
        # Hedges (1981): what takes the bias of few people out of dz.
        hedges=dz * (1 - 3 / (4 * df - 1)),
    )
