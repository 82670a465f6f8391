"""Test against published data sets and cases worked out by hand.

The same sums are reached from answers, from counters, by adding and by taking away.
"""

from collections import Counter

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from assessments.statistics import psychometrics
from assessments.statistics.psychometrics import EMPTY, Sums
from tests.statistics.oracles import ORACLES, rounded


def lsat6_answers():
    patterns = np.array(ORACLES["lsat6"]["patterns"])
    answers = patterns[:, :5]
    people = patterns[:, 5]
    return np.repeat(answers, people, axis=0)


def attitude_answers():
    return np.array(ORACLES["attitude"]["rows"])


def sums_of(*answers):
    """The sums of people given by their points in each row."""
    return Sums.of_matrix(np.array(answers))


def sums_by_counters(matrix):
    """The sums by way of what the counters hold."""
    people = Counter()
    raw_sums = Counter()
    histogram = Counter()
    for answers in matrix.tolist():
        raw_sum = sum(answers)
        histogram[raw_sum] += 1
        for row, points in enumerate(answers, 1):
            people[row, points] += 1
            raw_sums[row, points] += raw_sum
    rows = {cell: (people[cell], raw_sums[cell]) for cell in people}
    return Sums.of_counts(rows, histogram)


def sums_of_correlations(matrix):
    """Two people whose covariances are those of `matrix`, times 100 to be whole."""
    whole = np.rint(100 * np.array(matrix)).astype(int)
    k = len(whole)
    return Sums(
        n=2,
        items=(0,) * k,
        squares=tuple(np.diag(whole).tolist()),
        crosses=tuple(whole.sum(axis=0).tolist()),
        total=0,
        total_square=int(whole.sum()),
    )


@st.composite
def matrices(draw, rows=None, least=0):
    """Points of at least `least` people (down) on `rows` rows (across)."""
    k = rows or draw(st.integers(1, 6))
    answers = st.lists(st.integers(1, 5), min_size=k, max_size=k)
    people = draw(st.lists(answers, min_size=least, max_size=12))
    return np.array(people, dtype=int).reshape(len(people), k)


LSAT6 = ORACLES["lsat6"]["expected6"]
ATTITUDE = ORACLES["attitude"]["expected"]
published = pytest.mark.parametrize(
    ("sums", "printed"),
    [
        (Sums.of_matrix(lsat6_answers()), LSAT6),
        (sums_by_counters(lsat6_answers()), LSAT6),
        (Sums.of_matrix(attitude_answers()), ATTITUDE),
        (sums_by_counters(attitude_answers()), ATTITUDE),
    ],
    ids=["lsat6", "lsat6 by counters", "attitude", "attitude by counters"],
)


# Published values


@published
def test_published_size(sums, printed):
    assert sums.n == printed["n"]
    assert sums.k == printed["k"]


@published
def test_published_alpha(sums, printed):
    assert round(psychometrics.alpha(sums), 6) == printed["alpha"]


@published
def test_published_feldt_interval(sums, printed):
    alpha = psychometrics.alpha(sums)
    interval = psychometrics.feldt_interval(alpha, sums.n, sums.k)

    assert rounded(interval, 4) == printed["feldt95"]


@published
def test_published_total_mean(sums, printed):
    assert round(psychometrics.total_mean(sums), 4) == printed["total_mean"]


@published
def test_published_total_sd(sums, printed):
    assert round(psychometrics.total_sd(sums), 4) == printed["total_sd"]


@published
def test_published_sem(sums, printed):
    assert round(psychometrics.sem(sums), 4) == printed["sem"]


@published
def test_published_row_means(sums, printed):
    assert rounded(psychometrics.row_means(sums), 4) == printed["item_mean"]


@published
def test_published_row_sds(sums, printed):
    rows = zip(sums.items, sums.squares)
    row_sds = [psychometrics.sd(sums.n, total, square) for total, square in rows]

    assert rounded(row_sds, 4) == printed["item_sd"]


@published
def test_published_row_rest(sums, printed):
    assert rounded(psychometrics.row_rest(sums), 4) == printed["item_rest_r"]


@published
def test_published_alpha_if_deleted(sums, printed):
    without = psychometrics.alpha_if_deleted(sums)

    assert rounded(without, 4) == printed["alpha_if_deleted"]


