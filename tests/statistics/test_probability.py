"""Against printed tables (Fisher & Yates; Fisher's own examples) and closed forms."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.statistics.probability import (
    f_quantile,
    fisher_exact,
    t_quantile,
    t_two_sided_p,
)

shares = st.floats(0.001, 0.999)
degrees = st.integers(1, 500)
half_degrees = st.integers(1, 250)
wide_degrees = st.floats(1, 2000)
counts = st.integers(0, 30)


@pytest.mark.parametrize(
    ("p", "df1", "df2", "digits", "printed"),
    [
        (0.95, 1, 1, 1, 161.4),
        (0.95, 2, 10, 2, 4.10),
        (0.95, 5, 10, 2, 3.33),
        (0.99, 4, 20, 2, 4.43),
        (0.975, 10, 10, 2, 3.72),
        (0.975, 1, 1, 1, 647.8),
        (0.95, 120, 120, 2, 1.35),
    ],
)
def test_f_quantile_as_printed_in_tables(p, df1, df2, digits, printed):
    assert round(f_quantile(p, df1, df2), digits) == printed


@given(shares, wide_degrees)
def test_f_quantile_on_two_and_any_degrees_is_its_closed_form(p, df2):
    expected = df2 / 2 * ((1 - p) ** (-2 / df2) - 1)

    assert f_quantile(p, 2, df2) == pytest.approx(expected, rel=1e-9)


@given(shares, wide_degrees)
def test_f_quantile_on_any_and_two_degrees_is_its_closed_form(p, df1):
    expected = 2 / (df1 * (p ** (-2 / df1) - 1))

    assert f_quantile(p, df1, 2) == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("x", [0.001, 0.2, 0.8, 0.999])
def test_f_quantile_on_four_and_six_degrees_solves_its_polynomial(x):
    # I_x(2, 3), the share below F = 6x / 4(1-x).
    share = 6 * x**2 - 8 * x**3 + 3 * x**4

    assert f_quantile(share, 4, 6) == pytest.approx(1.5 * x / (1 - x), rel=1e-7)


@given(shares, half_degrees, half_degrees)
def test_share_below_the_f_quantile_on_even_degrees_is_a_binomial_tail(p, a, b):
    ratio = a * f_quantile(p, 2 * a, 2 * b) / b
    x = ratio / (1 + ratio)
    tail = [
        math.comb(a + b - 1, k) * x**k * (1 - x) ** (a + b - 1 - k)
        for k in range(a, a + b)
    ]

    assert math.fsum(tail) == pytest.approx(p, rel=1e-8)


@given(shares, wide_degrees, wide_degrees)
def test_f_quantile_with_degrees_exchanged_is_the_reciprocal(p, df1, df2):
    exchanged = f_quantile(1 - p, df2, df1)

    assert f_quantile(p, df1, df2) * exchanged == pytest.approx(1, rel=1e-9)


@pytest.mark.parametrize(
    ("p", "known"), [(0.025, 0.9971731699), (0.5, 0.9999993611), (0.975, 1.0028311011)]
)
def test_f_quantile_of_a_million_people_on_25_rows_is_scipys(p, known):
    assert f_quantile(p, 999_999, 23_999_976) == pytest.approx(known, abs=1e-10)


@pytest.mark.parametrize("p", [0.025, 0.5, 0.975])
def test_f_quantile_of_very_many_degrees_keeps_its_digits(p):
    assert f_quantile(p, 2, 2.4e7) == pytest.approx(
        1.2e7 * math.expm1(-math.log1p(-p) / 1.2e7), rel=1e-10
    )


def test_f_quantile_far_out_on_a_thin_tail_is_found():
    assert f_quantile(1e-12, 1_000_000, 1) == pytest.approx(0.0196674448, abs=1e-10)


@pytest.mark.parametrize(
    ("p", "df", "printed"),
    [
        (0.975, 1, 12.706),
        (0.975, 9, 2.262),
        (0.975, 30, 2.042),
        (0.95, 5, 2.015),
        (0.995, 10, 3.169),
        (0.025, 9, -2.262),
    ],
)
def test_t_quantile_as_printed_in_tables(p, df, printed):
    assert round(t_quantile(p, df), 3) == printed


def test_t_quantile_of_one_half_is_zero():
    assert t_quantile(0.5, 7) == 0


def test_t_quantile_of_very_many_degrees_is_the_normal_one():
    assert t_quantile(0.975, 24_000_000) == pytest.approx(1.9599641, abs=1e-7)


@pytest.mark.parametrize("t", [0.01, 1.0, -2.5, 40.0])
def test_t_p_with_one_degree_is_that_of_cauchy(t):
    assert t_two_sided_p(t, 1) == pytest.approx(
        1 - 2 * math.atan(abs(t)) / math.pi, rel=1e-10
    )


def test_t_p_of_zero_is_one():
    assert t_two_sided_p(0.0, 12) == 1


def test_t_p_of_a_t_too_large_for_floats_is_nothing():
    assert t_two_sided_p(1e200, 12) == 0


@given(shares, degrees)
def test_t_p_undoes_the_t_quantile(p, df):
    assert t_two_sided_p(t_quantile(p, df), df) == pytest.approx(
        2 * min(p, 1 - p), rel=1e-8
    )


@pytest.mark.parametrize(
    ("table", "p"),
    [
        ((3, 1, 1, 3), 34 / 70),  # the lady tasting tea
        ((4, 0, 0, 4), 2 / 70),
        ((2, 0, 0, 1), 1 / 3),
        # Fisher's twins: 8,568 tables at one end; 53,856 + 1,836 + 18 at the other; of
        # C(30, 13).
        ((10, 2, 3, 15), 64_278 / 119_759_850),
        ((2, 2, 2, 2), 1.0),
        # The table with 1 in the first cell is exactly as likely: 9·924 = 126·66 ways.
        ((5, 4, 2, 10), 18_468 / 116_280),
    ],
)
def test_fisher_p_as_worked_out_by_hand(table, p):
    assert fisher_exact(*table) == pytest.approx(p, rel=1e-12)


@pytest.mark.parametrize("table", [(0, 0, 0, 0), (0, 0, 3, 4), (5, 0, 6, 0)])
def test_fisher_p_with_an_empty_margin_is_one(table):
    assert fisher_exact(*table) == 1


@given(counts, counts, counts, counts)
def test_fisher_p_does_not_depend_on_which_way_the_table_lies(a, b, c, d):
    assert fisher_exact(a, b, c, d) == pytest.approx(fisher_exact(d, c, b, a), rel=1e-9)


@given(counts, counts, counts, counts)
def test_fisher_p_is_the_sum_over_tables_counted_one_by_one(a, b, c, d):
    row = a + b
    column = a + c
    n = a + b + c + d
    ways = [
        math.comb(row, cell) * math.comb(n - row, column - cell)
        for cell in range(min(row, column) + 1)
    ]

    assert fisher_exact(a, b, c, d) == pytest.approx(
        sum(w for w in ways if w <= ways[a]) / sum(ways), rel=1e-9
    )


def test_fisher_p_of_a_million_people_on_opposite_sides_is_nothing():
    assert fisher_exact(500_000, 0, 0, 500_000) == 0
