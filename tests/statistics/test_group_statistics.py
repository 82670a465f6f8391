"""Figures of a group against values worked out by hand.

Each is shown from its own number of people on.
"""

import statistics

import pytest

from assessments.measurement import scoring
from assessments.measurement.bands import Bounds
from assessments.measurement.scoring import Key, RowKey
from assessments.statistics import psychometrics, response_counts
from assessments.statistics.group_statistics import (
    Figure,
    GroupFigures,
    RowShares,
    Share,
    figure,
)
from assessments.statistics.psychometrics import Sums

DOMAINS = ("character", "psychological", "skill", "comprehensive")
BANDS = (Bounds("low", 0, 59), Bounds("middle", 60, 79), Bounds("high", 80, 100))
# Their raw sums are 9, 14, 12, 17 and 6 of at most 20.
PATTERNS = ["1233", "2345", "5421", "5453", "1113"]


def make_key(rows=4, positions=5):
    """A key with the domains in turn and the service pole always on the right.

    So position and points are the same.
    """
    row_keys = [RowKey(DOMAINS[number % 4], scoring.RIGHT) for number in range(rows)]
    return Key(tuple(row_keys), positions, BANDS)


def figures_of(answers, positions=5):
    rows = len(answers[0]) if answers else 4
    key = make_key(rows, positions)
    tally = response_counts.count(answers, key, DOMAINS)
    return GroupFigures(tally, key)


def answers_of(n):
    """The answers of n people, by the patterns in turn."""
    return (PATTERNS * n)[:n]


def figures_of_number(n):
    return figures_of(answers_of(n))


def sums_of_number(n):
    points = response_counts.points_matrix(answers_of(n), make_key())
    return Sums.of_matrix(points)


# From how many people on
SHOWN_FROM = {
    "median": (5, lambda figures: figures.median),
    "mean": (10, lambda figures: figures.mean),
    "sd": (10, lambda figures: figures.sd),
    "domain mean": (10, lambda figures: figures.domain("skill")[0]),
    "domain sd": (10, lambda figures: figures.domain("skill")[1]),
    "alpha": (30, lambda figures: figures.alpha),
    "row mean": (30, lambda figures: figures.row_health[0].mean),
    "floor": (30, lambda figures: figures.row_health[0].floor),
    "ceiling": (30, lambda figures: figures.row_health[0].ceiling),
    "row-rest": (50, lambda figures: figures.row_health[0].rest),
    "alpha without": (50, lambda figures: figures.row_health[0].alpha_without),
    "sem": (100, lambda figures: figures.sem),
}
each_figure = pytest.mark.parametrize(
    ("needs", "get"), SHOWN_FROM.values(), ids=SHOWN_FROM
)


@each_figure
def test_figure_is_shown_from_its_number_of_people_on(needs, get):
    shown = get(figures_of_number(needs))

    assert shown.is_shown is True
    assert shown.has_too_few is False
    assert shown.needs == needs


@each_figure
def test_figure_of_one_person_fewer_is_not_shown(needs, get):
    assert get(figures_of_number(needs - 1)) == Figure(None, needs - 1, needs)


@pytest.mark.parametrize(
    ("name", "needs"), [("bands", 5), ("rows", 5), ("histogram", 10)]
)
def test_list_is_empty_below_its_number_of_people(name, needs):
    assert getattr(figures_of_number(needs - 1), name) == []
    assert getattr(figures_of_number(needs), name) != []


def test_interval_of_alpha_is_shown_with_alpha():
    assert figures_of_number(29).alpha_interval is None
    assert figures_of_number(30).alpha_interval is not None


def test_group_below_five_has_too_few_for_anything():
    assert figures_of_number(4).has_too_few is True
    assert figures_of_number(5).has_too_few is False


def test_figures_of_nobody_are_not_shown():
    nobody = figures_of([])
    figures = [
        nobody.median,
        nobody.mean,
        nobody.sd,
        *nobody.domain("skill"),
        nobody.alpha,
        nobody.sem,
    ]

    assert [figure.value for figure in figures] == [None] * 7
    assert nobody.bands == []
    assert nobody.histogram == []
    assert nobody.rows == []
    assert nobody.by_need() == []
    assert nobody.row_health == []


# Undefined
@pytest.mark.parametrize("get", [lambda group: group.alpha, lambda group: group.sem])
def test_figure_without_any_spread_is_undefined_and_not_for_too_few_people(get):
    alike = get(figures_of(["3333"] * 100))

    assert alike.is_shown is False
    assert alike.has_too_few is False


