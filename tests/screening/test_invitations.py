"""Putting applicants on a round: each address once, and nobody else by the round's
code.
"""

import re

import pytest
from django.urls import reverse

from assessments.groups import counters
from assessments.models import Application, Cohort, Participant
from assessments.screening import invitations, rounds
from assessments.screening.invitations import Invitee
from tests.candidates import walking
from tests.factories import make_cohort
from tests.screening.deciding import NOW
from tests.screening_factories import make_invited, make_round

pytestmark = pytest.mark.django_db
ANN = Invitee("Ann Lee", "Ann.Lee@example.org", "en", "A-7")
UNKNOWN = "ACDEFGHJ"
BO = Invitee("陈波", "bo@example.org", "zh-hans")


@pytest.fixture
def screening_round(questionnaire):
    return make_round(questionnaire=questionnaire)


def _invite(screening_round, *invitees):
    return invitations.invite(
        screening_round=screening_round, invitees=invitees, now=NOW
    )


def test_what_is_kept_of_an_invited_person(screening_round):
    (person,) = _invite(screening_round, ANN)
    stored = Application.objects.get()

    assert person.name == "Ann Lee"
    assert person.number == "A-7"
    assert person.created_at == NOW
    assert person.purpose == "application"
    assert stored.participant == person
    assert stored.cohort_id == screening_round.pk
    assert stored.email == "Ann.Lee@example.org"
    assert stored.language == "en"
    assert stored.attempts_allowed == 1


def test_nothing_is_decided_said_or_agreed_by_inviting(screening_round):
    (person,) = _invite(screening_round, ANN)
    stored = person.application

    assert stored.stage == ""
    assert stored.comment == ""
    assert stored.withdrawn_at is None
    assert stored.declared_groups_key is None
    assert not hasattr(person, "consent")


def test_those_invited_are_counted_as_not_started(screening_round):
    _invite(screening_round, ANN, BO)

    assert counters.state_counts(screening_round) == {
        "listed": 2,
        "started": 0,
        "submitted": 0,
    }


@pytest.mark.parametrize("email", ["Ann.Lee@example.org", "ann.lee@EXAMPLE.org"])
def test_an_address_is_invited_once_whatever_its_case(screening_round, email):
    _invite(screening_round, ANN)

    assert _invite(screening_round, Invitee("Somebody", email, "en")) == []
    assert Participant.objects.get().name == "Ann Lee"
    assert counters.state_counts(screening_round)["listed"] == 1


def test_an_address_twice_on_a_list_is_invited_once(screening_round):
    assert len(_invite(screening_round, ANN, BO, ANN)) == 2


def test_only_the_new_participants_are_returned(screening_round):
    _invite(screening_round, ANN)

    assert [person.name for person in _invite(screening_round, ANN, BO)] == ["陈波"]


def test_the_same_address_is_invited_to_each_of_two_rounds(screening_round):
    _invite(screening_round, ANN)

    assert len(_invite(make_round(title="Another"), ANN)) == 1


def test_a_concluded_round_invites_nobody(questionnaire):
    concluded = make_round(questionnaire=questionnaire, concluded_at=NOW)
    with pytest.raises(rounds.RoundConcluded):
        _invite(concluded, ANN)

    assert not Participant.objects.exists()
    assert counters.state_counts(concluded)["listed"] == 0


def test_the_address_stands_in_no_key(screening_round):
    (person,) = _invite(screening_round, ANN)

    assert "ann" not in person.list_key
    assert len(person.list_key) <= 90


def test_nobody_invited_is_nobody_counted(screening_round):
    assert _invite(screening_round) == []
    assert counters.state_counts(screening_round)["listed"] == 0


def test_each_invited_person_has_a_link_of_their_own(screening_round):
    addresses = {
        walking.link_of(person) for person in _invite(screening_round, ANN, BO)
    }

    assert len(addresses) == 2


def test_inviting_costs_the_same_for_one_and_for_many(
    screening_round, django_assert_num_queries
):
    forty = []
    for number in range(40):
        forty.append(Invitee(f"N{number}", f"n{number}@example.org", "en"))
    _invite(screening_round, ANN)

    with django_assert_num_queries(7):
        _invite(screening_round, *forty)


# --- the round's code -----------------------------------------------------------------
def test_a_round_is_not_found_by_its_code(screening_round):
    assert Cohort.objects.joinable_by_code(screening_round.code) is None
    assert Cohort.objects.joinable_by_code(make_cohort().code) is not None


def _text_of(page, code):
    """The page without the code and without what protects its forms, which is new each
    time.
    """
    text = page.content.decode().replace(code, "…")
    return re.sub('value="[^"]{64}"', "", text)


@pytest.mark.parametrize("method", ["get", "head"])
def test_a_round_s_code_says_the_same_as_an_unknown_one(
    client, screening_round, method
):
    code = screening_round.code
    request = getattr(client, method)
    of_round = request(reverse("join", args=[code]))
    of_unknown = request(reverse("join", args=[UNKNOWN]))

    assert of_round.status_code == 404
    assert of_unknown.status_code == 404
    assert _text_of(of_round, code) == _text_of(of_unknown, UNKNOWN)


def test_typing_a_round_s_code_says_the_same_as_an_unknown_one(client, screening_round):
    code = screening_round.code
    of_round = client.post(reverse("enter_code"), {"code": code})
    of_unknown = client.post(reverse("enter_code"), {"code": UNKNOWN})

    assert of_round.status_code == 200
    assert of_unknown.status_code == 200
    assert _text_of(of_round, code) == _text_of(of_unknown, UNKNOWN)


def test_a_round_s_code_counts_as_a_failed_try(client, screening_round):
    for _ in range(60):
        client.post(reverse("enter_code"), {"code": screening_round.code})

    assert client.get(reverse("join", args=[make_cohort().code])).status_code == 404


@pytest.mark.parametrize("name", ["Ann Applicant", "Somebody"])
def test_nobody_starts_in_a_round_by_its_code(client, screening_round, name):
    make_invited(screening_round)
    fields = walking.hidden_of(client.get(reverse("start")))
    page = client.post(
        reverse("begin"), fields | {"code": screening_round.code, "name": name}
    )

    assert page.status_code == 404
    assert screening_round.participants.count() == 1
    assert screening_round.attempts.count() == 0
