from datetime import timedelta

import pytest
from django.utils import timezone

from assessments.models import AdverseImpactCount, DeclaredGroups, ScreeningRound
from assessments.screening import declared_groups
from tests.hr.page_text import messages_of, words_on
from tests.hr.visiting import address_of
from tests.screening_factories import make_applicant
from tests.staff.history_lines import lines_of

CONCLUDE = "Conclude and count"


@pytest.fixture
def closed(screening_round):
    """Its time to finish is over, too."""
    ended = timezone.now() - timedelta(hours=2)
    ScreeningRound.objects.filter(pk=screening_round.pk).update(closes_at=ended)
    return ScreeningRound.objects.get(pk=screening_round.pk)


def impact_page(client, screening_round):
    return words_on(client.get(address_of(screening_round, "adverse_impact")))


def conclude(client, screening_round):
    return client.post(address_of(screening_round, "conclude"), follow=True)


def test_open_round_is_not_concluded(hr, screening_round):
    assert CONCLUDE not in impact_page(hr, screening_round)
    [problem] = messages_of(conclude(hr, screening_round))

    assert (
        problem
        == "A round is concluded once, after its closing time and the minutes to finish."
    )
    assert ScreeningRound.objects.get(pk=screening_round.pk).concluded_at is None


def test_lead_concludes_a_closed_round_once(hr, closed):
    assert CONCLUDE in impact_page(hr, closed)
    assert messages_of(conclude(hr, closed)) == [
        "Concluded. Counts of large groups are kept; everything else that was declared is gone."
    ]
    assert "is concluded once" in messages_of(conclude(hr, closed))[0]
    assert lines_of(closed) == ["Concluded: outcomes by group counted once"]


@pytest.mark.parametrize("browser", ["interviewer", "reader"])
def test_only_a_lead_concludes(request, browser, closed):
    client = request.getfixturevalue(browser)

    assert CONCLUDE not in impact_page(client, closed)
    assert conclude(client, closed).status_code == 403


def test_small_groups_are_not_told_and_what_was_declared_is_gone(
    hr, screening_round, closed
):
    ScreeningRound.objects.filter(pk=screening_round.pk).update(
        closes_at=timezone.now() + timedelta(days=1)
    )
    person = make_applicant(screening_round)
    declared_groups.declare(
        participant=person, gender="woman", age="", now=timezone.now()
    )
    ScreeningRound.objects.filter(pk=screening_round.pk).update(
        closes_at=closed.closes_at
    )
    conclude(hr, screening_round)

    assert "woman not kept" in impact_page(hr, screening_round)
    assert not DeclaredGroups.objects.exists()


def test_shares_ratio_and_mark_are_told(reader, screening_round):
    ScreeningRound.objects.filter(pk=screening_round.pk).update(
        concluded_at=timezone.now()
    )
    for group, selected in (("woman", 20), ("man", 30)):
        AdverseImpactCount.objects.create(
            cohort=screening_round,
            question="gender",
            group=group,
            submitted=40,
            selected=selected,
        )
    words = impact_page(reader, screening_round)

    assert "woman 40 20 0.50 0.67 below four fifths 0.037" in words
    assert "man 40 30 0.75 1.00 – " in words


def test_groups_are_not_told_before_concluding(hr, screening_round):
    declared_groups.declare(
        participant=make_applicant(screening_round),
        gender="woman",
        age="",
        now=timezone.now(),
    )

    assert "woman" not in impact_page(hr, screening_round)
