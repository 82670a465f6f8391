import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.measurement import feedback_rules

NEEDS = ["drive", "resilience"]


@pytest.mark.parametrize(
    ("earned", "expected"),
    [
        ({"drive": 4, "resilience": 5}, True),
        ({"drive": 3, "resilience": 5}, False),
        ({"drive": 5}, False),
    ],
    ids=["all have the points", "one falls short", "one has no row"],
)
def test_a_claim_needs_the_points_in_every_competency(earned, expected):
    assert feedback_rules.is_supported(NEEDS, earned, points=4) is expected


@pytest.mark.parametrize(
    ("slug", "expected"), [("drive", True), ("empathy", False), ("absent", False)]
)
def test_contrary_is_what_was_answered_at_the_far_side(slug, expected):
    earned = {"drive": 2, "empathy": 3}

    assert feedback_rules.is_contrary(slug, earned, points=2) is expected


def test_rows_worth_a_thought_come_fewest_points_first_then_in_row_order():
    rows = feedback_rules.rows_worth_a_thought([2, 1, 3, 2, 1], points=2, most=5)

    assert rows == [2, 5, 1, 4]


@given(st.lists(st.integers(1, 5), max_size=40))
def test_never_more_rows_worth_a_thought_than_asked_for(points):
    rows = feedback_rules.rows_worth_a_thought(points, points=2, most=5)

    assert len(rows) <= 5


@pytest.mark.parametrize(
    ("other", "expected"), [(79, False), (80, True), (40, True), (41, False)]
)
def test_domains_are_different_from_twenty_points_apart(other, expected):
    assert feedback_rules.are_different(60, other, least=20) is expected
