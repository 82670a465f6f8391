import pytest

from assessments.measurement.bands import Bounds
from assessments.measurement.chart_geometry import (
    COLUMN_STEP,
    COLUMNS_BOTTOM,
    COLUMNS_TOP,
    Column,
    Segment,
    Spread,
    bar_length,
    bar_y,
    columns,
    spread,
    strip,
)

BANDS = (Bounds("high", 80, 100), Bounds("middle", 60, 79), Bounds("low", 0, 59))
ROOM = COLUMNS_BOTTOM - COLUMNS_TOP


# The strip of the bands


def test_bands_stand_side_by_side_from_the_lowest():
    assert strip(BANDS, total=66, width=4).segments == (
        Segment("low", label="0–59", x=0, width=240, middle=120),
        Segment("middle", label="60–79", x=240, width=80, middle=280),
        Segment("high", label="80–100", x=320, width=80, middle=360),
    )


def test_ticks_stand_at_both_ends_and_at_the_dividing_lines():
    ticks = strip(BANDS, total=66, width=4).ticks

    assert ticks == ((0, 0), (60, 240), (80, 320), (100, 400))


def test_marker_stands_at_the_score():
    assert strip(BANDS, total=66, width=4).marker == 264


@pytest.mark.parametrize(
    ("total", "x", "width"), [(66, 248, 32), (2, 0, 24), (99, 380, 20)]
)
def test_span_is_the_score_give_or_take_its_width_within_0_and_100(total, x, width):
    drawing = strip(BANDS, total, width=4)

    assert drawing.span_x == x
    assert drawing.span_width == width


# Bars


def test_bar_is_four_units_a_score_point():
    assert bar_length(0) == 0
    assert bar_length(66) == 264
    assert bar_length(100) == 400


def test_bars_stand_below_each_other():
    assert [bar_y(place) for place in range(3)] == [0, 46, 92]


# Columns


def test_no_numbers_draw_no_columns():
    assert columns([]) == []


def test_highest_column_fills_the_room_and_the_others_keep_their_part_of_it():
    heights = [column.height for column in columns([2, 4, 1, 0])]

    assert heights == [ROOM // 2, ROOM, ROOM // 4, 0]


def test_column_stands_on_the_ground_beside_the_one_before():
    second = columns([3, 3])[1]

    assert second == Column(
        n=3,
        x=COLUMN_STEP,
        y=COLUMNS_TOP,
        width=42,
        height=ROOM,
        middle=COLUMN_STEP + 21,
    )


def test_columns_of_nobody_have_no_height():
    drawn = columns([0, 0])

    assert [column.y for column in drawn] == [COLUMNS_BOTTOM, COLUMNS_BOTTOM]
    assert [column.height for column in drawn] == [0, 0]


def test_columns_do_not_touch():
    first, second = columns([5, 5])

    assert first.x + first.width < second.x


def test_height_is_rounded_to_whole_units():
    assert [column.height for column in columns([1, 2, 3])] == [47, 93, 140]


def test_columns_keep_the_order_of_the_numbers():
    assert [column.n for column in columns([1, 9, 4])] == [1, 9, 4]


# Mean and SD


def test_spread_is_a_bar_to_the_mean_and_a_line_of_one_sd_to_either_side():
    assert spread(60.0, 10.0) == Spread(bar=240, start=200, end=280)


@pytest.mark.parametrize(
    ("mean", "sd", "start", "end"),
    [(95.0, 10.0, 340, 400), (5.0, 10.0, 0, 60), (50.0, 80.0, 0, 400)],
)
def test_line_of_a_spread_stays_within_0_and_100(mean, sd, start, end):
    drawing = spread(mean, sd)

    assert drawing.start == start
    assert drawing.end == end


@pytest.mark.parametrize("sd", [0.0, None])
def test_spread_without_sd_has_a_line_of_no_length(sd):
    assert spread(60.0, sd) == Spread(bar=240, start=240, end=240)


def test_unknown_mean_has_no_spread():
    assert spread(None, None) is None


def test_mean_of_0_has_a_spread():
    assert spread(0.0, 0.0) == Spread(bar=0, start=0, end=0)
