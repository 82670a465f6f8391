"""Lists of a cohort's learners: a page at a time, by name, through indexes; never a
count of all.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from assessments.groups import counters
from assessments.measurement import answers
from assessments.models import Attempt, Cohort, Participant

STUCK_AFTER = timedelta(minutes=30)
STUCK = "stuck"
PAGE = 100
# As many people of one name as a search brings up.
FOUND = 200
# Digits of no id of ours; Python refuses to read numbers of thousands of them.
LONGEST_ID = 19
# In a larger cohort a part of a name would be looked for in every one of them; there
# the whole name is asked for.
SEARCHED_BY_PART = 5_000


@dataclass(frozen=True)
class Filters:
    """`state`: a state of participants or `STUCK`; `band` and `language`: of the first
    attempt. Empty: any.
    """

    state: str = ""
    band: str = ""
    language: str = ""
    text: str = ""


@dataclass(frozen=True)
class Learner:
    """`first` and `newest` are None until started; `row` is the first one without an
    answer.
    """

    participant: Participant
    attempts: Sequence[Attempt]
    is_stuck: bool

    @property
    def first(self) -> Attempt | None:
        return self.attempts[0] if self.attempts else None

    @property
    def newest(self) -> Attempt | None:
        return self.attempts[-1] if self.attempts else None

    @property
    def row(self) -> int | None:
        return (
            row_reached(self.first.answers)
            if self.first and not self.first.is_submitted
            else None
        )


@dataclass(frozen=True)
class Page:
    """`after` leads to the next page; None on the last."""

    learners: list[Learner]
    after: int | None


def row_reached(string: str) -> int:
    """The first row without an answer, or the last row."""
    return next(iter(answers.missing(string)), len(string))


def page_of(
    cohort: Cohort,
    filters: Filters,
    now: datetime,
    *,
    after: str = "",
    size: int = PAGE,
) -> Page:
    people = list(
        behind(cohort, matching(cohort, filters, now), after).order_by("name", "pk")[
            : size + 1
        ]
    )
    shown = people[:size]
    return Page(with_attempts(shown, now), shown[-1].pk if len(people) > size else None)


def behind(
    cohort: Cohort, people: QuerySet[Participant], after: str
) -> QuerySet[Participant]:
    """Those behind the last one of the page before, who may have been erased since:
    then from the start.
    """
    known = id_of(after)
    last = (
        cohort.participants.filter(pk=known).values_list("name", "pk").first()
        if known
        else None
    )
    if last is None:
        return people
    name, pk = last
    return people.filter(Q(name__gt=name) | Q(name=name, pk__gt=pk))


def id_of(text: str) -> int | None:
    """An id as an address carries it; None for what cannot be one."""
    return int(text) if text.isdecimal() and len(text) < LONGEST_ID else None


def matching(cohort: Cohort, filters: Filters, now: datetime) -> QuerySet[Participant]:
    found = cohort.participants.all()
    if filters.state in Participant.State.values:
        found = found.filter(state=filters.state)
    if filters.state == STUCK:
        found = found.filter(attempts__in=stuck(cohort, now))
    of_first = {
        name: value
        for name in ("band", "language")
        if (value := getattr(filters, name))
    }
    if of_first:
        found = found.filter(
            attempts__ordinal=1,
            **{f"attempts__{name}": value for name, value in of_first.items()},
        )
    return found.filter(_named(cohort, filters.text)) if filters.text else found


def _named(cohort: Cohort, text: str) -> Q:
    if sum(counters.states_of(cohort).values()) <= SEARCHED_BY_PART:
        return Q(name__icontains=text) | Q(number__icontains=text)
    return Q(pk__in=known_as([cohort], text))


def known_as(cohorts: Iterable[Cohort], text: str) -> list[int]:
    """Ids of people with exactly this name or this number: one look-up each, for either
    alone follows an index.
    """
    people = Participant.objects.filter(cohort__in=[cohort.pk for cohort in cohorts])
    meant = ({"name": text}, {"list_key": f"n:{text.casefold()}"})
    found = (
        people.filter(**each).values_list("pk", flat=True)[:FOUND] for each in meant
    )
    return [pk for ids in found for pk in ids]


def stuck(cohort: Cohort, now: datetime) -> QuerySet[Attempt]:
    """First attempts, started, with nothing saved for half an hour."""
    drafts = Attempt.objects.filter(cohort=cohort, state=Attempt.State.DRAFT, ordinal=1)
    return drafts.filter(saved_at__lt=now - STUCK_AFTER)


def with_attempts(people: Sequence[Participant], now: datetime) -> list[Learner]:
    made: dict[int, list[Attempt]] = {}
    related = Attempt.objects.select_related("questionnaire").prefetch_related(
        "questionnaire__bands"
    )
    for attempt in related.filter(participant__in=people).order_by("ordinal"):
        made.setdefault(attempt.participant_id, []).append(attempt)
    return [_learner(person, made.get(person.pk, []), now) for person in people]


def _learner(person: Participant, attempts: list[Attempt], now: datetime) -> Learner:
    waits = (
        person.state == Participant.State.STARTED
        and attempts
        and attempts[0].saved_at < now - STUCK_AFTER
    )
    return Learner(person, attempts, bool(waits))
