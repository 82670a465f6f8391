"""Mailings posted before `Mailing.renews_links` was there: who still gets their letters."""

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.utils import timezone

from assessments.models import Mailing, Participant
from tests.factories import make_user
from tests.models.test_migrations import migrate
from tests.screening_factories import make_invited, make_round

pytestmark = pytest.mark.django_db
BEFORE = [("assessments", "0008_kind_of_comparison")]


def write(nonce, kind="invitation", state="waiting", link_versions=(1,)):
    """A mailing with a letter in this state to an applicant with each link version."""
    cohort = make_round()
    mailing = Mailing.objects.create(
        cohort=cohort,
        kind=kind,
        site="https://check.example.org",
        made_by=get_user_model().objects.get(username="hr"),
        nonce=nonce,
        created_at=timezone.now(),
    )
    for link_version in link_versions:
        participant = make_invited(cohort)
        Participant.objects.filter(pk=participant.pk).update(link_version=link_version)
        mailing.letters.create(participant=participant, state=state)


@pytest.fixture(scope="module")
def migrated(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        try:
            make_user(get_user_model(), "hr")
            write("first links")
            write("renewed links", link_versions=[2, 3])
            write("first and renewed links", link_versions=[1, 2])
            write("being sent", state="sending", link_versions=[2])
            write("sent to renewed links", state="sent", link_versions=[2, 2])
            write("sent to first and renewed links", state="sent", link_versions=[1, 2])
            write("reminder", kind="not-started", link_versions=[2])
            write("no letter", link_versions=[])
            migrate(BEFORE)
            migrate()
            yield
        finally:
            migrate()
            call_command("flush", interactive=False, verbosity=0)


@pytest.mark.parametrize(
    ("nonce", "renews_links"),
    [
        ("first links", False),
        ("renewed links", True),
        # One of its letters waited for somebody with a renewed link, and still does.
        ("first and renewed links", True),
        ("being sent", True),
        ("sent to renewed links", True),
        # A mailing that renewed links left nobody with the first one.
        ("sent to first and renewed links", False),
        ("reminder", False),
        ("no letter", False),
    ],
)
def test_mailing_renews_links_as_was_guessed_before(migrated, nonce, renews_links):
    assert Mailing.objects.get(nonce=nonce).renews_links is renews_links