def test_alpha_of_correlations_as_printed_by_psych():
    case = ORACLES["congeneric_r4"]
    sums = sums_of_correlations(case["R"])

    assert round(psychometrics.alpha(sums), 6) == case["alpha"]


def test_row_rest_of_correlations_as_printed_by_psych():
    sums = sums_of_correlations(ORACLES["congeneric_r4"]["R"])

    assert rounded(psychometrics.row_rest(sums), 2) == [0.64, 0.57, 0.51, 0.43]


def test_alpha_if_deleted_of_correlations_as_printed_by_psych():
    sums = sums_of_correlations(ORACLES["congeneric_r4"]["R"])

    assert rounded(psychometrics.alpha_if_deleted(sums), 2) == [0.62, 0.66, 0.70, 0.74]


def test_feldt_interval_as_printed_by_psych():
    case = ORACLES["feldt_interval"]
    interval = psychometrics.feldt_interval(case["alpha"], case["n"], case["k"])

    assert rounded(interval, 4) == case["interval"]


def test_a_higher_level_widens_the_feldt_interval():
    usual = psychometrics.feldt_interval(0.8, 50, 10)
    wider = psychometrics.feldt_interval(0.8, 50, 10, level=0.99)

    assert wider.low < usual.low
    assert usual.low < usual.high
    assert usual.high < wider.high


@pytest.mark.parametrize(("n", "k"), [(1, 4), (100, 1)])
def test_feldt_interval_below_two_people_or_rows_is_undefined(n, k):
    assert psychometrics.feldt_interval(0.5, n, k) is None


# The sums


def test_sums_worked_out_by_hand():
    assert sums_of([1, 2], [3, 5]) == Sums(
        n=2,
        items=(4, 7),
        squares=(10, 29),
        crosses=(27, 46),
        total=11,
        total_square=73,
    )


@given(matrices())
def test_counters_give_the_same_sums_as_answers(matrix):
    assume(len(matrix))

    assert sums_by_counters(matrix) == Sums.of_matrix(matrix)


def test_counters_at_zero_are_sums_of_nobody():
    sums = Sums.of_counts({(1, 5): (0, 0), (2, 1): (0, 0)}, {6: 0})

    assert sums == Sums.empty(2)


def test_no_counters_at_all_are_empty():
    assert Sums.of_counts({}, {}) == EMPTY


def test_small_integers_do_not_overflow():
    matrix = np.full((3, 2), 1000, dtype=np.int16)

    assert Sums.of_matrix(matrix).squares == (3_000_000, 3_000_000)


@pytest.mark.parametrize("field", ["n", "total", "total_square"])
def test_sums_over_people_are_plain_integers_that_cannot_overflow_later(field):
    sums = sums_of([1, 2], [3, 5])

    assert type(getattr(sums, field)) is int


@pytest.mark.parametrize("field", ["items", "squares", "crosses"])
def test_sums_of_rows_are_plain_integers_that_cannot_overflow_later(field):
    sums = sums_of([1, 2], [3, 5])

    assert {type(value) for value in getattr(sums, field)} == {int}


@given(matrices(rows=3), matrices(rows=3))
def test_groups_merged_are_the_sums_of_everybody(first, second):
    everybody = np.vstack([first, second])

    merged = Sums.of_matrix(first) + Sums.of_matrix(second)

    assert merged == Sums.of_matrix(everybody)


@given(matrices(rows=3), matrices(rows=3))
def test_taking_a_group_away_leaves_the_other(first, second):
    everybody = np.vstack([first, second])

    left_over = Sums.of_matrix(everybody) - Sums.of_matrix(second)

    assert left_over == Sums.of_matrix(first)


def test_many_groups_can_be_summed_from_empty():
    group = sums_of([1, 2, 3])

    assert sum([group, group], EMPTY) == sums_of([1, 2, 3], [1, 2, 3])


def test_empty_taken_away_changes_nothing():
    group = sums_of([1, 2, 3])

    assert group - EMPTY == group


def test_groups_with_different_rows_cannot_be_merged():
    with pytest.raises(ValueError, match="zip"):
        sums_of([1, 2]) + sums_of([1, 2, 3])


# Reliability and rows


