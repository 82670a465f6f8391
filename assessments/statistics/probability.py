"""Quantiles and p-values of the F and t distributions, and Fisher's exact test.

No statistics library is needed (docs/measurement.md §8). A&S is Abramowitz & Stegun,
Handbook of Mathematical Functions.
"""

import math
from collections.abc import Iterator
from statistics import NormalDist

# Replaces a denominator of zero in Lentz's algorithm; far below any that counts.
TINY = 1e-300
PRECISION = 1e-15
# The fraction needs some 900 terms at the median of the largest cohort (a = 5e5,
# b = 1.2e7).
MOST_TERMS = 20_000
MOST_STEPS = 100
# Tables whose likelihoods differ by less than this, relatively, are equally likely
# (as in R's fisher.test).
SAME_LIKELIHOOD = 1 + 1e-7
HALF_LOG_TWO_PI = 0.5 * math.log(2 * math.pi)


def f_quantile(p: float, df1: float, df2: float) -> float:
    """Return the F below which a share `p` of the F distribution lies.

    For p from 1e-12 to 1 - 1e-12 and df1, df2 ≥ 1.

    It is found by Newton's method on the logarithm of the share, over log F. The
    density of log F is log-concave, so the logarithm of the share is concave and Newton
    converges from any start; the start is Fisher's normal approximation of log F.
    """
    if p > 0.5:
        return 1 / f_quantile(1 - p, df2, df1)

    spread = math.sqrt(2 / df1 + 2 / df2)
    # No further out than -3: the left tail can be so thin that its share underflows.
    normal_quantile = max(NormalDist().inv_cdf(p), -3)
    log_f = 1 / df2 - 1 / df1 + normal_quantile * spread

    # Newton settles long before its last step.
    for _ in range(MOST_STEPS):  # pragma: no branch
        step = _newton_step(p, df1, df2, log_f)
        log_f += step
        # Newton squares the error: after a step this small it is about 1e-14 of the
        # spread.
        if abs(step) < 1e-7 * spread:
            break
    return math.exp(log_f)


def t_quantile(p: float, df: float) -> float:
    """Return the t below which a share `p` of Student's t distribution lies.

    For p from 1e-12 to 1 - 1e-12 and df ≥ 1.
    """
    if p == 0.5:
        return 0.0
    both_tails = 2 * min(p, 1 - p)
    size = math.sqrt(1 / f_quantile(both_tails, df, 1))
    return math.copysign(size, p - 0.5)


def t_two_sided_p(t: float, df: float) -> float:
    """Return the share (0–1) of the t distribution at least as far from zero as `t`.

    For df > 0.
    """
    whole = df + t * t
    return _incomplete_beta(df / 2, 0.5, df / whole, t * t / whole)


def fisher_exact(a: int, b: int, c: int, d: int) -> float:
    """Return Fisher's two-sided p (0–1) of the counts a, b over c, d.

    It is the share of all tables with the same margins that are no likelier than this
    one: 1.0 if a margin is empty; 0.0 stands for less than about 1e-300.
    """
    likelihoods = _likelihoods(row=a + b, column=a + c, n=a + b + c + d)
    limit = likelihoods.get(a, 0.0) * SAME_LIKELIHOOD
    no_likelier = [value for value in likelihoods.values() if value <= limit]
    return math.fsum(no_likelier) / math.fsum(likelihoods.values())


def _newton_step(p: float, df1: float, df2: float, log_f: float) -> float:
    ratio = df1 / df2 * math.exp(log_f)
    x = ratio / (1 + ratio)
    rest = 1 / (1 + ratio)
    share = _incomplete_beta(df1 / 2, df2 / 2, x, rest)
    density = _front_factor(df1 / 2, df2 / 2, x, rest)
    return share / density * math.log(p / share)