def test_row_that_everybody_answers_alike_has_no_row_rest():
    rest = figures_of(["3123", "3451", "3335"] * 20).row_health[0].rest

    assert rest.is_shown is False
    assert rest.has_too_few is False


def test_alpha_without_spread_has_no_interval():
    assert figures_of(["3333"] * 30).alpha_interval is None


def test_people_who_are_all_alike_spread_by_nothing():
    assert figures_of(["3333"] * 10).sd == Figure(0.0, 10, 10)


@pytest.mark.parametrize(("n", "value"), [(9, None), (10, 7.5)])
def test_figure_keeps_its_value_from_what_it_needs_on(n, value):
    assert figure(7.5, n, 10) == Figure(value, n, 10)


# Scores
def test_median_is_in_score_points():
    # Raw sums 6, 9, 12, 14 and 17 of 20.
    assert figures_of(PATTERNS).median == Figure(60.0, 5, 5)


def test_median_of_an_even_number_lies_between_the_middle_two():
    assert figures_of([*PATTERNS, "4433"]).median.value == (12 + 14) / 2 * 5


def test_mean_and_sd_are_in_score_points():
    scores = [60] * 5 + [100] * 5
    figures = figures_of(["3333"] * 5 + ["5555"] * 5)

    assert figures.mean.value == 80.0
    assert round(figures.sd.value, 9) == round(statistics.stdev(scores), 9)


def test_mean_and_sd_of_a_domain_are_in_score_points():
    mean, sd = figures_of(["3311"] * 5 + ["1155"] * 5).domain("skill")

    assert mean.value == 60.0
    assert round(sd.value, 9) == round(statistics.stdev([20] * 5 + [100] * 5), 9)


def test_domain_of_two_rows_is_out_of_its_own_most_points():
    assert figures_of(["51113111"] * 10).domain("character")[0].value == 80.0


@pytest.mark.parametrize(
    ("raw_sum", "band"),
    [
        (74, "low"),
        (75, "middle"),
        (99, "middle"),
        (100, "high"),
        (125, "high"),
        (25, "low"),
    ],
)
def test_band_is_that_of_the_rounded_score(raw_sum, band):
    points, rows_with_one_more = divmod(raw_sum, 25)
    answers = str(points) * (25 - rows_with_one_more)
    answers += str(points + 1) * rows_with_one_more

    bands = figures_of([answers] * 5).bands

    assert [share.key for share in bands if share.n] == [band]


def test_bands_come_from_the_highest_with_their_bounds_and_shares():
    bands = figures_of(["5555", "4444", "3333", "1111", "1111", "1111"]).bands

    assert bands == [
        Share(2, 6, "high", 80, 100),
        Share(1, 6, "middle", 60, 79),
        Share(3, 6, "low", 0, 59),
    ]


def test_band_of_nobody_is_listed_all_the_same():
    assert [share.n for share in figures_of(["5555"] * 5).bands] == [5, 0, 0]


def test_scores_of_raw_sums_that_round_alike_are_one():
    # 9 positions and 25 rows: 180 and 181 of 225 are both 80.
    alike = ["7" * 20 + "8" * 5, "7" * 19 + "8" * 6]

    assert figures_of(alike, positions=9).scores == {80: 2}


def test_histogram_has_ten_point_bins_and_the_last_one_takes_100_too():
    bins = [(share.lower, share.upper) for share in figures_of(["3333"] * 10).histogram]

    assert bins == [
        (20, 29),
        (30, 39),
        (40, 49),
        (50, 59),
        (60, 69),
        (70, 79),
        (80, 89),
        (90, 100),
    ]


def test_histogram_counts_each_score_in_its_bin():
    # Scores 20, 60, 65, 90 and 100.
    histogram = figures_of(["1111", "3333", "3334", "5544", "5555"] * 2).histogram

    assert [share.n for share in histogram] == [2, 0, 0, 0, 4, 0, 0, 4]


@pytest.mark.parametrize(
    ("positions", "lowest"), [(2, 50), (3, 30), (4, 20), (5, 20), (9, 10)]
)
def test_histogram_begins_with_the_bin_of_the_lowest_score_there_can_be(
    positions, lowest
):
    first_bin = figures_of(["1111"] * 10, positions).histogram[0]

    assert first_bin == Share(10, 10, lower=lowest, upper=lowest + 9)


