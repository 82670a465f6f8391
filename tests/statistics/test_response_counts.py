import pytest
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
BANDS = (Bounds("all", 0, 100),)
KEY = Key((RowKey("character", "left"), RowKey("skill", "right")), 5, BANDS)


@st.composite
def keys(draw):
    sides = st.sampled_from(["left", "right"])
    row_keys = st.builds(RowKey, st.sampled_from(DOMAINS), sides)
    rows = draw(st.lists(row_keys, min_size=1))
    return Key(tuple(rows), draw(st.integers(2, 9)), BANDS)


@st.composite
def answered(draw, least=0):
    """A key, and complete answers of at least `least` people."""
    key = draw(keys())
    digits = "123456789"[: key.position_count]
    rows = len(key.rows)
    answers = st.text(digits, min_size=rows, max_size=rows)
    return key, draw(st.lists(answers, min_size=least, max_size=8))


def count(strings, key=KEY, domains=DOMAINS):
    return response_counts.count(strings, key, domains)


def points_of(key, string):
    return scoring.points([int(digit) for digit in string], key)


def without_empty_lines(lines):
    return {place: line for place, line in lines.items() if any(line)}


def assert_same(tally, expected):
    """Compare all but lines of nobody, which may be missing."""
    assert without_empty_lines(tally.rows) == without_empty_lines(expected.rows)
    assert without_empty_lines(tally.sums) == without_empty_lines(expected.sums)


# Counting
def test_people_and_their_raw_sums_are_counted_by_row_and_points():
    tally = count(["15", "11", "55"])

    assert without_empty_lines(tally.rows) == {
        (1, 5): (2, 16),
        (1, 1): (1, 6),
        (2, 5): (2, 16),
        (2, 1): (1, 6),
    }


def test_people_and_powers_of_their_domain_sums_are_counted_by_raw_sum():
    tally = count(["15", "11", "55"], domains=("character", "skill"))

    assert tally.sums == {6: (2, 5 + 1, 25 + 1, 1 + 5, 1 + 25), 10: (1, 5, 25, 5, 25)}


def test_people_are_counted():
    assert count(["15", "11", "55"]).n == 3


def test_histogram_runs_from_the_lowest_raw_sum_without_empty_ones():
    tally = Tally((), {}, {9: (2,), 4: (1,), 7: (0,)})

    assert list(tally.histogram.items()) == [(4, 1), (9, 2)]


@pytest.mark.parametrize(("points", "people"), [(1, 1), (2, 0), (3, 0), (4, 0), (5, 2)])
def test_people_at_points_of_a_row(points, people):
    tally = count(["15", "11", "55"])

    assert tally.people_at(1, points) == people


def test_nobody_counted_is_the_empty_tally():
    assert count([]) == response_counts.empty(DOMAINS)


def test_empty_tally_has_nobody_anywhere():
    tally = response_counts.empty(DOMAINS)

    assert tally.n == 0
    assert tally.histogram == {}
    assert tally.domain("skill") == (0, 0)
    assert tally.people_at(1, 1) == 0


@given(answered(least=1))
def test_points_are_those_that_scoring_gives(case):
    key, strings = case
    expected = [list(points_of(key, string)) for string in strings]

    points = response_counts.points_matrix(strings, key)

    assert points.tolist() == expected


@given(answered())
def test_every_row_counts_everybody(case):
    key, strings = case
    tally = count(strings, key)

    for row in range(1, len(key.rows) + 1):
        people = [tally.people_at(row, points) for points in range(1, 10)]
        assert sum(people) == len(strings)


@given(answered(least=1))
def test_sums_of_a_tally_are_those_of_the_points(case):
    key, strings = case
    tally = count(strings, key)
    expected = Sums.of_matrix(response_counts.points_matrix(strings, key))

    assert Sums.of_counts(tally.rows, tally.histogram) == expected


# Domains


@given(answered())
def test_domain_is_the_sum_and_the_squares_of_what_scoring_gives(case):
    key, strings = case
    skill_sums = []
    for string in strings:
        domain_sums = scoring.domain_sums(points_of(key, string), key)
        skill_sums.append(domain_sums.get("skill", 0))

    total, square = count(strings, key).domain("skill")

    assert total == sum(skill_sums)
    assert square == sum(skill_sum**2 for skill_sum in skill_sums)


def test_domain_without_a_row_sums_to_nothing():
    assert count(["15", "11"]).domain("comprehensive") == (0, 0)


def test_domains_add_up_to_the_raw_sums():
    tally = count(["15", "11", "55"])
    domain_totals = [tally.domain(name)[0] for name in DOMAINS]

    assert sum(domain_totals) == 6 + 6 + 10


# Merging and taking apart


@given(answered(), st.integers(0, 8))
def test_parts_merged_are_the_whole(case, cut):
    key, strings = case

    merged = count(strings[:cut], key) + count(strings[cut:], key)

    assert_same(merged, count(strings, key))


@given(answered(), st.integers(0, 8))
def test_whole_without_a_part_is_the_other_part(case, cut):
    key, strings = case

    left_over = count(strings, key) - count(strings[cut:], key)

    assert_same(left_over, count(strings[:cut], key))


def test_merging_changes_neither_part():
    first = count(["15"])
    second = count(["11"])

    merged = first + second

    assert merged.n == 2
    assert first.n == 1
    assert second.n == 1


def test_merged_with_nobody_is_the_same():
    tally = count(["15", "11"])
    nobody = response_counts.empty(DOMAINS)

    assert nobody + tally == tally
    assert tally + nobody == tally


def test_tally_without_itself_has_nobody():
    tally = count(["15", "11"])

    assert_same(tally - tally, response_counts.empty(DOMAINS))


def test_sums_of_many_people_stay_whole():
    tally = count(["15"] * 30_000 + ["11"] * 30_000)
    numbers = [number for line in tally.rows.values() for number in line]

    assert tally.rows[1, 5] == (60_000, 480_000)
    assert tally.domain("character") == (300_000, 1_500_000)
    assert {type(number) for number in numbers} == {int}


def test_order_of_the_answers_does_not_matter():
    strings = ["15", "11", "55", "34"]
    shuffled = ["34", "15", "55", "11"]

    assert count(strings) == count(shuffled)
