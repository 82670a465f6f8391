"""Put applicants on a round. Letters to them are sent by the room `mail`."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F, OuterRef, Q, Subquery

from assessments.groups.listing import add_to_list
from assessments.models import Application, Cohort, Participant, ScreeningRound
from assessments.screening import rounds


@dataclass(frozen=True)
class Invitee:
    """Somebody to invite.

    `language` is a code the round offers; `number`, HR's own id of the applicant, may
    be empty.
    """

    name: str
    email: str
    language: str
    number: str = ""

    @property
    def key(self) -> str:
        """What makes an applicant the same one again: the address, without case."""
        address_hash = hashlib.sha256(self.email.casefold().encode()).hexdigest()
        return f"m:{address_hash}"


@transaction.atomic
def invite(
    *, screening_round: ScreeningRound, invitees: Iterable[Invitee], now: datetime
) -> list[Participant]:
    """Put applicants on a round, each address once; return the new participants.

    Raises `RoundConcluded`.
    """
    rounds.lock_unless_concluded(screening_round.pk)
    invited = add_to_list(cohort=screening_round, entries=invitees, now=now)
    applications = []
    for invitee, participant in invited:
        application = Application(
            participant=participant,
            cohort_id=screening_round.pk,
            email=invitee.email,
            language=invitee.language,
        )
        applications.append(application)
    Application.objects.bulk_create(applications)
    return [participant for _, participant in invited]


@transaction.atomic
def show_links(*, screening_round: ScreeningRound) -> int:
    """Write that HR is about to see the links of applicants who have not started.

    Returns how many links it had not seen.
    """
    Cohort.objects.lock(screening_round.pk)
    not_started = Application.objects.visible().filter(
        cohort=screening_round.pk, participant__state=Participant.State.LISTED
    )
    never_shown = Q(shown_link_version=None)
    shown_before_renewal = Q(shown_link_version__lt=F("participant__link_version"))
    unseen = not_started.filter(never_shown | shown_before_renewal)
    unseen_ids = list(unseen.values_list("pk", flat=True))

    participant = Participant.objects.filter(application=OuterRef("pk"))
    return Application.objects.filter(pk__in=unseen_ids).update(
        shown_link_version=Subquery(participant.values("link_version"))
    )
