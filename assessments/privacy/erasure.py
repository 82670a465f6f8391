"""Erasing a person from everything: the sitting, the figures and a round's log."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from assessments.groups import small_groups
from assessments.models import Participant
from assessments.screening import decisions


@transaction.atomic
def erase(*, participant: Participant, now: datetime | None = None) -> bool:
    """Removes the person with everything they answered; whether there was anybody.
    Twice is the same as once.

    `now`: when a round's log says it was.
    """
    decisions.lock_round(participant)
    # Locked first: an attempt begun in another tab would otherwise come too late to be
    # erased with the rest.
    found = Participant.objects.select_for_update().filter(pk=participant.pk).first()
    if found is None:
        return False
    small_groups.withdraw(found)
    decisions.forget(participant=found, now=now or timezone.now())
    found.delete()
    return True


@transaction.atomic
def strike(*, participant: Participant) -> bool:
    """Takes a listed learner off who has not started; whether that was so."""
    decisions.lock_round(participant)
    found = Participant.objects.select_for_update().filter(pk=participant.pk).first()
    return (
        found is not None
        and found.state == Participant.State.LISTED
        and erase(participant=found)
    )
