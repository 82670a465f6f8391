import pytest

from assessments.measurement import response_quality
from assessments.measurement.response_quality import Thresholds

VARIED = [1, 4, 2, 5, 3, 3, 1, 2, 5, 4, 4, 1, 3, 2, 5, 1, 1, 4, 3, 5, 2, 2, 4, 5, 1]


def assess(
    answers=VARIED, seconds=None, *, points=None, as_oneself=True, first_attempt=True
):
    """Assess 25 answers on a scale of five; by default nothing stands out."""
    return response_quality.assess(
        answers,
        points or answers,
        seconds or [4.0] * len(answers),
        most=5,
        as_oneself=as_oneself,
        is_first_attempt=first_attempt,
        thresholds=Thresholds(),
    )


def test_varied_unhurried_answers_raise_no_flag():
    assert assess().flags == ()


# Fast


@pytest.mark.parametrize(("seconds", "flags"), [(1.9, ("fast",)), (2.0, ())])
def test_fast_is_a_median_below_two_seconds(seconds, flags):
    assert assess(seconds=[seconds] * 25).flags == flags


def test_fast_is_not_said_of_a_later_attempt():
    quality = assess(seconds=[0.5] * 25, first_attempt=False)

    assert quality.flags == ()


def test_rows_without_a_time_are_left_out_of_the_median():
    quality = assess(seconds=[None] * 13 + [1.0] * 12)

    assert quality.median_seconds == 1.0


def test_without_any_time_fast_is_unknown():
    quality = assess(seconds=[None] * 25)

    assert quality.median_seconds is None
    assert quality.flags == ()


def test_a_rows_time_is_its_share_of_the_page():
    seconds = response_quality.row_seconds({1: 10.0}, page_of_row=[1, 1, 2])

    assert seconds == [5.0, 5.0, None]


# Same position, pattern, few differences


@pytest.mark.parametrize(("run", "flags"), [(8, ()), (9, ("same_position",))])
def test_same_position_is_a_run_of_nine(run, flags):
    others = [3, 1, 4, 5, 1, 3, 4, 5, 1, 4, 3, 1, 5, 4, 1, 3, 5]
    answers = [2] * run + others[: 25 - run]

    assert assess(answers).flags == flags


@pytest.mark.parametrize("lag", [1, 2, 3, 4, 5])
def test_a_repeated_block_up_to_five_rows_is_a_pattern(lag):
    answers = (VARIED[:lag] * 25)[:25]

    assert "pattern" in assess(answers).flags


def test_a_share_of_exactly_four_fifths_is_a_pattern():
    assert response_quality.pattern_share([1, 2, 1, 2, 1, 2, 3], lags=2) == 0.8


def test_a_test_shorter_than_a_lag_has_no_pattern_at_it():
    assert response_quality.pattern_share([1, 2], lags=5) == 0.0


def test_few_differences_are_noted():
    points = [5] * 20 + [4] * 5

    assert assess(points=points).flags == ("few_differences",)


@pytest.mark.parametrize(
    ("points", "rows", "expected"),
    [(5, 20, True), (5, 19, False), (3, 20, True), (2, 25, False)],
)
def test_few_differences_is_twenty_rows_at_the_end_or_in_the_middle(
    points, rows, expected
):
    row_points = [points] * rows + [4] * (25 - rows)

    assert response_quality.has_few_differences(row_points, 5, 20) is expected


def test_an_even_scale_has_no_middle():
    assert response_quality.has_few_differences([2] * 25, 4, 20) is False


# The person's own word, and what is stored


def test_not_quite_as_i_am_is_the_persons_own_word():
    assert assess(as_oneself=False).flags == ("own_word",)


def test_notes_come_in_the_order_of_the_documentation():
    quality = assess([5] * 25, seconds=[0.5] * 25, as_oneself=False)

    assert quality.flags == (
        "fast",
        "same_position",
        "pattern",
        "few_differences",
        "own_word",
    )


def test_what_is_stored_carries_thresholds_and_version():
    stored = assess(as_oneself=False).stored(Thresholds())

    assert stored["flags"] == ["own_word"]
    assert stored["version"] == 1
    assert stored["thresholds"]["same_run"] == 9


@pytest.mark.parametrize(("seconds", "stored"), [(1.26, 1.3), (None, None)])
def test_stored_seconds_are_rounded(seconds, stored):
    quality = assess(seconds=[seconds] * 25)

    assert quality.stored(Thresholds())["median_seconds"] == stored
