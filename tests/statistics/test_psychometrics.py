"""Published data sets, cases worked out by hand, and the ways by which the same sums
can be reached.
"""

import dataclasses
from collections import Counter

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from assessments.statistics import psychometrics
from assessments.statistics.psychometrics import EMPTY, Sums
from tests.statistics.oracles import ORACLES, rounded


def lsat6():
    patterns = np.array(ORACLES["lsat6"]["patterns"])
    return np.repeat(patterns[:, :5], patterns[:, 5], axis=0)


def attitude():
    return np.array(ORACLES["attitude"]["rows"])


def by_counts(matrix):
    """The sums by way of what the counters hold."""
    rows = Counter()
    people = Counter()
    for answers in matrix.tolist():
        for row, points in enumerate(answers, 1):
            rows[row, points] += sum(answers)
            people[row, points] += 1
    counts = {cell: (people[cell], rows[cell]) for cell in people}
    return Sums.of_counts(counts, Counter(matrix.sum(axis=1).tolist()))


def by_correlations(matrix):
    """Two people whose covariances are those of `matrix`, times 100 to be whole."""
    whole = np.rint(100 * np.array(matrix)).astype(int)
    k = len(whole)
    squares = np.diag(whole)
    crosses = whole.sum(axis=0)
    return Sums(
        2,
        (0,) * k,
        tuple(squares.tolist()),
        tuple(crosses.tolist()),
        0,
        int(whole.sum()),
    )


@st.composite
def matrices(draw, rows=None, least=0):
    k = rows or draw(st.integers(1, 6))
    answers = st.lists(st.integers(1, 5), min_size=k, max_size=k)
    people = draw(st.lists(answers, min_size=least, max_size=12))
    return np.array(people, dtype=int).reshape(len(people), k)


published = pytest.mark.parametrize(
    ("s", "printed"),
    [
        pytest.param(
            Sums.of_matrix(lsat6()), ORACLES["lsat6"]["expected6"], id="lsat6"
        ),
        pytest.param(
            by_counts(lsat6()), ORACLES["lsat6"]["expected6"], id="lsat6 by counts"
        ),
        pytest.param(
            Sums.of_matrix(attitude()), ORACLES["attitude"]["expected"], id="attitude"
        ),
        pytest.param(
            by_counts(attitude()),
            ORACLES["attitude"]["expected"],
            id="attitude by counts",
        ),
    ],
)


@published
def test_published_size(s, printed):
    assert s.n == printed["n"]
    assert s.k == printed["k"]


@published
def test_published_alpha(s, printed):
    assert round(psychometrics.alpha(s), 6) == printed["alpha"]


@published
def test_published_feldt_interval(s, printed):
    assert (
        rounded(psychometrics.feldt_interval(psychometrics.alpha(s), s.n, s.k), 4)
        == printed["feldt95"]
    )


@published
def test_published_total_mean(s, printed):
    assert round(psychometrics.total_mean(s), 4) == printed["total_mean"]


@published
def test_published_total_sd(s, printed):
    assert round(psychometrics.total_sd(s), 4) == printed["total_sd"]


@published
def test_published_sem(s, printed):
    assert round(psychometrics.sem(s), 4) == printed["sem"]


@published
def test_published_row_means(s, printed):
    assert rounded(psychometrics.row_means(s), 4) == printed["item_mean"]


@published
def test_published_row_sds(s, printed):
    assert rounded(psychometrics.row_sds(s), 4) == printed["item_sd"]


@published
def test_published_row_rest(s, printed):
    assert rounded(psychometrics.row_rest(s), 4) == printed["item_rest_r"]


@published
def test_published_alpha_if_deleted(s, printed):
    assert rounded(psychometrics.alpha_if_deleted(s), 4) == printed["alpha_if_deleted"]


def test_alpha_of_correlations_as_printed_by_psych():
    case = ORACLES["congeneric_r4"]

    assert round(psychometrics.alpha(by_correlations(case["R"])), 6) == case["alpha"]


def test_row_rest_of_correlations_as_printed_by_psych():
    s = by_correlations(ORACLES["congeneric_r4"]["R"])

    assert rounded(psychometrics.row_rest(s), 2) == [0.64, 0.57, 0.51, 0.43]


def test_alpha_if_deleted_of_correlations_as_printed_by_psych():
    s = by_correlations(ORACLES["congeneric_r4"]["R"])

    assert rounded(psychometrics.alpha_if_deleted(s), 2) == [0.62, 0.66, 0.70, 0.74]


def test_feldt_interval_as_printed_by_psych():
    case = ORACLES["feldt_interval"]

    assert (
        rounded(psychometrics.feldt_interval(case["alpha"], case["n"], case["k"]), 4)
        == case["interval"]
    )


def test_a_higher_level_widens_the_feldt_interval():
    low, high = psychometrics.feldt_interval(0.8, 50, 10)
    lower, higher = psychometrics.feldt_interval(0.8, 50, 10, level=0.99)

    assert lower < low < high < higher


@pytest.mark.parametrize(("n", "k"), [(1, 4), (100, 1)])
def test_feldt_interval_below_two_people_or_rows_is_undefined(n, k):
    assert psychometrics.feldt_interval(0.5, n, k) is None


def test_sums_worked_out_by_hand():
    assert Sums.of_matrix(np.array([[1, 2], [3, 5]])) == Sums(
        2, (4, 7), (10, 29), (27, 46), 11, 73
    )


@given(matrices())
def test_counters_give_the_same_sums_as_answers(matrix):
    assume(len(matrix))

    assert by_counts(matrix) == Sums.of_matrix(matrix)


def test_counters_at_zero_are_sums_of_nobody():
    assert Sums.of_counts({(1, 5): (0, 0), (2, 1): (0, 0)}, {6: 0}) == Sums.empty(2)


