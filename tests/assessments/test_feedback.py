from hypothesis import given
from hypothesis import strategies as st

from assessments import feedback
from assessments.feedback import Claim

SETBACKS = Claim("setbacks", ("drive", "resilience"), 4)


def test_a_claim_is_shown_when_every_competency_it_needs_has_the_points():
    assert feedback.supported([SETBACKS], {"drive": 4, "resilience": 5}) == [SETBACKS]


def test_a_claim_is_not_shown_when_one_competency_falls_short():
    assert feedback.supported([SETBACKS], {"drive": 3, "resilience": 5}) == []


def test_a_claim_on_a_competency_without_a_row_is_not_shown():
    assert feedback.supported([SETBACKS], {"drive": 5}) == []


def test_contrary_names_the_watched_competencies_at_the_far_side():
    assert feedback.contrary(["drive", "empathy", "absent"], {"drive": 2, "empathy": 3}, 2) == ["drive"]


def test_rows_worth_a_thought_come_fewest_points_first_then_in_row_order():
    assert feedback.worth_a_thought([2, 1, 3, 2, 1], points=2, most=5) == [2, 5, 1, 4]


@given(st.lists(st.integers(1, 5), max_size=40))
def test_never_more_rows_worth_a_thought_than_asked_for(points):
    assert len(feedback.worth_a_thought(points, points=2, most=5)) <= 5


def test_domains_are_different_from_twenty_points_apart():
    assert [feedback.different(60, other, 20) for other in (79, 80, 40, 41)] == [False, True, True, False]