@pytest.mark.parametrize(
    ("n", "whole", "percent"),
    [(1, 3, 33), (2, 3, 67), (1, 8, 13), (0, 5, 0), (5, 5, 100)],
)
def test_share_is_a_whole_percent_rounded_half_up(n, whole, percent):
    assert Share(n, whole).percent == percent


@pytest.mark.parametrize(
    ("n", "tint"), [(0, "0.00"), (1, "0.17"), (2, "0.34"), (3, "0.50")]
)
def test_tint_of_a_share_is_half_at_most(n, tint):
    assert Share(n, 3).tint == tint


def test_share_of_nobody_is_nothing():
    assert Share(0, 0).percent == 0


# Rows
def test_row_is_split_into_its_lower_part_its_middle_and_its_upper_part():
    assert figures_of(["1", "2", "3", "4", "5", "5"]).rows == [
        RowShares(1, Share(2, 6), Share(1, 6), Share(3, 6))
    ]


def test_row_of_an_even_number_of_positions_has_no_middle():
    assert figures_of(["1", "2", "3", "4", "4"], positions=4).rows == [
        RowShares(1, Share(2, 5), Share(0, 5), Share(3, 5))
    ]


@pytest.mark.parametrize(
    ("positions", "parts"),
    [(2, (1, 0, 1)), (3, (1, 1, 1)), (8, (4, 0, 4)), (9, (4, 1, 4))],
)
def test_parts_of_a_row_are_even_on_every_scale(positions, parts):
    one_answer_each = [str(position) for position in range(1, positions + 1)]

    [row] = figures_of(one_answer_each * 5, positions).rows

    assert [row.low.n, row.middle.n, row.high.n] == [5 * part for part in parts]


def test_row_counts_points_and_not_positions():
    key = Key((RowKey("skill", scoring.LEFT),), 5, BANDS)
    tally = response_counts.count(["1", "1", "2", "3", "5"], key, DOMAINS)

    [row] = GroupFigures(tally, key).rows

    assert row.low.n == 1
    assert row.middle.n == 1
    assert row.high.n == 3


def test_row_most_in_need_comes_first_and_ties_keep_the_order_of_the_test():
    rows = figures_of(["1515", "1515", "3515", "5535", "5553"]).by_need()

    assert [row.number for row in rows] == [3, 1, 2, 4]
    assert [row.low.n for row in rows] == [3, 2, 0, 0]


def test_rows_by_need_are_all_the_rows():
    figures = figures_of_number(5)

    in_order = sorted(figures.by_need(), key=lambda row: row.number)

    assert in_order == figures.rows


# The instrument
def test_alpha_is_that_of_the_answers():
    expected = psychometrics.alpha(sums_of_number(30))

    assert figures_of_number(30).alpha.value == expected


def test_interval_of_alpha_is_feldt_s():
    alpha = psychometrics.alpha(sums_of_number(30))
    expected = psychometrics.feldt_interval(alpha, 30, 4)

    assert figures_of_number(30).alpha_interval == expected


def test_standard_error_is_in_score_points():
    expected = psychometrics.sem(sums_of_number(100)) * 100 / 20

    assert figures_of_number(100).sem.value == expected


def test_row_means_are_in_points():
    health = figures_of(["1245"] * 15 + ["3245"] * 15).row_health

    assert [row.mean.value for row in health] == [2.0, 2.0, 4.0, 5.0]


def test_floor_and_ceiling_are_percent_at_the_fewest_and_the_most_points():
    health = figures_of(["1"] * 10 + ["2"] * 10 + ["5"] * 20).row_health[0]

    assert health.floor.value == 25
    assert health.ceiling.value == 50


def test_ceiling_is_at_the_most_points_of_the_scale():
    health = figures_of(["4"] * 30, positions=4).row_health[0]

    assert health.ceiling.value == 100


def test_row_rest_is_that_of_the_answers():
    health = figures_of_number(50).row_health
    expected = psychometrics.row_rest(sums_of_number(50))

    assert tuple(row.rest.value for row in health) == expected


def test_alpha_without_a_row_is_that_of_the_answers():
    health = figures_of_number(50).row_health
    expected = psychometrics.alpha_if_deleted(sums_of_number(50))

    assert tuple(row.alpha_without.value for row in health) == expected


def test_health_comes_in_the_order_of_the_test():
    health = figures_of_number(5).row_health

    assert [row.number for row in health] == [1, 2, 3, 4]