def test_no_counters_at_all_are_empty():
    assert Sums.of_counts({}, {}) == EMPTY


def test_small_integers_do_not_overflow():
    matrix = np.full((3, 2), 1000, dtype=np.int16)

    assert Sums.of_matrix(matrix).squares == (3_000_000, 3_000_000)


def test_sums_are_plain_integers_that_cannot_overflow_later():
    values = dataclasses.astuple(Sums.of_matrix(np.array([[1, 2], [3, 5]])))

    assert {
        type(value)
        for field in values
        for value in (field if isinstance(field, tuple) else [field])
    } == {int}


@given(matrices(rows=3), matrices(rows=3))
def test_groups_merged_are_the_sums_of_everybody(first, second):
    assert Sums.of_matrix(first) + Sums.of_matrix(second) == Sums.of_matrix(
        np.vstack([first, second])
    )


@given(matrices(rows=3), matrices(rows=3))
def test_taking_a_group_away_leaves_the_other(first, second):
    assert Sums.of_matrix(np.vstack([first, second])) - Sums.of_matrix(
        second
    ) == Sums.of_matrix(first)


def test_many_groups_can_be_summed_from_empty():
    one = Sums.of_matrix(np.array([[1, 2, 3]]))

    assert sum([one, one], EMPTY) == Sums.of_matrix(np.array([[1, 2, 3], [1, 2, 3]]))


def test_empty_taken_away_changes_nothing():
    s = Sums.of_matrix(np.array([[1, 2, 3]]))

    assert s - EMPTY == s


def test_groups_with_different_rows_cannot_be_merged():
    with pytest.raises(ValueError, match="zip"):
        Sums.of_matrix(np.array([[1, 2]])) + Sums.of_matrix(np.array([[1, 2, 3]]))


@given(matrices(least=2))
def test_row_rest_is_the_correlation_with_the_other_rows(matrix):
    rests = matrix.sum(axis=1, keepdims=True) - matrix
    varies = (matrix.std(axis=0) > 0) & (rests.std(axis=0) > 0)
    expected = [
        np.corrcoef(x, rest)[0, 1] if v else None
        for x, rest, v in zip(matrix.T, rests.T, varies)
    ]

    assert psychometrics.row_rest(Sums.of_matrix(matrix)) == pytest.approx(
        expected, abs=1e-9
    )


@given(matrices(rows=5, least=2))
def test_alpha_if_deleted_is_the_alpha_of_the_others(matrix):
    others = [
        psychometrics.alpha(Sums.of_matrix(np.delete(matrix, row, axis=1)))
        for row in range(5)
    ]

    assert list(psychometrics.alpha_if_deleted(Sums.of_matrix(matrix))) == others


def test_alpha_of_rows_that_always_agree_is_one():
    assert (
        psychometrics.alpha(Sums.of_matrix(np.array([[1, 1, 1], [4, 4, 4], [5, 5, 5]])))
        == 1
    )


def test_alpha_of_rows_that_work_against_each_other_is_negative():
    # Variances 1 and 13/3, of T only 4/3: 2·(1 - 16/4).
    assert psychometrics.alpha(Sums.of_matrix(np.array([[1, 5], [2, 2], [3, 1]]))) == -6


@pytest.mark.parametrize(
    "matrix",
    [
        pytest.param([[3], [4]], id="one row"),
        pytest.param([[3, 4]], id="one person"),
        pytest.param([[3, 4], [3, 4]], id="everybody alike"),
        pytest.param([[3, 4], [4, 3]], id="the same raw sum"),
    ],
)
@pytest.mark.parametrize("statistic", [psychometrics.alpha, psychometrics.sem])
def test_alpha_and_sem_are_undefined(statistic, matrix):
    assert statistic(Sums.of_matrix(np.array(matrix))) is None


def test_alpha_if_deleted_of_two_rows_is_undefined():
    assert psychometrics.alpha_if_deleted(
        Sums.of_matrix(np.array([[1, 2], [2, 4], [3, 3]]))
    ) == (None, None)


def test_row_rest_of_a_row_without_variance_is_undefined():
    assert psychometrics.row_rest(Sums.of_matrix(np.array([[1, 1, 5], [2, 2, 5]]))) == (
        1,
        1,
        None,
    )


@given(matrices(rows=2, least=2))
def test_row_rest_never_leaves_its_range(matrix):
    known = [r for r in psychometrics.row_rest(Sums.of_matrix(matrix)) if r is not None]

    assert all(-1 <= r <= 1 for r in known)


@pytest.mark.parametrize(
    ("statistic", "nothing"),
    [
        (psychometrics.total_mean, None),
        (psychometrics.total_sd, None),
        (psychometrics.alpha, None),
        (psychometrics.sem, None),
        (psychometrics.row_means, (None, None)),
        (psychometrics.row_sds, (None, None)),
        (psychometrics.row_rest, (None, None)),
        (psychometrics.alpha_if_deleted, (None, None)),
    ],
)
def test_everything_is_undefined_for_nobody(statistic, nothing):
    assert statistic(Sums.empty(2)) == nothing


def test_sd_of_one_value_is_undefined():
    assert psychometrics.sd(1, 5, 25) is None


def test_sd_of_equal_values_is_zero():
    assert psychometrics.sd(3, 15, 75) == 0


def test_sd_does_not_cancel_far_from_zero():
    values = [10**12, 10**12 + 1, 10**12 + 2]

    assert psychometrics.sd(3, sum(values), sum(value**2 for value in values)) == 1


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
def test_median_is_that_of_the_list(sums):
    assert psychometrics.median(Counter(sums)) == np.median(sums)
