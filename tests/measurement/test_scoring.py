"""The facts of docs/measurement.md §1, on a key like Table 1-1's.

The shipped fixture has the same order and sides.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.measurement import bands, scoring
from assessments.measurement.bands import Bounds
from assessments.measurement.scoring import Key, RowKey, Unscorable, score

DOMAINS = ("character", "psychological", "skill", "comprehensive")
ORDER = (0, 2, 1, 3, 0, 2, 1, 0, 2, 3, 1, 0, 2, 0, 1, 3, 2, 0, 1, 2, 0, 3, 1, 2, 0)
LEFT = (1, 0, 1, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1, 1, 0, 0, 1, 1, 0, 1, 0, 0, 1, 0, 1)
BANDS = (Bounds("high", 80, 100), Bounds("middle", 60, 79), Bounds("low", 0, 59))
ROWS = tuple(
    RowKey(DOMAINS[domain], "left" if left else "right")
    for domain, left in zip(ORDER, LEFT)
)
KEY = Key(ROWS, position_count=5, bands=BANDS)

answer_sheets = st.lists(st.integers(1, 5), min_size=25, max_size=25)


def positions_for(points):
    """Screen positions that are worth these points.

    The scale is mirrored where the service pole is on the left.
    """
    positions = []
    for row_points, row in zip(points, KEY.rows):
        positions.append(scoring.points_of(row_points, row.high_side, 5))
    return positions


def answers_of_sum(raw_sum):
    """Answers worth this raw sum: as many rows as possible at 5, the others at 1."""
    points = [1] * 25
    full_rows, rest = divmod(raw_sum - 25, 4)
    points[:full_rows] = [5] * full_rows
    if rest:
        points[full_rows] += rest
    return positions_for(points)


def mirrored(answers):
    return [6 - position for position in answers]


@pytest.mark.parametrize(
    ("points", "total"), [(5, 100), (4, 80), (3, 60), (2, 40), (1, 20)]
)
def test_the_same_points_in_every_row_give_that_share_of_100(points, total):
    assert score(positions_for([points] * 25), KEY).total == total


@pytest.mark.parametrize(
    ("raw_sum", "total", "band"),
    [
        (25, 20, "low"),
        (73, 58, "low"),
        (74, 59, "low"),
        (75, 60, "middle"),
        (76, 61, "middle"),
        (98, 78, "middle"),
        (99, 79, "middle"),
        (100, 80, "high"),
        (125, 100, "high"),
    ],
)
def test_total_and_band_at_the_dividing_lines(raw_sum, total, band):
    result = score(answers_of_sum(raw_sum), KEY)

    assert result.raw_sum == raw_sum
    assert result.total == total
    assert result.band == band


def test_worked_example_of_the_documentation():
    # docs/measurement.md §1.2
    result = score(positions_for([4] * 12 + [3] * 8 + [2] * 5), KEY)

    assert result.raw_sum == 82
    assert result.total == 66
    assert result.band == "middle"
    assert bands.cuts_near(BANDS, result.total, width=4) == []


@pytest.mark.parametrize(
    ("position", "total"), [(1, 58), (2, 59), (3, 60), (4, 61), (5, 62)]
)
def test_ticking_one_position_throughout_gives_58_to_62(position, total):
    assert score([position] * 25, KEY).total == total


def test_domain_maxima_are_40_30_35_20():
    assert score(positions_for([5] * 25), KEY).domain_sums == {
        "character": 40,
        "skill": 35,
        "psychological": 30,
        "comprehensive": 20,
    }


def test_a_domain_is_scored_on_its_own_rows_only():
    points = [5 if row.domain == "skill" else 1 for row in ROWS]
    expected = {"character": 20, "skill": 100, "psychological": 20, "comprehensive": 20}

    assert score(positions_for(points), KEY).domains == expected


@given(answer_sheets)
def test_any_answers_score_20_to_100(answers):
    assert 20 <= score(answers, KEY).total <= 100


@given(answer_sheets, st.randoms())
def test_the_order_of_the_rows_does_not_matter(answers, shuffler):
    pairs = list(zip(answers, ROWS))
    shuffler.shuffle(pairs)
    shuffled = Key(tuple(row for _, row in pairs), 5, BANDS)
    after = score([answer for answer, _ in pairs], shuffled)
    before = score(answers, KEY)

    assert after.total == before.total
    assert after.band == before.band
    assert after.domains == before.domains


@given(answer_sheets)
def test_mirroring_every_answer_maps_the_sum_to_150_less_it(answers):
    assert score(mirrored(answers), KEY).raw_sum == 150 - score(answers, KEY).raw_sum


@given(answer_sheets)
def test_mirroring_maps_each_domain_sum_to_the_other_end(answers):
    plain_sums = score(answers, KEY).domain_sums
    mirrored_sums = score(mirrored(answers), KEY).domain_sums

    for domain in DOMAINS:
        both_ends = 6 * scoring.rows_in(domain, KEY)
        assert plain_sums[domain] + mirrored_sums[domain] == both_ends


@given(answer_sheets, st.integers(0, 24))
def test_a_point_more_never_lowers_the_band(answers, row):
    points = list(scoring.points(answers, KEY))
    band_before = bands.band_of(BANDS, score(answers, KEY).total)

    points[row] = min(points[row] + 1, 5)
    band_after = bands.band_of(BANDS, score(positions_for(points), KEY).total)

    assert band_after.lower >= band_before.lower


@given(st.data())
def test_any_sound_key_scores_within_0_and_100(data):
    count = data.draw(st.integers(1, 40))
    positions = data.draw(st.integers(2, 9))
    sides = data.draw(
        st.lists(st.sampled_from(["left", "right"]), min_size=count, max_size=count)
    )
    key = Key(tuple(RowKey("skill", side) for side in sides), positions, BANDS)
    answers = data.draw(
        st.lists(st.integers(1, positions), min_size=count, max_size=count)
    )

    assert 0 < score(answers, key).total <= 100


@pytest.mark.parametrize(
    ("answers", "rows"),
    [
        ([3] * 24, ()),
        ([3] * 26, ()),
        ([3] * 24 + [0], (25,)),
        ([6] + [3] * 24, (1,)),
        ([3, -1] + [3] * 23, (2,)),
    ],
)
def test_a_sheet_that_does_not_fit_is_refused_naming_the_rows(answers, rows):
    with pytest.raises(Unscorable) as refusal:
        score(answers, KEY)

    assert refusal.value.rows == rows
