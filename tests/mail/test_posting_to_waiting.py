"""Posting to those of a preview who are still waiting for the letter."""

import pytest
from django.utils import timezone

from assessments.mail import mailings
from assessments.mail.recipients import OCCASIONS
from assessments.models import Mailing, Participant
from tests.factories import make_user
from tests.screening_factories import make_invited, make_round

pytestmark = pytest.mark.django_db

NOW = timezone.now()


@pytest.fixture
def hr(django_user_model):
    return make_user(django_user_model, "hr")


@pytest.fixture
def screening_round(questionnaire):
    return make_round()


def post(screening_round, user, *, shown, occasion="new", nonce="n1"):
    return mailings.post_to_waiting(
        cohort=screening_round,
        occasion=OCCASIONS[occasion],
        shown=[person.pk for person in shown],
        site="https://check.example.org",
        user=user,
        nonce=nonce,
        now=NOW,
    )


def recipients(mailing):
    return [letter.participant for letter in mailing.letters.all()]


def test_only_those_shown_get_the_letter(screening_round, hr):
    ann = make_invited(screening_round, "Ann")
    make_invited(screening_round, "Bea")

    mailing, created = post(screening_round, hr, shown=[ann])

    assert created is True
    assert recipients(mailing) == [ann]


def test_whoever_was_shown_and_waits_no_longer_gets_none(screening_round, hr):
    ann = make_invited(screening_round, "Ann")
    bea = make_invited(screening_round, "Bea")
    post(screening_round, hr, shown=[ann], nonce="earlier")

    mailing, _created = post(screening_round, hr, shown=[ann, bea])

    assert recipients(mailing) == [bea]


def test_nothing_is_posted_when_nobody_waits_any_more(screening_round, hr):
    ann = make_invited(screening_round, "Ann")
    post(screening_round, hr, shown=[ann], nonce="earlier")

    assert post(screening_round, hr, shown=[ann]) == (None, False)


def test_nothing_is_posted_once_the_round_is_closed(screening_round, hr):
    ann = make_invited(screening_round, "Ann")
    screening_round.closes_at = NOW
    screening_round.save()

    assert post(screening_round, hr, shown=[ann]) == (None, False)
    assert not Mailing.objects.exists()


def test_second_press_gets_the_mailing_of_the_first(screening_round, hr):
    ann = make_invited(screening_round, "Ann")
    mailing, _created = post(screening_round, hr, shown=[ann])

    assert post(screening_round, hr, shown=[ann]) == (mailing, False)


@pytest.mark.parametrize(("occasion", "renews"), [("new", False), ("failed", True)])
def test_only_a_failed_invitation_is_sent_with_a_new_link(
    screening_round, hr, occasion, renews
):
    ann = make_invited(screening_round, "Ann")
    version_before = ann.link_version
    if occasion == "failed":
        earlier, _created = post(screening_round, hr, shown=[ann], nonce="earlier")
        earlier.letters.update(state="failed")

    post(screening_round, hr, shown=[ann], occasion=occasion)

    version = Participant.objects.get(pk=ann.pk).link_version
    assert (version > version_before) is renews
