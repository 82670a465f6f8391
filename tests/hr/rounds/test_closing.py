from tests.hr.page_text import messages_of
from tests.hr.visiting import address_of


def test_lead_closes_the_round_by_hand(hr, screening_round):
    response = hr.post(address_of(screening_round, "close"), follow=True)

    assert messages_of(response) == [
        "Closed. Nobody new comes in; who has started may still finish."
    ]
    assert b"Close now" not in response.content


def test_closing_without_time_left_says_that_nobody_finishes(hr, screening_round):
    type(screening_round).objects.update(grace_minutes=0)
    response = hr.post(address_of(screening_round, "close"), follow=True)

    assert messages_of(response) == [
        "Closed. Nobody new comes in, and nobody can finish any more."
    ]
