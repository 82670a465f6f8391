import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from assessments.measurement import scoring
from assessments.measurement.bands import Bounds
from assessments.measurement.scoring import Key, RowKey
from assessments.statistics import response_counts
from assessments.statistics.psychometrics import Sums
from assessments.statistics.response_counts import Tally

DOMAINS = ("character", "psychological", "skill", "comprehensive")
# Two rows of five positions: a person's points are (6 - first digit, second digit).
KEY = Key(
    (RowKey("character", "left"), RowKey("skill", "right")), 5, (Bounds("all", 0, 100),)
)


@st.composite
def keys(draw):
    rows = draw(
        st.lists(
            st.builds(
                RowKey, st.sampled_from(DOMAINS), st.sampled_from(["left", "right"])
            ),
            min_size=1,
        )
    )
    return Key(tuple(rows), draw(st.integers(2, 9)), (Bounds("all", 0, 100),))


@st.composite
def answered(draw, least=0):
    """A key, and complete answers of some people."""
    key = draw(keys())
    digits = "123456789"[: key.position_count]
    rows = len(key.rows)
    return key, draw(
        st.lists(
            st.text(digits, min_size=rows, max_size=rows), min_size=least, max_size=8
        )
    )


def points_of(key, string):
    return scoring.points([int(digit) for digit in string], key)


def filled(lines):
    """Without the lines of nobody."""
    return {place: line for place, line in lines.items() if any(line)}


def same(one, other):
    return (filled(one.rows), filled(one.sums)) == (
        filled(other.rows),
        filled(other.sums),
    )


# --- counting -----------------------------------------------------------------------------------------
def test_people_and_their_raw_sums_are_counted_by_row_and_points():
    tally = response_counts.count(["15", "11", "55"], KEY, DOMAINS)

    assert filled(tally.rows) == {
        (1, 5): (2, 16),
        (1, 1): (1, 6),
        (2, 5): (2, 16),
        (2, 1): (1, 6),
    }


def test_people_and_powers_of_their_domain_sums_are_counted_by_raw_sum():
    tally = response_counts.count(["15", "11", "55"], KEY, ("character", "skill"))

    assert tally.sums == {6: (2, 5 + 1, 25 + 1, 1 + 5, 1 + 25), 10: (1, 5, 25, 5, 25)}


def test_people_are_counted():
    assert response_counts.count(["15", "11", "55"], KEY, DOMAINS).n == 3


def test_histogram_runs_from_the_lowest_raw_sum_without_empty_ones():
    tally = Tally((), {}, {9: (2,), 4: (1,), 7: (0,)})

    assert list(tally.histogram.items()) == [(4, 1), (9, 2)]


def test_people_at_points_of_a_row():
    tally = response_counts.count(["15", "11", "55"], KEY, DOMAINS)

    assert [tally.people_at(1, points) for points in range(1, 6)] == [1, 0, 0, 0, 2]


def test_nobody_counted_is_the_empty_tally():
    assert response_counts.count([], KEY, DOMAINS) == response_counts.empty(DOMAINS)


def test_empty_tally_has_nobody_anywhere():
    tally = response_counts.empty(DOMAINS)

    assert tally.n == 0
    assert tally.histogram == {}
    assert tally.domain("skill") == (0, 0)
    assert tally.people_at(1, 1) == 0


@given(answered(least=1))
def test_points_are_those_that_scoring_gives(case):
    key, strings = case

    assert response_counts.points_matrix(strings, key).tolist() == [
        list(points_of(key, string)) for string in strings
    ]


@given(answered())
def test_every_row_counts_everybody(case):
    key, strings = case
    tally = response_counts.count(strings, key, DOMAINS)
    counted = {
        sum(tally.people_at(row, points) for points in range(1, 10))
        for row in range(1, len(key.rows) + 1)
    }

    assert counted == {len(strings)}


@given(answered(least=1))
def test_sums_of_a_tally_are_those_of_the_points(case):
    key, strings = case
    tally = response_counts.count(strings, key, DOMAINS)

    assert Sums.of_counts(tally.rows, tally.histogram) == Sums.of_matrix(
        response_counts.points_matrix(strings, key)
    )


# --- domains ------------------------------------------------------------------------------------------
@given(answered())
def test_domain_is_the_sum_and_the_squares_of_what_scoring_gives(case):
    key, strings = case
    own = [
        scoring.domain_sums(points_of(key, string), key).get("skill", 0)
        for string in strings
    ]

    assert response_counts.count(strings, key, DOMAINS).domain("skill") == (
        sum(own),
        sum(each**2 for each in own),
    )


def test_domain_without_a_row_sums_to_nothing():
    assert response_counts.count(["15", "11"], KEY, DOMAINS).domain(
        "comprehensive"
    ) == (0, 0)


def test_domains_add_up_to_the_raw_sums():
    tally = response_counts.count(["15", "11", "55"], KEY, DOMAINS)

    assert sum(tally.domain(name)[0] for name in DOMAINS) == sum(
        raw_sum * n for raw_sum, n in tally.histogram.items()
    )


# --- merging and taking apart -------------------------------------------------------------------------
@given(answered(), st.integers(0, 8))
def test_parts_merged_are_the_whole(case, cut):
    key, strings = case
    one, other = (
        response_counts.count(part, key, DOMAINS)
        for part in (strings[:cut], strings[cut:])
    )

    assert same(one + other, response_counts.count(strings, key, DOMAINS))


@given(answered(), st.integers(0, 8))
def test_whole_without_a_part_is_the_other_part(case, cut):
    key, strings = case
    whole = response_counts.count(strings, key, DOMAINS)
    part = response_counts.count(strings[cut:], key, DOMAINS)

    assert same(whole - part, response_counts.count(strings[:cut], key, DOMAINS))


def test_merging_changes_neither_part():
    one = response_counts.count(["15"], KEY, DOMAINS)
    other = response_counts.count(["11"], KEY, DOMAINS)

    assert (one + other).n == 2
    assert one.n == 1
    assert other.n == 1


def test_merged_with_nobody_is_the_same():
    tally = response_counts.count(["15", "11"], KEY, DOMAINS)

    assert (
        response_counts.empty(DOMAINS) + tally
        == tally + response_counts.empty(DOMAINS)
        == tally
    )


def test_tally_without_itself_has_nobody():
    tally = response_counts.count(["15", "11"], KEY, DOMAINS)

    assert same(tally - tally, response_counts.empty(DOMAINS))


def test_sums_of_many_people_stay_whole():
    strings = ["15"] * 30_000 + ["11"] * 30_000
    tally = response_counts.count(strings, KEY, DOMAINS)

    assert tally.rows[1, 5] == (60_000, 480_000)
    assert tally.domain("character") == (300_000, 1_500_000)
    assert {type(number) for line in tally.rows.values() for number in line} == {int}


def test_order_of_the_answers_does_not_matter():
    strings = ["15", "11", "55", "34"]
    shuffled = np.random.default_rng(1).permutation(strings).tolist()

    assert response_counts.count(strings, KEY, DOMAINS) == response_counts.count(
        shuffled, KEY, DOMAINS
    )
