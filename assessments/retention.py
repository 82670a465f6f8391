"""How long what a person left is kept (measurement.md §6), and removing what is due."""

from datetime import datetime, timedelta

from django.db.models import Max, QuerySet
from django.db.models.functions import Coalesce, Greatest

from assessments import participants
from assessments.models import Participant, Purpose

# From the last save; a solo visitor's months are idle months, a learner's run on from the last attempt.
KEPT = {Purpose.SELF: timedelta(days=730), Purpose.COURSE: timedelta(days=730)}


def due(purpose: str, now: datetime) -> QuerySet[Participant]:
    """Participants of this purpose whose time is over."""
    last = Greatest("created_at", Coalesce(Max("attempts__saved_at"), "created_at"))
    return Participant.objects.filter(purpose=purpose).alias(last=last).filter(last__lt=now - KEPT[Purpose(purpose)])


def purge(*, now: datetime) -> dict[str, int]:
    """Erases everybody whose time is over, each in a transaction; returns how many of each purpose."""
    return {str(purpose): sum(participants.erase(participant=gone) for gone in due(purpose, now)) for purpose in KEPT}