def _incomplete_beta(a: float, b: float, x: float, rest: float) -> float:
    """Return the regularised incomplete beta I_x(a, b), 0–1 (A&S 26.5).

    For a, b > 0 and 0 ≤ x ≤ 1. `rest` is 1 - x: given apart, it keeps its digits where
    x is close to 1.
    """
    if x <= 0:
        return 0.0
    if rest <= 0:
        return 1.0
    # The fraction converges fast on this side of the mean only; the other side is its
    # mirror image.
    if x < (a + 1) / (a + b + 2):
        return _front_factor(a, b, x, rest) / a * _fraction(a, b, x)
    return 1 - _front_factor(b, a, rest, x) / b * _fraction(b, a, rest)


def _front_factor(a: float, b: float, x: float, rest: float) -> float:
    """Return x^a (1-x)^b / B(a, b): also the density of I_x(a, b) over log(x / (1-x)).

    It goes by Stirling's formula, with the large terms cancelled by hand: lgamma(1e7)
    alone would cost eight digits.
    """
    if a > b:
        return _front_factor(b, a, rest, x)

    n = a + b
    remainders = (
        _stirling_remainder(n) - _stirling_remainder(a) - _stirling_remainder(b)
    )
    powers = a * math.log(x * (n / a)) + b * _log_scaled_rest(a, b, x, rest)
    return math.exp(powers + remainders) * math.sqrt(a * (b / n) / (2 * math.pi))


def _log_scaled_rest(a: float, b: float, x: float, rest: float) -> float:
    """Return log(rest · (a+b) / b).

    Close to log(1) it is worked out from x, which has more digits where b is large.
    """
    excess = (a - (a + b) * x) / b
    if abs(excess) < 0.5:
        return math.log1p(excess)
    return math.log(rest * ((a + b) / b))


def _stirling_remainder(z: float) -> float:
    """Return what Stirling's formula leaves out of lgamma(z), for z > 0.

    From 20 on by the series A&S 6.1.41, as far as its terms count (1e-16).
    """
    if z < 20:
        return math.lgamma(z) - (z - 0.5) * math.log(z) + z - HALF_LOG_TWO_PI

    square = z * z
    series = 1 / 1680 - 1 / (1188 * square)
    series = 1 / 1260 - series / square
    series = 1 / 360 - series / square
    series = 1 / 12 - series / square
    return series / z


def _fraction(a: float, b: float, x: float) -> float:
    """Return the continued fraction A&S 26.5.8.

    By the modified Lentz algorithm (Numerical Recipes, 6.4), whose letters these are.
    """
    value = 1.0
    c = 1.0
    d = 0.0
    for numerator in _numerators(a, b, x):  # pragma: no branch
        d = 1 / ((1 + numerator * d) or TINY)
        c = (1 + numerator / c) or TINY
        value *= c * d
        if abs(c * d - 1) < PRECISION:
            break
    return 1 / value


def _numerators(a: float, b: float, x: float) -> Iterator[float]:
    for m in range(MOST_TERMS):  # pragma: no branch
        if m:
            yield m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        yield -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))


def _likelihoods(row: int, column: int, n: int) -> dict[int, float]:
    """Return, for every 2×2 table with these margins, first cell → likelihood.

    The likeliest table has the likelihood 1; those below about 1e-300 are left out.
    """
    mode = (row + 1) * (column + 1) // (n + 2)
    likelihoods = dict(_likelihoods_upwards(mode, row, column, n))
    # Downwards in the first cell is upwards in the second cell of the row.
    for second_cell, likelihood in _likelihoods_upwards(row - mode, row, n - column, n):
        likelihoods[row - second_cell] = likelihood
    return likelihoods


def _likelihoods_upwards(
    cell: int, row: int, column: int, n: int
) -> Iterator[tuple[int, float]]:
    """Yield (cell, likelihood) from `cell` upwards, each from the one before.

    There are no factorials, and so no overflow.
    """
    likelihood = 1.0
    while likelihood > TINY:
        yield cell, likelihood
        ways_up = (row - cell) * (column - cell)
        ways_down = (cell + 1) * (n - row - column + cell + 1)
        likelihood *= ways_up / ways_down
        cell += 1
