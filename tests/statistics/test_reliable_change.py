import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.statistics.reliable_change import paired_change, reliable_change
from tests.statistics.oracles import ORACLES

SLEEP = ORACLES["paired_sleep"]
JACOBSON_TRUAX = ORACLES["reliable_change"]
scores = st.integers(20, 100)


def sleep_change():
    return paired_change(SLEEP["first"], SLEEP["second"])


def published_change():
    sem = JACOBSON_TRUAX["sd"] * (1 - JACOBSON_TRUAX["r"]) ** 0.5
    return reliable_change(JACOBSON_TRUAX["pre"], JACOBSON_TRUAX["post"], sem)


# One person


def test_error_of_a_change_as_published():
    assert round(published_change().error, 6) == JACOBSON_TRUAX["sdiff"]


def test_index_of_a_change_downwards_is_negative():
    assert round(published_change().index, 6) == -JACOBSON_TRUAX["rc"]


def test_published_change_is_reliable():
    assert published_change().is_reliable is True


@pytest.mark.parametrize(
    ("after", "is_reliable"),
    [(61.95, False), (61.97, True), (58.05, False), (58.03, True)],
)
def test_change_is_reliable_beyond_1_96_errors_either_way(after, is_reliable):
    # The standard error of the change is 1.
    change = reliable_change(60, after, sem=0.5**0.5)

    assert change.is_reliable is is_reliable


def test_change_of_exactly_1_96_errors_is_not_reliable():
    # The error is exactly 75 in floats too.
    change = reliable_change(0, 147, sem=53.03300858899106)

    assert change.is_reliable is False


def test_without_measurement_error_there_is_no_index_and_nothing_reliable():
    change = reliable_change(60, 70, sem=0)

    assert change.difference == 10
    assert change.index is None
    assert change.is_reliable is False


# A group


@pytest.mark.parametrize(
    ("field", "printed"),
    [("mean", "mean_diff"), ("sd", "sd"), ("t", "t"), ("p", "p"), ("dz", "dz")],
)
def test_change_in_students_sleep_data_as_published(field, printed):
    assert round(getattr(sleep_change(), field), 6) == SLEEP[printed]


def test_interval_in_students_sleep_data_is_the_one_r_prints():
    change = sleep_change()

    assert round(change.low, 7) == 0.7001142
    assert round(change.high, 7) == 2.4598858


def test_hedges_takes_three_of_thirty_five_off_for_ten_pairs():
    change = sleep_change()

    assert change.hedges == pytest.approx(change.dz * 32 / 35)


def test_change_worked_out_by_hand():
    # Differences 1, 2, 3: mean 2, SD 1, t = 2·√3 on 2 degrees; p = 1 - t/√(t² + 2).
    change = paired_change([60, 60, 60], [61, 62, 63])

    assert change.n == 3
    assert change.mean == 2
    assert change.sd == 1
    assert change.dz == 2
    assert change.p == pytest.approx(1 - (12 / 14) ** 0.5)


@given(st.lists(st.tuples(scores, scores), min_size=2))
def test_change_is_worked_out_from_the_differences_alone(pairs):
    differences = [after - before for before, after in pairs]

    change = paired_change(*zip(*pairs))

    assert change == paired_change([0] * len(pairs), differences)


def test_everybody_changing_alike_leaves_only_the_mean():
    change = paired_change([60, 70], [65, 75])

    assert change.sd == 0
    assert change.low == 5
    assert change.mean == 5
    assert change.high == 5


@pytest.mark.parametrize("field", ["t", "p", "dz", "hedges"])
def test_everybody_changing_alike_leaves_the_rest_undefined(field):
    change = paired_change([60, 70], [65, 75])

    assert getattr(change, field) is None


@pytest.mark.parametrize("scores", [[], [60]])
def test_change_below_two_pairs_is_undefined(scores):
    assert paired_change(scores, scores) is None


def test_scores_that_are_not_pairs_are_refused():
    with pytest.raises(ValueError, match="zip"):
        paired_change([60, 70], [65])
