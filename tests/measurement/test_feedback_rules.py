from hypothesis import given
from hypothesis import strategies as st

from assessments.measurement import feedback_rules


def test_a_claim_is_supported_when_every_competency_it_needs_has_the_points():
    assert (
        feedback_rules.is_supported(
            ["drive", "resilience"], {"drive": 4, "resilience": 5}, 4
        )
        is True
    )


def test_a_claim_is_not_supported_when_one_competency_falls_short():
    assert (
        feedback_rules.is_supported(
            ["drive", "resilience"], {"drive": 3, "resilience": 5}, 4
        )
        is False
    )


def test_a_claim_on_a_competency_without_a_row_is_not_supported():
    assert (
        feedback_rules.is_supported(["drive", "resilience"], {"drive": 5}, 4) is False
    )


def test_contrary_is_what_was_answered_at_the_far_side():
    earned = {"drive": 2, "empathy": 3}

    assert [
        feedback_rules.is_contrary(slug, earned, 2)
        for slug in ("drive", "empathy", "absent")
    ] == [
        True,
        False,
        False,
    ]


def test_rows_worth_a_thought_come_fewest_points_first_then_in_row_order():
    assert feedback_rules.rows_worth_a_thought([2, 1, 3, 2, 1], points=2, most=5) == [
        2,
        5,
        1,
        4,
    ]


@given(st.lists(st.integers(1, 5), max_size=40))
def test_never_more_rows_worth_a_thought_than_asked_for(points):
    assert len(feedback_rules.rows_worth_a_thought(points, points=2, most=5)) <= 5


def test_domains_are_different_from_twenty_points_apart():
    assert [
        feedback_rules.are_different(60, other, 20) for other in (79, 80, 40, 41)
    ] == [
        False,
        True,
        True,
        False,
    ]
