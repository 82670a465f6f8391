"""Open and close a cohort or round by hand.

Each function returns whether anything changed, so that a second press does nothing.
"""

from datetime import datetime

from django.db import transaction

from assessments.models import Cohort


@transaction.atomic
def close(*, cohort: Cohort, now: datetime) -> bool:
    """Let nobody new in from `now` on; started attempts have the time to finish."""
    cohort = Cohort.objects.select_for_update().get(pk=cohort.pk)
    is_closed = cohort.closes_at is not None and cohort.closes_at <= now
    if is_closed:
        return False
    cohort.closes_at = now
    _open_by(cohort, now)
    cohort.save(update_fields=["opens_at", "closes_at"])
    return True


@transaction.atomic
def reopen(*, cohort: Cohort, now: datetime) -> bool:
    """Let people in from `now` on, until somebody closes it."""
    cohort = Cohort.objects.select_for_update().get(pk=cohort.pk)
    if cohort.takes_new(now):
        return False
    cohort.closes_at = None
    _open_by(cohort, now)
    cohort.save(update_fields=["opens_at", "closes_at"])
    return True


def _open_by(cohort: Cohort, now: datetime) -> None:
    """Replace an opening time that is still to come."""
    if cohort.opens_at and cohort.opens_at > now:
        cohort.opens_at = now
