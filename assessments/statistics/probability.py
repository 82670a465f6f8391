"""Quantiles and p-values of the F and t distributions and Fisher's exact test, without
a statistics library.
"""

import math
from collections.abc import Iterator
from statistics import NormalDist

# Lentz: a denominator of zero is replaced by this, far below any that counts.
TINY = 1e-300
PRECISION = 1e-15
# The fraction needs some 900 terms at the median of the largest cohort (a = 5e5, b =
# 1.2e7).
MOST_TERMS = 20_000
MOST_STEPS = 100
# Tables whose likelihoods differ by less than this, relatively, are equally likely (as
# in R's fisher.test).
SAME_LIKELIHOOD = 1 + 1e-7


def incomplete_beta(a: float, b: float, x: float) -> float:
    """The regularised incomplete beta I_x(a, b), 0–1, for a, b > 0 and 0 ≤ x ≤ 1
    (Abramowitz & Stegun 26.5).
    """
    return _incomplete_beta(a, b, x, 1 - x)


def f_quantile(p: float, df1: float, df2: float) -> float:
    """The F that a share `p` (1e-12 … 1 - 1e-12) of the F distribution lies below, for
    df1, df2 ≥ 1.

    Newton on the logarithm of the share, over log F. The density of log F is
    log-concave, so that the logarithm of the share is concave and Newton converges from
    any start; the start is Fisher's normal approximation of log F.
    """
    if p > 0.5:
        return 1 / f_quantile(1 - p, df2, df1)
    spread = math.sqrt(2 / df1 + 2 / df2)
    # From no further out than -3: the left tail can be so thin that its share would
    # underflow.
    log_f = 1 / df2 - 1 / df1 + max(NormalDist().inv_cdf(p), -3) * spread
    for _ in range(MOST_STEPS):
        step = _newton_step(p, df1, df2, log_f)
        log_f += step
        # Newton squares the error: a step this small leaves one of about 1e-14 of the
        # spread.
        if abs(step) < 1e-7 * spread:
            break
    return math.exp(log_f)


def t_quantile(p: float, df: float) -> float:
    """The t that a share `p` (1e-12 … 1 - 1e-12) of Student's t distribution lies
    below, for df ≥ 1.
    """
    if p == 0.5:
        return 0.0
    size = math.sqrt(1 / f_quantile(2 * min(p, 1 - p), df, 1))
    return math.copysign(size, p - 0.5)


def t_two_sided_p(t: float, df: float) -> float:
    """The share (0–1) of Student's t distribution at least as far from zero as `t`, for
    df > 0.
    """
    whole = df + t * t
    return _incomplete_beta(df / 2, 0.5, df / whole, t * t / whole)


def fisher_exact(a: int, b: int, c: int, d: int) -> float:
    """Fisher's two-sided p (0–1) of the counts a, b over c, d: all tables of these
    margins no likelier than this one.

    1.0 if a margin is empty; 0.0 stands for less than about 1e-300.
    """
    likelihoods = _likelihoods(a + b, a + c, a + b + c + d)
    most = likelihoods.get(a, 0.0) * SAME_LIKELIHOOD
    return math.fsum(each for each in likelihoods.values() if each <= most) / math.fsum(
        likelihoods.values()
    )


def _incomplete_beta(a: float, b: float, x: float, rest: float) -> float:
    """`rest` is 1 - x, passed so that it keeps its digits where x is close to 1."""
    if x <= 0 or rest <= 0:
        return 0.0 if x <= 0 else 1.0
    # Only on this side of the mean does the fraction converge fast; the other side is
    # its mirror image.
    if x < (a + 1) / (a + b + 2):
        return _front(a, b, x, rest) / a * _fraction(a, b, x)
    return 1 - _front(b, a, rest, x) / b * _fraction(b, a, rest)


def _front(a: float, b: float, x: float, rest: float) -> float:
    """x^a (1-x)^b / B(a, b): also the density of I_x(a, b) over log(x / (1-x)).

    By Stirling's formula, its large terms cancelled by hand: lgamma(1e7) alone would
    cost eight digits.
    """
    if a > b:
        return _front(b, a, rest, x)
    n = a + b
    left_out = _stirling_rest(n) - _stirling_rest(a) - _stirling_rest(b)
    powers = a * math.log(x * (n / a)) + b * _log_of_rest(a, b, x, rest)
    return math.exp(powers + left_out) * math.sqrt(a * (b / n) / (2 * math.pi))


def _log_of_rest(a: float, b: float, x: float, rest: float) -> float:
    """log(rest · (a+b) / b); where that is close to log(1), from x, which has more
    digits if b is large.
    """
    excess = (a - (a + b) * x) / b
    return math.log1p(excess) if abs(excess) < 0.5 else math.log(rest * ((a + b) / b))


def _stirling_rest(z: float) -> float:
    """What Stirling's formula leaves out of lgamma(z), z > 0: A&S 6.1.41, the terms
    that count (1e-16) from 20 on.
    """
    if z < 20:
        return (
            math.lgamma(z) - (z - 0.5) * math.log(z) + z - 0.5 * math.log(2 * math.pi)
        )
    square = z * z
    return (
        1 / 12
        - (1 / 360 - (1 / 1260 - (1 / 1680 - 1 / (1188 * square)) / square) / square)
        / square
    ) / z


def _fraction(a: float, b: float, x: float) -> float:
    """The continued fraction of A&S 26.5.8 by the modified Lentz algorithm (Numerical
    Recipes, 6.4).
    """
    value = 1.0
    c = 1.0
    d = 0.0
    for numerator in _numerators(a, b, x):
        d = 1 / ((1 + numerator * d) or TINY)
        c = (1 + numerator / c) or TINY
        value *= c * d
        if abs(c * d - 1) < PRECISION:
            break
    return 1 / value


def _numerators(a: float, b: float, x: float) -> Iterator[float]:
    for m in range(MOST_TERMS):
        if m:
            yield m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        yield -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))


def _newton_step(p: float, df1: float, df2: float, log_f: float) -> float:
    ratio = df1 / df2 * math.exp(log_f)
    x = ratio / (1 + ratio)
    rest = 1 / (1 + ratio)
    share = _incomplete_beta(df1 / 2, df2 / 2, x, rest)
    return share / _front(df1 / 2, df2 / 2, x, rest) * math.log(p / share)


def _likelihoods(row: int, column: int, n: int) -> dict[int, float]:
    """The first cell of every 2×2 table with these margins → its likelihood, with the
    likeliest at 1.
    """
    mode = (row + 1) * (column + 1) // (n + 2)
    above = dict(_falling(mode, row, column, n))
    # Downwards is upwards in the second cell of the row.
    return above | {
        row - cell: weight for cell, weight in _falling(row - mode, row, n - column, n)
    }


def _falling(cell: int, row: int, column: int, n: int) -> Iterator[tuple[int, float]]:
    """From `cell` upwards, each table's likelihood from the one before: no factorials,
    no overflow.
    """
    weight = 1.0
    while weight > TINY:
        yield cell, weight
        weight *= (
            (row - cell)
            * (column - cell)
            / ((cell + 1) * (n - row - column + cell + 1))
        )
        cell += 1
