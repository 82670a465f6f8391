import pytest

from assessments.measurement import response_quality
from assessments.measurement.response_quality import Thresholds

VARIED = [1, 4, 2, 5, 3, 3, 1, 2, 5, 4, 4, 1, 3, 2, 5, 1, 1, 4, 3, 5, 2, 2, 4, 5, 1]


def _read(answers=VARIED, points=None, seconds=None, **changes):
    seconds = seconds or [4.0] * len(answers)
    facts = {
        "most": 5,
        "as_oneself": True,
        "is_first_attempt": True,
        "thresholds": Thresholds(),
    } | changes
    return response_quality.assess(answers, points or answers, seconds, **facts)


def test_varied_unhurried_answers_raise_no_flag():
    assert _read().flags == ()


@pytest.mark.parametrize(("seconds", "flags"), [(1.9, ("fast",)), (2.0, ())])
def test_fast_is_a_median_below_two_seconds(seconds, flags):
    assert _read(seconds=[seconds] * 25).flags == flags


def test_fast_is_not_said_of_a_later_attempt():
    assert _read(seconds=[0.5] * 25, is_first_attempt=False).flags == ()


def test_rows_without_a_time_are_left_out_of_the_median():
    assert _read(seconds=[None] * 13 + [1.0] * 12).median_seconds == 1.0


def test_without_any_time_fast_is_unknown():
    assert _read(seconds=[None] * 25).median_seconds is None


@pytest.mark.parametrize(("run", "flags"), [(8, ()), (9, ("same_position",))])
def test_same_position_is_a_run_of_nine(run, flags):
    answers = [2] * run + [3, 1, 4, 5, 1, 3, 4, 5, 1, 4, 3, 1, 5, 4, 1, 3, 5][
        : 25 - run
    ]

    assert _read(answers).flags == flags


@pytest.mark.parametrize("lag", [1, 2, 3, 4, 5])
def test_a_repeated_block_up_to_five_rows_is_a_pattern(lag):
    answers = (VARIED[:lag] * 25)[:25]

    assert "pattern" in _read(answers).flags


def test_a_share_of_exactly_four_fifths_is_a_pattern():
    assert response_quality.pattern_share([1, 2, 1, 2, 1, 2, 3], 2) == 0.8


@pytest.mark.parametrize(
    ("points", "count", "flags"),
    [(5, 20, True), (5, 19, False), (3, 20, True), (2, 25, False)],
)
def test_few_differences_is_twenty_rows_at_the_end_or_in_the_middle(
    points, count, flags
):
    sheet = [points] * count + [4] * (25 - count)

    assert response_quality.has_few_differences(sheet, 5, 20) is flags


def test_an_even_scale_has_no_middle():
    assert response_quality.has_few_differences([2] * 25, 4, 20) is False


def test_not_quite_as_i_am_is_the_persons_own_word():
    assert _read(as_oneself=False).flags == ("own_word",)


def test_what_is_stored_carries_thresholds_and_version():
    stored = _read(as_oneself=False).stored(Thresholds())

    assert stored["flags"] == ["own_word"]
    assert stored["version"] == 1
    assert stored["thresholds"]["same_run"] == 9


def test_a_rows_time_is_its_share_of_the_page():
    assert response_quality.row_seconds({1: 10.0}, [1, 1, 2]) == [5.0, 5.0, None]