@given(matrices(least=2))
def test_row_rest_is_the_correlation_with_the_other_rows(matrix):
    expected = []
    for row in matrix.T:
        rest = matrix.sum(axis=1) - row
        if row.std() > 0 and rest.std() > 0:
            expected.append(np.corrcoef(row, rest)[0, 1])
        else:
            expected.append(None)

    correlations = psychometrics.row_rest(Sums.of_matrix(matrix))

    assert correlations == pytest.approx(expected, abs=1e-9)


@given(matrices(rows=5, least=2))
def test_alpha_if_deleted_is_the_alpha_of_the_others(matrix):
    expected = []
    for row in range(5):
        others = np.delete(matrix, row, axis=1)
        expected.append(psychometrics.alpha(Sums.of_matrix(others)))

    without = psychometrics.alpha_if_deleted(Sums.of_matrix(matrix))

    assert list(without) == expected


def test_alpha_of_rows_that_always_agree_is_one():
    assert psychometrics.alpha(sums_of([1, 1, 1], [4, 4, 4], [5, 5, 5])) == 1


def test_alpha_of_rows_that_work_against_each_other_is_negative():
    # Variances 1 and 13/3, of T only 4/3: 2·(1 - 16/4).
    assert psychometrics.alpha(sums_of([1, 5], [2, 2], [3, 1])) == -6


UNDEFINED = {
    "one row": sums_of([3], [4]),
    "one person": sums_of([3, 4]),
    "everybody alike": sums_of([3, 4], [3, 4]),
    "the same raw sum": sums_of([3, 4], [4, 3]),
}


@pytest.mark.parametrize("sums", UNDEFINED.values(), ids=UNDEFINED)
@pytest.mark.parametrize("statistic", [psychometrics.alpha, psychometrics.sem])
def test_alpha_and_sem_are_undefined(statistic, sums):
    assert statistic(sums) is None


def test_alpha_if_deleted_of_two_rows_is_undefined():
    sums = sums_of([1, 2], [2, 4], [3, 3])

    assert psychometrics.alpha_if_deleted(sums) == (None, None)


def test_row_rest_of_a_row_without_variance_is_undefined():
    sums = sums_of([1, 1, 5], [2, 2, 5])

    assert psychometrics.row_rest(sums) == (1, 1, None)


@given(matrices(rows=2, least=2))
def test_row_rest_never_leaves_its_range(matrix):
    correlations = psychometrics.row_rest(Sums.of_matrix(matrix))

    assert all(r is None or -1 <= r <= 1 for r in correlations)


@pytest.mark.parametrize(
    ("statistic", "nothing"),
    [
        (psychometrics.total_mean, None),
        (psychometrics.total_sd, None),
        (psychometrics.alpha, None),
        (psychometrics.sem, None),
        (psychometrics.row_means, (None, None)),
        (psychometrics.row_rest, (None, None)),
        (psychometrics.alpha_if_deleted, (None, None)),
    ],
)
def test_everything_is_undefined_for_nobody(statistic, nothing):
    assert statistic(Sums.empty(2)) == nothing


# Standard deviation and median


def test_sd_of_one_value_is_undefined():
    assert psychometrics.sd(1, 5, 25) is None


def test_sd_of_equal_values_is_zero():
    assert psychometrics.sd(3, 15, 75) == 0


def test_sd_does_not_cancel_far_from_zero():
    values = [10**12, 10**12 + 1, 10**12 + 2]
    square = sum(value**2 for value in values)

    assert psychometrics.sd(3, sum(values), square) == 1


@pytest.mark.parametrize(
    ("histogram", "median"),
    [
        ({70: 1}, 70),
        ({80: 1, 60: 1, 70: 1}, 70),
        ({60: 1, 71: 1}, 65.5),
        ({60: 2, 90: 2}, 75),
        ({60: 3, 90: 2}, 60),
        ({60: 0, 90: 2}, 90),
    ],
)
def test_median_is_the_middle_or_halfway_between_two(histogram, median):
    assert psychometrics.median(histogram) == median


@pytest.mark.parametrize("histogram", [{}, {70: 0}])
def test_median_of_nobody_is_undefined(histogram):
    assert psychometrics.median(histogram) is None


@given(st.lists(st.integers(25, 125), min_size=1))
def test_median_is_that_of_the_list(raw_sums):
    assert psychometrics.median(Counter(raw_sums)) == np.median(raw_sums)
