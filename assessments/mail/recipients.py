"""Who gets a letter.

A letter goes to nobody who withdrew or has no address. HR may renew the link of one
applicant from the applicant page, also after starting or a decision, because it leads to
all that they have answered; the list of failed invitations renews the links of people
who have not started. Any other letter leaves out applicants who were decided about, and
those who cannot do what it asks any more.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Max, Q, QuerySet

from assessments.groups import people
from assessments.models import Cohort, Letter, Mailing, Participant
from assessments.screening import applicants

# Nobody is reminded sooner than this after an earlier letter.
REMINDER_INTERVAL = timedelta(hours=24)
Kind = Mailing.Kind
ON_ITS_WAY = [Letter.State.WAITING, Letter.State.SENDING]
MAY_HAVE_ARRIVED = [Letter.State.SENT, Letter.State.UNKNOWN]
# States of a round in which the recipient can do, or prepare for, what a letter asks.
STATES_IN_TIME = {
    Kind.INVITATION: {Cohort.State.PLANNED, Cohort.State.OPEN},
    Kind.NOT_STARTED: {Cohort.State.OPEN},
    Kind.STUCK: {Cohort.State.PLANNED, Cohort.State.OPEN, Cohort.State.GRACE},
}


def is_in_time(cohort: Cohort, kind: str, now: datetime) -> bool:
    return cohort.state_at(now) in STATES_IN_TIME[Kind(kind)]


def reachable(cohort: Cohort) -> QuerySet[Participant]:
    return applicants.visible(cohort).filter(application__email__gt="")


def reachable_undecided(cohort: Cohort) -> QuerySet[Participant]:
    return reachable(cohort).filter(application__stage="")


# --- when a mailing is posted and sent ------------------------------------------------
def recipients_at_posting(
    cohort: Cohort, kind: str, now: datetime, *, renews_links: bool = False
) -> QuerySet[Participant]:
    """Return everybody to whom HR may post a letter of this kind."""
    if kind == Kind.INVITATION and renews_links:
        return reachable(cohort)
    if not is_in_time(cohort, kind, now):
        return Participant.objects.none()
    if kind == Kind.STUCK:
        return _stuck_applicants(cohort, now)
    return _not_started(cohort)


def recipients_at_sending(mailing: Mailing, now: datetime) -> QuerySet[Participant]:
    """Return everybody to whom a letter of `mailing` may still be sent.

    An invitation also goes to those who have started since it was posted.
    """
    cohort = mailing.cohort
    if mailing.kind == Kind.INVITATION and not mailing.renews_links:
        if is_in_time(cohort, mailing.kind, now):
            return reachable_undecided(cohort)
        return Participant.objects.none()
    return recipients_at_posting(
        cohort, mailing.kind, now, renews_links=mailing.renews_links
    )


def _not_started(cohort: Cohort) -> QuerySet[Participant]:
    return reachable_undecided(cohort).filter(state=Participant.State.LISTED)


def _stuck_applicants(cohort: Cohort, now: datetime) -> QuerySet[Participant]:
    # No condition on the state: with a draft as first attempt it is STARTED.
    drafts = people.stuck_attempts(cohort, now)
    return reachable_undecided(cohort).filter(pk__in=drafts.values("participant"))


# --- who waits for a letter -----------------------------------------------------------
@dataclass(frozen=True)
class Occasion:
    """A reason to write to some applicants of a round: `waiting_now` returns them."""

    key: str
    kind: Kind
    waiting_now: Callable[[Cohort, datetime], QuerySet[Participant]]
    renews_links: bool = False

    def recipients(self, cohort: Cohort, now: datetime) -> QuerySet[Participant]:
        """Return those waiting, by name.

        Each has `written_at`: when their latest letter was sent or failed (or was given
        up as unknown).
        """
        return (
            self.waiting_now(cohort, now)
            .annotate(written_at=Max("letters__finished_at"))
            .order_by("name", "pk")
        )

    def is_over(self, cohort: Cohort, now: datetime) -> bool:
        """Return whether the time for this letter has passed.

        False before the round opens.
        """
        is_planned = cohort.state_at(now) == Cohort.State.PLANNED
        return not is_planned and not is_in_time(cohort, self.kind, now)


def _never_invited(cohort: Cohort, now: datetime) -> QuerySet[Participant]:
    return _not_started(cohort).exclude(letters__in=_invitations(cohort))


def _invitation_failed(cohort: Cohort, now: datetime) -> QuerySet[Participant]:
    """Return those whose invitation failed and who were sent no other."""
    invitations = _invitations(cohort)
    failed = invitations.filter(state=Letter.State.FAILED)
    not_failed = invitations.filter(state__in=ON_ITS_WAY + MAY_HAVE_ARRIVED)
    return (
        _not_started(cohort)
        .filter(pk__in=failed.values("participant"))
        .exclude(letters__in=not_failed)
    )


def _invited_but_not_started(cohort: Cohort, now: datetime) -> QuerySet[Participant]:
    arrived = _invitations(cohort).filter(state__in=MAY_HAVE_ARRIVED)
    return (
        _not_started(cohort)
        .filter(pk__in=arrived.values("participant"))
        .exclude(letters__in=_recent_letters(cohort, now))
    )


def _stuck_and_not_reminded(cohort: Cohort, now: datetime) -> QuerySet[Participant]:
    recent_letters = _recent_letters(cohort, now)
    return _stuck_applicants(cohort, now).exclude(letters__in=recent_letters)


def _invitations(cohort: Cohort) -> QuerySet[Letter]:
    return Letter.objects.filter(
        mailing__cohort=cohort.pk, mailing__kind=Kind.INVITATION
    )


def _recent_letters(cohort: Cohort, now: datetime) -> QuerySet[Letter]:
    is_recent = Q(finished_at__gt=now - REMINDER_INTERVAL) | Q(state__in=ON_ITS_WAY)
    return Letter.objects.filter(is_recent, mailing__cohort=cohort.pk)


_ALL_OCCASIONS = (
    Occasion("new", Kind.INVITATION, _never_invited),
    # The failed letter may lie in a stranger's mailbox, so its link ends.
    Occasion("failed", Kind.INVITATION, _invitation_failed, renews_links=True),
    Occasion("not-started", Kind.NOT_STARTED, _invited_but_not_started),
    Occasion("stuck", Kind.STUCK, _stuck_and_not_reminded),
)
OCCASIONS = {occasion.key: occasion for occasion in _ALL_OCCASIONS}
