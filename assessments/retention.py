"""How long what a person left is kept (measurement.md §6), and removing what is due."""

from datetime import datetime, timedelta

from django.db.models import Max, QuerySet
from django.db.models.functions import Coalesce, Greatest

from assessments import participants
from assessments.models import Cohort, Participant, Purpose

SOLO_MONTHS = 24


def months(number: int) -> timedelta:
    return timedelta(days=number * 365 // 12)


def due(cohort: Cohort | None, now: datetime) -> QuerySet[Participant]:
    """Participants of this cohort, or solo, whose time since the last save is over."""
    kept = months(cohort.retention_months if cohort else SOLO_MONTHS)
    last = Greatest("created_at", Coalesce(Max("attempts__saved_at"), "created_at"))
    return Participant.objects.filter(cohort=cohort).alias(last=last).filter(last__lt=now - kept)


def purge(*, now: datetime) -> dict[str, int]:
    """Erases everybody whose time is over, each in a transaction; returns how many of each purpose."""
    removed = {str(purpose): 0 for purpose in (Purpose.SELF, Purpose.COURSE)}
    for cohort in [None, *Cohort.objects.all()]:
        purpose = cohort.purpose if cohort else Purpose.SELF
        removed[purpose] += sum(participants.erase(participant=gone) for gone in due(cohort, now))
    return removed
