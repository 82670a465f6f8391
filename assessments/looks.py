"""Who of HR looked at what of an applicant. Opening is a POST that leaves a line here; reading then lasts a while.

The applicant sees these lines. They also say whether somebody could have known a score before deciding or rating.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Q, QuerySet

from assessments.models import Cohort, CohortStaff, InterviewSheet, Look, Participant

LASTS = timedelta(hours=1)
What = Look.What


@transaction.atomic
def open_for(
    *, user: AbstractBaseUser, cohort: Cohort, people: list[Participant | None], what: What, now: datetime
) -> None:
    """Notes a look at each of these people, or with None at the list; what is open already is not noted again."""
    Cohort.objects.select_for_update(no_key=True).get(pk=cohort.pk)
    # Behind the lock: somebody may have been erased since the page was read.
    there = set(Participant.objects.filter(pk__in=[person.pk for person in people if person]))
    people = [person for person in people if person is None or person in there]
    new = [person for person in people if not is_open(user=user, cohort=cohort, person=person, what=what, now=now)]
    Look.objects.bulk_create(
        Look(
            cohort_id=cohort.pk,
            participant=person,
            user=user,
            what=what,
            shows_score=may_see_score(user=user, cohort=cohort, person=person),
            looked_at=now,
            ends_at=now + LASTS,
        )
        for person in new
    )


def is_open(*, user: AbstractBaseUser, cohort: Cohort, person: Participant | None, what: What, now: datetime) -> bool:
    """Whether a look noted earlier still lasts, and showed as much as this one would."""
    found = Look.objects.filter(cohort_id=cohort.pk, user=user, participant=person, what=what, ends_at__gt=now)
    if may_see_score(user=user, cohort=cohort, person=person):
        found = found.filter(shows_score=True)
    return found.exists()


def may_see_score(*, user: AbstractBaseUser, cohort: Cohort, person: Participant | None) -> bool:
    """In a round that hides scores, an interviewer sees one only after rating all core questions of that person."""
    if not hides_score_from(user, cohort):
        return True
    return person is not None and has_rated(user, person)


def with_score(*, user: AbstractBaseUser, cohort: Cohort, people: Iterable[Participant]) -> list[Participant]:
    """Those of them whose score this person may see, in the same order."""
    if not hides_score_from(user, cohort):
        return list(people)
    sheets = InterviewSheet.objects.filter(participant__cohort=cohort.pk, interviewer=user, completed_at__isnull=False)
    rated = set(sheets.values_list("participant", flat=True))
    return [person for person in people if person.pk in rated]


def hides_score_from(user: AbstractBaseUser, cohort: Cohort) -> bool:
    interviewers = cohort.memberships.filter(user=user, role=CohortStaff.Role.INTERVIEWER)
    return cohort.hides_score and interviewers.exists()


def has_rated(user: AbstractBaseUser, person: Participant) -> bool:
    return InterviewSheet.objects.filter(participant=person, interviewer=user, completed_at__isnull=False).exists()


def has_seen_score(user: AbstractBaseUser, participant: Participant, now: datetime) -> bool:
    """Whether this person of HR has had the applicant's score before them: on their page, or in the list."""
    return of_applicant(participant).filter(user=user, shows_score=True, looked_at__lte=now).exists()


def of_applicant(participant: Participant) -> QuerySet[Look]:
    """Looks at this applicant, and at the list from the moment it had their result; the newest first."""
    first = participant.attempts.submitted().order_by("ordinal").first()
    own = Q(participant=participant)
    if first:
        own |= Q(participant=None, ends_at__gt=first.submitted_at)
    looks = Look.objects.filter(own, cohort_id=participant.cohort_id)
    return looks.select_related("user").order_by("-looked_at", "-pk")


@dataclass(frozen=True)
class Shown:
    """A look as the applicant reads it."""

    who: str
    what: str
    at: datetime


def shown_to(participant: Participant) -> list[Shown]:
    return [
        Shown(look.user.get_full_name() or look.user.get_username(), look.get_what_display(), look.looked_at)
        for look in of_applicant(participant)
    ]
