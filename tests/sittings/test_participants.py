from datetime import UTC, datetime, timedelta

import pytest

from assessments.models import Attempt, Participant
from assessments.privacy import erasure
from assessments.sittings import participants, signed_links
from tests.factories import make_cohort, make_draft, make_questionnaire, make_submitted

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)


def _start(questionnaire, **changes):
    return participants.start(
        **(
            {"nonce": "n", "questionnaire": questionnaire, "cohort": None, "now": NOW}
            | changes
        )
    )


def test_starting_makes_a_participant_with_a_blank_draft():
    attempt = _start(make_questionnaire(rows=3))

    assert attempt.answers == "000"
    assert attempt.ordinal == 1
    assert attempt.participant.purpose == "self"


def test_starting_from_a_cohort_s_link_joins_it():
    cohort = make_cohort(names_asked=False)
    participant = _start(make_questionnaire(), cohort=cohort).participant

    assert participant.cohort == cohort
    assert participant.purpose == "course"


def test_a_second_press_is_the_same_start():
    questionnaire = make_questionnaire()

    assert _start(questionnaire) == _start(
        questionnaire, now=NOW + timedelta(seconds=2)
    )


def test_a_start_form_used_later_opens_nobody_s_test():
    questionnaire = make_questionnaire()
    _start(questionnaire)
    with pytest.raises(participants.StaleStart):
        _start(questionnaire, now=NOW + timedelta(minutes=11))


def test_a_start_form_opens_no_submitted_test():
    attempt = make_submitted(now=NOW)
    nonce = attempt.participant.start_nonce
    with pytest.raises(participants.StaleStart):
        _start(attempt.questionnaire, nonce=nonce)


def test_a_start_form_of_one_cohort_does_not_open_another():
    questionnaire = make_questionnaire()
    _start(questionnaire, cohort=make_cohort(names_asked=False))
    with pytest.raises(participants.StaleStart):
        _start(questionnaire, cohort=make_cohort(title="Other", names_asked=False))


def test_a_personal_link_leads_to_its_participant():
    participant = make_draft().participant

    assert (
        signed_links.participant_of(signed_links.token_for(participant)) == participant
    )


def test_a_renewed_link_revokes_the_old_one():
    participant = make_draft().participant
    old = signed_links.token_for(participant)
    new = signed_links.token_for(participants.renew_link(participant=participant))

    assert signed_links.participant_of(old) is None
    assert signed_links.participant_of(new) == participant


@pytest.mark.parametrize(
    "token", ["", "x", "a.b.c", "AAAAAAAAAAAAAAAAAAAAAA.1.nonsense", "é.1.é"]
)
def test_a_made_up_link_leads_to_nobody(token):
    make_draft()

    assert signed_links.participant_of(token) is None


def test_a_link_of_one_person_with_the_signature_of_another_leads_to_nobody():
    questionnaire = make_questionnaire()
    one, other = (
        signed_links.token_for(make_draft(questionnaire).participant) for _ in range(2)
    )

    assert (
        signed_links.participant_of(
            f"{one.rsplit('.', 1)[0]}.{other.rsplit('.', 1)[1]}"
        )
        is None
    )


def test_erasing_leaves_nothing_of_the_person():
    attempt = make_submitted()
    erasure.erase(participant=attempt.participant, now=NOW)

    assert Participant.objects.count() == 0
    assert Attempt.objects.count() == 0


def test_erasing_leaves_others_alone():
    questionnaire = make_questionnaire()
    gone = make_submitted(questionnaire)
    stays = make_submitted(questionnaire)
    erasure.erase(participant=gone.participant, now=NOW)

    assert Attempt.objects.get() == stays


def test_erasing_twice_is_the_same_as_once():
    participant = make_draft().participant
    erasure.erase(participant=participant, now=NOW)
    erasure.erase(participant=participant, now=NOW)

    assert Participant.objects.count() == 0
