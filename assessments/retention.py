"""How long what a person left is kept (measurement.md §6), and removing what is due."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max, QuerySet
from django.db.models.functions import Coalesce, Greatest

from assessments.models import Participant, Purpose

# From the last save; a solo visitor's months are idle months, a learner's run on from the last attempt.
KEPT = {Purpose.SELF: timedelta(days=730), Purpose.COURSE: timedelta(days=730)}


def due(purpose: str, now: datetime) -> QuerySet[Participant]:
    """Participants of this purpose whose time is over."""
    last = Greatest("created_at", Coalesce(Max("attempts__saved_at"), "created_at"))
    return Participant.objects.filter(purpose=purpose).alias(last=last).filter(last__lt=now - KEPT[Purpose(purpose)])


@transaction.atomic
def purge(*, now: datetime) -> dict[str, int]:
    """Erases everybody whose time is over; returns how many of each purpose."""
    removed = {}
    for purpose in KEPT:
        gone = Participant.objects.filter(pk__in=due(purpose, now).values("pk"))
        removed[str(purpose)] = gone.delete()[1].get("assessments.Participant", 0)
    return removed
