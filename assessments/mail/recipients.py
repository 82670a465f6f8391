"""Whom a letter would go to. Nobody about whom something is decided gets one, and
nobody two within a day.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Max, Q, QuerySet

from assessments.groups import people as learners
from assessments.models import Cohort, Letter, Mailing, Participant
from assessments.screening import applicants

REST = timedelta(hours=24)
Kind = Mailing.Kind
State = Letter.State
# A letter is on its way; it is out, or may be.
COMING = [State.WAITING, State.SENDING]
ARRIVED = [State.SENT, State.UNKNOWN]


@dataclass(frozen=True)
class Occasion:
    """A reason to write. `find` gives the people; `needs_open`: nobody could start any
    more after the closing.
    """

    key: str
    kind: Kind
    find: Callable[[Cohort, datetime], QuerySet[Participant]]
    needs_open: bool = True

    def people(self, cohort: Cohort, now: datetime) -> QuerySet[Participant]:
        return (
            self.find(cohort, now)
            .annotate(written_at=Max("letters__finished_at"))
            .order_by("name", "pk")
        )

    def is_over(self, cohort: Cohort, now: datetime) -> bool:
        closed = cohort.State.CLOSED if not self.needs_open else cohort.State.GRACE
        return cohort.state_at(now) in (closed, cohort.State.CLOSED)


def reachable(cohort: Cohort) -> QuerySet[Participant]:
    return (
        applicants.visible(cohort)
        .filter(application__stage="")
        .exclude(application__email="")
    )


def _new(cohort: Cohort, now: datetime) -> QuerySet[Participant]:
    return _waiting(cohort).exclude(letters__in=_invitations(cohort))


def _failed(cohort: Cohort, now: datetime) -> QuerySet[Participant]:
    """Their invitation failed, and no other one has been sent."""
    invitations = _invitations(cohort)
    failed = invitations.filter(state=State.FAILED).values("participant")
    return (
        _waiting(cohort)
        .filter(pk__in=failed)
        .exclude(letters__in=invitations.filter(state__in=COMING + ARRIVED))
    )


def _not_started(cohort: Cohort, now: datetime) -> QuerySet[Participant]:
    invited = _invitations(cohort).filter(state__in=ARRIVED).values("participant")
    return _rested(_waiting(cohort).filter(pk__in=invited), cohort, now)


def _stuck(cohort: Cohort, now: datetime) -> QuerySet[Participant]:
    drafts = learners.stuck(cohort, now).values("participant")
    return _rested(
        reachable(cohort).filter(pk__in=drafts, state=Participant.State.STARTED),
        cohort,
        now,
    )


def _waiting(cohort: Cohort) -> QuerySet[Participant]:
    return reachable(cohort).filter(state=Participant.State.LISTED)


def _invitations(cohort: Cohort) -> QuerySet[Letter]:
    return Letter.objects.filter(
        mailing__cohort=cohort.pk, mailing__kind=Kind.INVITATION
    )


def _rested(
    people: QuerySet[Participant], cohort: Cohort, now: datetime
) -> QuerySet[Participant]:
    recent = Letter.objects.filter(
        Q(finished_at__gt=now - REST) | Q(state__in=COMING), mailing__cohort=cohort.pk
    )
    return people.exclude(letters__in=recent)


OCCASIONS = {
    occasion.key: occasion
    for occasion in (
        Occasion("new", Kind.INVITATION, _new),
        Occasion("failed", Kind.INVITATION, _failed),
        Occasion("not-started", Kind.NOT_STARTED, _not_started),
        Occasion("stuck", Kind.STUCK, _stuck, needs_open=False),
    )
}
