import numpy as np
import pytest

from assessments.statistics import omega as omega_module
from assessments.statistics.omega import omega_total, omega_total_of_answers
from tests.statistics.oracles import ORACLES

ATTITUDE = np.array(ORACLES["attitude"]["rows"])
LOADINGS = np.array([0.8, 0.7, 0.6, 0.5])


def one_factor_matrix(loadings, unique=None):
    """The matrix of exactly one factor; a correlation matrix without `unique`."""
    if unique is None:
        unique = 1 - loadings**2
    return np.outer(loadings, loadings) + np.diag(unique)


def answers_of(people, rows):
    """Five-point answers that share one factor."""
    random = np.random.default_rng(7)
    trait = random.normal(size=(people, 1))
    loadings = random.uniform(0.3, 0.9, rows)
    noise = random.normal(size=(people, rows))
    return np.clip(np.rint(3 + trait * loadings + noise), 1, 5).astype(int)


def test_omega_of_attitude_as_published():
    omega = omega_total_of_answers(ATTITUDE)

    assert round(omega, 7) == ORACLES["attitude"]["published_omega"]


def test_omega_of_a_correlation_matrix_as_published():
    omega = omega_total(np.array(ORACLES["congeneric_r4"]["R"]))

    assert round(omega, 6) == ORACLES["congeneric_r4"]["omega_total"]


def test_omega_of_standardised_rows_is_another():
    correlation = np.corrcoef(ATTITUDE, rowvar=False)

    assert omega_total(correlation) == pytest.approx(0.84054, abs=1e-5)


def test_omega_of_a_matrix_of_exactly_one_factor_is_its_closed_form():
    unique = np.array([0.5, 2.0, 1.0, 0.7])
    expected = 2.6**2 / (2.6**2 + 4.2)

    omega = omega_total(one_factor_matrix(LOADINGS, unique))

    assert omega == pytest.approx(expected, abs=1e-8)


def test_omega_of_a_row_keyed_against_the_others_sets_it_off():
    loadings = LOADINGS * [1, 1, 1, -1]
    expected = 1.6**2 / (1.6**2 + 2.26)

    omega = omega_total(one_factor_matrix(loadings))

    assert omega == pytest.approx(expected, abs=1e-8)


def test_omega_of_equal_loadings_is_alpha():
    # Four rows correlating by .25: α = 4·.25 / (1 + 3·.25).
    omega = omega_total(one_factor_matrix(np.full(4, 0.5)))

    assert omega == pytest.approx(4 / 7, abs=1e-8)


def test_omega_does_not_depend_on_the_unit():
    covariance = np.cov(ATTITUDE, rowvar=False)

    omega = omega_total(covariance / 1e6)

    assert omega == pytest.approx(omega_total(covariance), abs=1e-8)


def test_omega_of_three_rows_reproduces_their_correlations():
    expected = 2.1**2 / (2.1**2 + 1.51)

    omega = omega_total(one_factor_matrix(LOADINGS[:3]))

    assert omega == pytest.approx(expected, abs=1e-8)


def test_omega_of_loadings_far_from_the_start_is_found():
    omega = omega_total(one_factor_matrix(np.array([0.05, 0.05, 0.6])))

    assert omega == pytest.approx(0.49 / 3.125, abs=1e-8)


def test_omega_of_the_largest_sample_is_found():
    omega = omega_total_of_answers(answers_of(people=20_000, rows=25))

    assert 0.8 < omega < 0.95


IMPROPER = {
    "no rows": np.empty((0, 0)),
    "two rows": one_factor_matrix(LOADINGS[:2]),
    "a row without variance": np.diag([1.0, 0.0, 1.0, 1.0]),
    "no common factor": np.eye(4),
    "a negative unique variance": np.array(
        [[1, 0.4, 0.4], [0.4, 1, 0.1], [0.4, 0.1, 1]]
    ),
}


@pytest.mark.parametrize("matrix", IMPROPER.values(), ids=IMPROPER)
def test_omega_without_a_proper_solution_is_undefined(matrix):
    assert omega_total(matrix) is None


@pytest.mark.parametrize("people", [0, 1])
def test_omega_below_two_people_is_undefined(people):
    assert omega_total_of_answers(ATTITUDE[:people]) is None


def test_omega_of_one_row_is_undefined():
    assert omega_total_of_answers(ATTITUDE[:, :1]) is None


def test_omega_of_a_row_that_everybody_answers_alike_is_undefined():
    answers = answers_of(people=50, rows=4)
    answers[:, 2] = 3

    assert omega_total_of_answers(answers) is None


def test_omega_of_a_row_asked_twice_is_undefined():
    answers = answers_of(people=50, rows=4)
    answers[:, 2] = answers[:, 1]

    assert omega_total_of_answers(answers) is None


def test_omega_of_a_fit_that_does_not_settle_is_undefined(monkeypatch):
    monkeypatch.setattr(omega_module, "MOST_STEPS", 1)

    assert omega_total_of_answers(ATTITUDE) is None
