"""Previewing and sending letters as HR does, and mailings made at once."""

from datetime import timedelta

from django.utils import timezone

from assessments.models import Letter, Mailing
from tests.hr.visiting import address_of

NOW = timezone.now()
YESTERDAY = NOW - timedelta(hours=25)


def preview_letters(client, screening_round, occasion="new"):
    return client.get(address_of(screening_round, "letter_preview", occasion))


def send_letters(client, screening_round, previewed):
    return client.post(
        address_of(screening_round, "letters_send"), {"plan": previewed.context["plan"]}
    )


def make_mailing(
    screening_round,
    *people,
    state="sent",
    kind="invitation",
    now=YESTERDAY,
    reason="",
    **changes,
):
    """Make a mailing to `people`, each of whose letters is in this state."""
    defaults = {
        "site": "http://testserver/",
        "made_by": screening_round.staff.first(),
        "nonce": f"mailing-{Mailing.objects.count()}",
    }
    mailing = Mailing.objects.create(
        cohort=screening_round, kind=kind, created_at=now, **(defaults | changes)
    )
    ended = None if state in ("waiting", "sending") else now
    Letter.objects.bulk_create(
        Letter(
            mailing=mailing,
            participant=person,
            state=state,
            finished_at=ended,
            reason=reason,
        )
        for person in people
    )
    return mailing
