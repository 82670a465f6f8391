"""Putting applicants on a screening round. Letters to them are the outbox's."""

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F, OuterRef, Q, Subquery

from assessments.groups import counters
from assessments.models import Application, Cohort, Participant, ScreeningRound
from assessments.screening import rounds


@dataclass(frozen=True)
class Invitee:
    """`language`: a code the round offers. `number` is HR's own id of the applicant and
    may be empty.
    """

    name: str
    email: str
    language: str
    number: str = ""

    @property
    def key(self) -> str:
        """What makes an applicant the same one again: the address, without case."""
        return "m:" + hashlib.sha256(self.email.casefold().encode()).hexdigest()


@transaction.atomic
def invite(
    *, screening_round: ScreeningRound, invitees: Iterable[Invitee], now: datetime
) -> list[Participant]:
    """Put applicants on a round, each address once; return the new participants.

    Raises `RoundConcluded`.
    """
    rounds.lock_unless_concluded(screening_round.pk)
    known = invited_keys(screening_round)
    new = {invitee.key: invitee for invitee in invitees if invitee.key not in known}
    people = Participant.objects.bulk_create(
        _participant(screening_round, invitee, now) for invitee in new.values()
    )
    Application.objects.bulk_create(
        Application(
            participant=person,
            cohort_id=screening_round.pk,
            email=invitee.email,
            language=invitee.language,
        )
        for person, invitee in zip(people, new.values(), strict=True)
    )
    counters.count_in(screening_round, Participant.State.LISTED, len(people))
    return people


@transaction.atomic
def show_links(*, screening_round: ScreeningRound) -> int:
    """HR is about to see the links of those who have not started; returns how many it
    had not seen.
    """
    Cohort.objects.lock(screening_round.pk)
    version = Participant.objects.filter(application=OuterRef("pk")).values(
        "link_version"
    )
    waiting = Application.objects.visible().filter(
        cohort=screening_round.pk, participant__state=Participant.State.LISTED
    )
    older = Q(shown_link_version=None) | Q(
        shown_link_version__lt=F("participant__link_version")
    )
    ids = list(waiting.filter(older).values_list("pk", flat=True))
    return Application.objects.filter(pk__in=ids).update(
        shown_link_version=Subquery(version)
    )


def invited_keys(screening_round: ScreeningRound) -> set[str]:
    return set(
        screening_round.participants.exclude(list_key="").values_list(
            "list_key", flat=True
        )
    )


def _participant(
    screening_round: ScreeningRound, invitee: Invitee, now: datetime
) -> Participant:
    return Participant(
        cohort_id=screening_round.pk,
        purpose=screening_round.purpose,
        state=Participant.State.LISTED,
        name=invitee.name,
        number=invitee.number,
        list_key=invitee.key,
        start_nonce=f"invited-{secrets.token_urlsafe(18)}",
        created_at=now,
    )
