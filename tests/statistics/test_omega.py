import numpy as np
import pytest

from assessments.statistics.omega import omega_total, omega_total_of_answers
from tests.statistics.oracles import ORACLES

ATTITUDE = np.array(ORACLES["attitude"]["rows"])
LOADINGS = np.array([0.8, 0.7, 0.6, 0.5])


def _matrix(loadings, unique):
    return np.outer(loadings, loadings) + np.diag(unique)


def _answers(n, k, noise=1.0):
    """Five-point answers that share one factor."""
    random = np.random.default_rng(7)
    wish = (
        3
        + random.normal(size=(n, 1)) * random.uniform(0.3, 0.9, k)
        + noise * random.normal(size=(n, k))
    )
    return np.clip(np.rint(wish), 1, 5).astype(int)


def test_omega_of_attitude_as_published():
    assert (
        round(omega_total_of_answers(ATTITUDE), 7)
        == ORACLES["attitude"]["published_omega"]
    )


def test_omega_of_a_correlation_matrix_as_published():
    assert (
        round(omega_total(np.array(ORACLES["congeneric_r4"]["R"])), 6)
        == ORACLES["congeneric_r4"]["omega_total"]
    )


def test_omega_of_standardised_rows_is_another():
    assert omega_total(np.corrcoef(ATTITUDE, rowvar=False)) == pytest.approx(
        0.84054, abs=1e-5
    )


def test_omega_of_a_matrix_of_exactly_one_factor_is_its_closed_form():
    unique = np.array([0.5, 2.0, 1.0, 0.7])

    assert omega_total(_matrix(LOADINGS, unique)) == pytest.approx(
        2.6**2 / (2.6**2 + 4.2), abs=1e-8
    )


def test_omega_of_a_row_keyed_against_the_others_sets_it_off():
    loadings = LOADINGS * [1, 1, 1, -1]

    assert omega_total(_matrix(loadings, 1 - loadings**2)) == pytest.approx(
        1.6**2 / (1.6**2 + 2.26), abs=1e-8
    )


def test_omega_of_equal_loadings_is_alpha():
    # Four rows correlating by .25: α = 4·.25 / (1 + 3·.25).
    assert omega_total(_matrix(np.full(4, 0.5), np.full(4, 0.75))) == pytest.approx(
        4 / 7, abs=1e-8
    )


def test_omega_does_not_depend_on_the_unit():
    covariance = np.cov(ATTITUDE, rowvar=False)

    assert omega_total(covariance / 1e6) == pytest.approx(
        omega_total(covariance), abs=1e-8
    )


def test_omega_of_three_rows_reproduces_their_correlations():
    three = _matrix(LOADINGS[:3], 1 - LOADINGS[:3] ** 2)

    assert omega_total(three) == pytest.approx(2.1**2 / (2.1**2 + 1.51), abs=1e-8)


def test_omega_of_loadings_far_from_the_start_is_found():
    loadings = np.array([0.05, 0.05, 0.6])

    assert omega_total(_matrix(loadings, 1 - loadings**2)) == pytest.approx(
        0.49 / 3.125, abs=1e-8
    )


def test_omega_of_the_largest_sample_is_found():
    assert 0.8 < omega_total_of_answers(_answers(20_000, 25)) < 0.95


@pytest.mark.parametrize(
    "matrix",
    [
        pytest.param(np.empty((0, 0)), id="no rows"),
        pytest.param(_matrix(LOADINGS[:2], 1 - LOADINGS[:2] ** 2), id="two rows"),
        pytest.param(np.diag([1.0, 0.0, 1.0, 1.0]), id="a row without variance"),
        pytest.param(np.eye(4), id="no common factor"),
        pytest.param(
            np.array([[1, 0.4, 0.4], [0.4, 1, 0.1], [0.4, 0.1, 1]]),
            id="a negative unique variance",
        ),
    ],
)
def test_omega_without_a_proper_solution_is_undefined(matrix):
    assert omega_total(matrix) is None


@pytest.mark.parametrize("n", [0, 1])
def test_omega_below_two_people_is_undefined(n):
    assert omega_total_of_answers(ATTITUDE[:n]) is None


def test_omega_of_one_row_is_undefined():
    assert omega_total_of_answers(ATTITUDE[:, :1]) is None


def test_omega_of_a_row_that_everybody_answers_alike_is_undefined():
    answers = _answers(50, 4)
    answers[:, 2] = 3

    assert omega_total_of_answers(answers) is None


def test_omega_of_a_row_asked_twice_is_undefined():
    answers = _answers(50, 4)
    answers[:, 2] = answers[:, 1]

    assert omega_total_of_answers(answers) is None
