"""Made-up classes to look at, marked as such.

They are the same at every run but for the times, which lie in the two weeks before
`now`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from assessments.models import (
    Attempt,
    Cohort,
    CohortStaff,
    Decision,
    Participant,
    Purpose,
    Questionnaire,
)
from assessments.privacy import erasure
from assessments.setup.demo_classroom import Classroom
from assessments.setup.demo_people import (
    ANONYMOUS_CLASS,
    NAMED_CLASS,
    NOTED_MANNERS,
    REPEATS,
    STARTED,
    STOPS,
    SUBMITTED,
    USUAL_MANNER,
    Handout,
    Person,
    make_people,
)
from assessments.sittings import attempts, participants

NAMED = "Demo class (made-up learners)"
ANONYMOUS = "Demo class B, anonymous (made-up)"
SPAN = timedelta(days=14)


@dataclass(frozen=True)
class Submitted:
    person: Person
    attempt: Attempt


@transaction.atomic
def fill(*, now: datetime, owner) -> Cohort:
    """Make both classes unless they are there. Returns the one with names."""
    named = Cohort.objects.filter(
        is_synthetic=True, names_asked=True, purpose=Purpose.COURSE
    )
    earlier = named.order_by("pk").first()
    if earlier is not None:
        return earlier

    # The class with names last: lists begin with the newest.
    anonymous = _make_cohort(ANONYMOUS, now, owner, names_asked=False)
    _fill_anonymous(Classroom(anonymous, now, seed=2))
    cohort = _make_cohort(NAMED, now, owner, names_asked=True)
    _fill_named(Classroom(cohort, now, seed=5))
    return cohort


@transaction.atomic
def remove(*, now: datetime) -> int:
    """Erase everybody of every made-up cohort and round, then these.

    Returns the number of people.
    """
    people = list(
        Participant.objects.select_for_update()
        .filter(cohort__is_synthetic=True)
        .order_by("pk")
    )
    for person in people:
        erasure.erase(participant=person, now=now)
    Decision.objects.filter(cohort__is_synthetic=True).delete()
    Cohort.objects.filter(is_synthetic=True).delete()
    return len(people)


def _make_cohort(title: str, now: datetime, owner, *, names_asked: bool) -> Cohort:
    cohort = Cohort.objects.create(
        title=title,
        names_asked=names_asked,
        questionnaire=Questionnaire.objects.current(),
        opens_at=now - SPAN,
        is_synthetic=True,
    )
    CohortStaff.objects.create(cohort=cohort, user=owner, role=CohortStaff.Role.OWNER)
    return cohort


def _fill_anonymous(classroom: Classroom) -> None:
    for person in make_people(ANONYMOUS_CLASS, classroom.random):
        draft = classroom.start(person, classroom.days_ago(1, 13))
        classroom.submit(draft, person.language, classroom.points(person))


def _fill_named(classroom: Classroom) -> None:
    people = make_people(NAMED_CLASS, classroom.random)
    participants.list_learners(
        cohort=classroom.cohort,
        lines=[person.line for person in people if person.is_listed],
        now=classroom.now - SPAN,
    )
    submitting = [person for person in people if person.state == SUBMITTED]
    stopping = [person for person in people if person.state == STARTED]
    submitted = _let_submit(classroom, submitting)
    _let_repeat(classroom, submitted)
    _let_stop(classroom, stopping)


def _let_submit(classroom: Classroom, people: Sequence[Person]) -> list[Submitted]:
    noted_manners = Handout(NOTED_MANNERS)
    submitted = []
    for person in people:
        noted = noted_manners.next_for(person)
        manner = noted.manner if noted else USUAL_MANNER
        draft = classroom.start(person, classroom.days_ago(4, 13))
        points = classroom.points(person)
        attempt = classroom.submit(draft, person.language, points, manner)
        submitted.append(Submitted(person, attempt))
    return submitted


def _let_repeat(classroom: Classroom, submitted: Sequence[Submitted]) -> None:
    """Begin with the last: the first ones answered in a noted manner."""
    repeats = Handout(REPEATS)
    for first in reversed(submitted):
        repeat = repeats.next_for(first.person)
        if repeat is None:
            continue
        draft = attempts.repeat(
            participant=first.attempt.participant,
            after=1,
            now=classroom.days_ago(1, 3),
        )
        points = classroom.points_again(first.person, first.attempt, repeat.gain)
        classroom.submit(draft, repeat.next_language, points)


def _let_stop(classroom: Classroom, people: Sequence[Person]) -> None:
    stops = Handout(STOPS)
    for person in people:
        stop = stops.next_for(person)
        started_at = classroom.now - timedelta(minutes=stop.minutes_ago)
        draft = classroom.start(person, started_at)
        points = classroom.points(person)
        classroom.answer(draft, person.language, points[: stop.row - 1])
