import pytest

from assessments.measurement.chart_geometry import (
    COLUMN_STEP,
    COLUMNS_BOTTOM,
    COLUMNS_TOP,
    Column,
    Spread,
    columns,
    spread,
)


def test_no_numbers_draw_no_columns():
    assert columns([]) == []


def test_highest_column_fills_the_room_and_the_others_keep_their_part_of_it():
    room = COLUMNS_BOTTOM - COLUMNS_TOP

    assert [column.height for column in columns([2, 4, 1, 0])] == [
        room // 2,
        room,
        room // 4,
        0,
    ]


def test_column_stands_on_the_ground_beside_the_one_before():
    assert columns([3, 3])[1] == Column(
        n=3,
        x=COLUMN_STEP,
        y=COLUMNS_TOP,
        width=42,
        height=COLUMNS_BOTTOM - COLUMNS_TOP,
        middle=COLUMN_STEP + 21,
    )


def test_columns_of_nobody_have_no_height():
    assert [(column.y, column.height) for column in columns([0, 0])] == [
        (COLUMNS_BOTTOM, 0)
    ] * 2


def test_columns_do_not_touch():
    first, second = columns([5, 5])

    assert first.x + first.width < second.x


def test_height_is_rounded_to_whole_units():
    assert [column.height for column in columns([1, 2, 3])] == [47, 93, 140]


def test_columns_keep_the_order_of_the_numbers():
    assert [column.n for column in columns([1, 9, 4])] == [1, 9, 4]


def test_spread_is_a_bar_to_the_mean_and_a_line_of_one_sd_to_either_side():
    assert spread(60.0, 10.0) == Spread(bar=240, start=200, end=280)


@pytest.mark.parametrize(
    ("mean", "sd", "ends"),
    [(95.0, 10.0, (340, 400)), (5.0, 10.0, (0, 60)), (50.0, 80.0, (0, 400))],
)
def test_line_of_a_spread_stays_within_0_and_100(mean, sd, ends):
    found = spread(mean, sd)

    assert (found.start, found.end) == ends


@pytest.mark.parametrize("sd", [0.0, None])
def test_spread_without_sd_has_a_line_of_no_length(sd):
    assert spread(60.0, sd) == Spread(bar=240, start=240, end=240)


def test_unknown_mean_has_no_spread():
    assert spread(None, None) is None


def test_mean_of_0_has_a_spread():
    assert spread(0.0, 0.0) == Spread(bar=0, start=0, end=0)
