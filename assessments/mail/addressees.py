"""Whom a kind of letter is for at the moment."""

from datetime import datetime

from django.db.models import QuerySet

from assessments.groups import people as learners
from assessments.models import Cohort, Mailing, Participant


def addressees(
    cohort: Cohort, kind: str, now: datetime, *, anew: bool = False
) -> QuerySet[Participant]:
    """Whom a kind of letter is for at the moment. `anew`: an invitation as the bearer
    of a new link.

    Nobody about whom something is decided, and nobody who could not do any more what it
    asks for; but a new link, which leads to everything one has answered, is for
    everybody.
    """
    people = _reachable(cohort)
    if kind == Mailing.Kind.INVITATION and anew:
        return people
    if not _has_time(cohort, kind, now):
        return people.none()
    undecided = people.filter(application__stage="")
    if kind == Mailing.Kind.STUCK:
        return undecided.filter(attempts__in=learners.stuck(cohort, now))
    return undecided.filter(state=Participant.State.LISTED)


def _reachable(cohort: Cohort) -> QuerySet[Participant]:
    return cohort.participants.filter(
        application__withdrawn_at=None, application__email__gt=""
    )


def _has_time(cohort: Cohort, kind: str, now: datetime) -> bool:
    """To do what it asks for; an invitation may come before the opening."""
    match kind:
        case Mailing.Kind.STUCK:
            return cohort.takes_answers(now)
        case Mailing.Kind.NOT_STARTED:
            return cohort.takes_new(now)
    return cohort.state_at(now) in (Cohort.State.PLANNED, Cohort.State.OPEN)
