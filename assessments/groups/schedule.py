"""Opening and closing a cohort by hand. Each returns whether anything changed, so that
a second press is none.
"""

from datetime import datetime

from django.db import transaction

from assessments.models import Cohort


@transaction.atomic
def close(*, cohort: Cohort, now: datetime) -> bool:
    """From `now` on nobody new comes in; started attempts have the grace time."""
    found = Cohort.objects.select_for_update().get(pk=cohort.pk)
    if found.closes_at and found.closes_at <= now:
        return False
    found.closes_at = now
    if found.opens_at and found.opens_at > now:
        found.opens_at = now
    found.save(update_fields=["opens_at", "closes_at"])
    return True


@transaction.atomic
def reopen(*, cohort: Cohort, now: datetime) -> bool:
    """Open from `now` until somebody closes it."""
    found = Cohort.objects.select_for_update().get(pk=cohort.pk)
    if found.takes_new(now):
        return False
    found.closes_at = None
    if found.opens_at and found.opens_at > now:
        found.opens_at = now
    found.save(update_fields=["opens_at", "closes_at"])
    return True
