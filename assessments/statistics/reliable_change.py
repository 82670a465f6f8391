"""Tell whether scores have changed (docs/measurement.md §4.5).

One person's change is held against measurement error, a cohort's mean change against
zero.
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
    """One person's change in score units.

    `difference` is after - before, `error` its standard error. `index` is None if the
    error is 0.
    """

    difference: float
    error: float
    index: float | None
    is_reliable: bool


@dataclass(frozen=True)
class PairedChange:
    """The change of n people in score units.

    `low` and `high` are the 95 % t interval of `mean`. `t` on n - 1 degrees of freedom,
    its two-sided `p`, `dz` and `hedges` are None if everybody changed alike.
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
    """Return one person's change and its index Δ/(SEM·√2) (Jacobson & Truax 1991).

    It is reliable beyond 1.96. `sem` ≥ 0 is in the units of the scores; at 0 there is
    no index and nothing is called reliable.
    """
    difference = after - before
    error = sem * math.sqrt(2)
    if error == 0:
        return ReliableChange(difference, error, index=None, is_reliable=False)

    index = difference / error
    is_reliable = abs(index) > RELIABLE_FROM
    return ReliableChange(difference, error, index, is_reliable)


def paired_change(
    first: Sequence[float], second: Sequence[float]
) -> PairedChange | None:
    """Return the change from `first` to `second`; None below two people.

    They hold two scores per person, in the same order.
    """
    pairs = zip(first, second, strict=True)
    differences = [Fraction(after - before) for before, after in pairs]
    n = len(differences)
    total = sum(differences)
    square = sum(difference**2 for difference in differences)

    average = mean(n, total)
    deviation = sd(n, total, square)
    if average is None or deviation is None:
        return None
    if deviation == 0:
        return PairedChange(
            n=n,
            mean=average,
            sd=deviation,
            low=average,
            high=average,
            t=None,
            p=None,
            dz=None,
            hedges=None,
        )

    df = n - 1
    error = deviation / math.sqrt(n)
    margin = t_quantile(0.975, df) * error
    t = average / error
    dz = average / deviation
    return PairedChange(
        n=n,
        mean=average,
        sd=deviation,
        low=average - margin,
        high=average + margin,
        t=t,
        p=t_two_sided_p(t, df),
        dz=dz,
        # Hedges (1981): takes the bias of few people out of dz.
        hedges=dz * (1 - 3 / (4 * df - 1)),
    )
