"""Erases a person from everything: answers, figures and a round's decision log."""

from datetime import datetime

from django.db import transaction

from assessments.groups import small_groups
from assessments.models import Participant
from assessments.screening import decisions


@transaction.atomic
def erase(*, participant: Participant, now: datetime) -> bool:
    """Erase the person with everything they answered. Idempotent.

    Returns whether there was anybody. `now` is when a round's log says it was.
    """
    decisions.lock_round(participant)
    locked = _lock(participant)
    if locked is None:
        return False
    small_groups.withdraw(locked)
    decisions.erase_decision_content(participant=locked, now=now)
    locked.delete()
    return True


@transaction.atomic
def remove_unstarted(*, participant: Participant, now: datetime) -> bool:
    """Take a learner who has not started off the list. Returns whether that was so."""
    decisions.lock_round(participant)
    locked = _lock(participant)
    if locked is None or locked.state != Participant.State.LISTED:
        return False
    return erase(participant=locked, now=now)


def _lock(participant: Participant) -> Participant | None:
    # Before anything is erased: an attempt begun in another tab would otherwise come too
    # late to be erased with the rest.
    return Participant.objects.select_for_update().filter(pk=participant.pk).first()
