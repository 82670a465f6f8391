"""Correcting an address, also while others invite, correct or start at the same moment."""

from functools import partial

import pytest
from django.utils import timezone

from assessments.models import Application, Consent, Participant, ScreeningRound
from assessments.screening import address_correction, consents, invitations
from assessments.screening.invitations import Invitee
from assessments.sittings import participants
from tests.racing import at_once
from tests.screening_factories import make_invited, make_round, make_started

pytestmark = pytest.mark.django_db(transaction=True)
NOW = timezone.now()
RIGHT = "right@example.org"


def correct(person, email=RIGHT):
    return address_correction.correct_address(participant=person, email=email)


def agree(person):
    return consents.agree(participant=person, version=1, language="en", now=NOW)


def emails():
    return sorted(Application.objects.values_list("email", flat=True))


def test_correcting_raises_the_link_version():
    person = make_invited(make_round(), email="wrong@example.org")

    assert correct(person) is True
    person.refresh_from_db()

    assert emails() == [RIGHT]
    assert person.link_version == 2


def test_an_agreement_behind_the_old_address_is_deleted():
    person = make_invited(make_round(), email="wrong@example.org")
    agree(person)
    correct(person)

    assert not Consent.objects.exists()


def test_nobody_who_started_is_redirected():
    person = make_started(make_round(), email="wrong@example.org")

    assert correct(person) is False
    assert emails() == ["wrong@example.org"]
    assert Participant.objects.get().link_version == 1


def test_nobody_who_withdrew_is_redirected():
    person = make_invited(make_round(), email="wrong@example.org")
    Application.objects.update(withdrawn_at=NOW)

    assert correct(person) is False


def test_address_is_corrected_in_a_concluded_round_too():
    person = make_invited(make_round(), email="wrong@example.org")
    ScreeningRound.objects.update(concluded_at=NOW)

    assert correct(person) is True
    assert emails() == [RIGHT]


def test_address_of_another_round_is_free():
    make_invited(make_round(), email=RIGHT)

    assert correct(make_invited(make_round(title="Other"))) is True


@pytest.mark.parametrize("email", [RIGHT, "RIGHT@example.org"])
def test_address_of_another_applicant_is_taken(email):
    screening_round = make_round()
    make_invited(screening_round, email=RIGHT)
    with pytest.raises(address_correction.AddressInUse):
        correct(make_invited(screening_round), email)


def test_two_corrected_to_one_address_at_once_leave_it_to_one():
    screening_round = make_round()
    people = [make_invited(screening_round) for _ in range(3)]
    results = at_once(*[partial(correct, person) for person in people])

    assert emails().count(RIGHT) == 1
    assert results.count(True) == 1


def test_correcting_and_inviting_at_once_leave_the_address_to_one():
    screening_round = make_round()
    person = make_invited(screening_round, email="wrong@example.org")
    invite = partial(
        invitations.invite,
        screening_round=screening_round,
        invitees=[Invitee("Ann", RIGHT, "en")],
        now=NOW,
    )

    at_once(partial(correct, person), invite)

    assert emails().count(RIGHT) == 1


def test_correcting_and_starting_at_once_never_redirect_an_attempt():
    person = make_invited(make_round(), email="wrong@example.org")
    agree(person)
    start = partial(participants.start_listed, participant=person, now=NOW)

    corrected, attempt = at_once(partial(correct, person), start)

    is_start_refused = isinstance(attempt, participants.ConsentMissing)
    if corrected is True:
        assert is_start_refused
        assert emails() == [RIGHT]
    else:
        assert not is_start_refused
        assert emails() == ["wrong@example.org"]
