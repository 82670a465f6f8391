"""Find the people of a cohort, each with their attempts.

Lists are read a page at a time through indexes, and nothing counts a whole cohort.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from assessments.groups import counters
from assessments.groups.paging import PAGE_SIZE, Page, page_by_name
from assessments.measurement import answers
from assessments.models import Attempt, Cohort, Participant

STUCK_AFTER = timedelta(minutes=30)
STUCK = "stuck"
# A search by whole name or number shows at most so many people of each.
MOST_MATCHES = 200
# In a larger cohort only whole names and numbers are searched: part of a name would be
# looked for in every row.
LARGEST_SEARCHED_BY_PART = 5_000


@dataclass(frozen=True)
class Filters:
    """`state`: a state of participants or `STUCK`; `band` and `language`: of the first
    attempt; `text`: of name or number. Empty: any.
    """

    state: str = ""
    band: str = ""
    language: str = ""
    text: str = ""


@dataclass(frozen=True)
class Person:
    """A participant and their attempts, the first one first."""

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
        """The row reached in the first attempt; None unless that is a draft."""
        if self.first is None or self.first.is_submitted:
            return None
        return row_reached(self.first.answers)


def row_reached(answer_string: str) -> int:
    """Return the number of the first row without an answer, or of the last row."""
    unanswered = answers.missing_rows(answer_string)
    return unanswered[0] if unanswered else len(answer_string)


# --- lists ----------------------------------------------------------------------------
def page_of(
    cohort: Cohort,
    filters: Filters,
    now: datetime,
    *,
    after: str = "",
    size: int = PAGE_SIZE,
) -> Page[Person]:
    participants = matching(cohort, filters, now)
    page = page_by_name(cohort, participants, after=after, size=size)
    return Page(with_attempts(page.people, now), page.after)


def matching(cohort: Cohort, filters: Filters, now: datetime) -> QuerySet[Participant]:
    participants = cohort.participants.all()
    if filters.state in Participant.State.values:
        participants = participants.filter(state=filters.state)
    if filters.state == STUCK:
        participants = participants.filter(attempts__in=stuck_attempts(cohort, now))

    # One filter call, so that both conditions are about the same attempt.
    first_attempt = Q()
    if filters.band:
        first_attempt &= Q(attempts__band=filters.band)
    if filters.language:
        first_attempt &= Q(attempts__language=filters.language)
    if first_attempt:
        participants = participants.filter(first_attempt, attempts__ordinal=1)

    if filters.text:
        participants = participants.filter(_matches_text(cohort, filters.text))
    return participants


def _matches_text(cohort: Cohort, text: str) -> Q:
    """Match a part of name or number, or in a large cohort the whole."""
    everybody = sum(counters.state_counts(cohort).values())
    if everybody > LARGEST_SEARCHED_BY_PART:
        return Q(pk__in=ids_by_name_or_number([cohort], text))
    return Q(name__icontains=text) | Q(number__icontains=text)


def ids_by_name_or_number(cohorts: Iterable[Cohort], text: str) -> list[int]:
    """Return ids of people with exactly this name or this number.

    Two queries, because a condition with OR would follow neither index.
    """
    people = Participant.objects.filter(cohort__in=[cohort.pk for cohort in cohorts])
    named = people.filter(name=text)
    numbered = people.filter(list_key=f"n:{text.casefold()}")
    return [
        *named.values_list("pk", flat=True)[:MOST_MATCHES],
        *numbered.values_list("pk", flat=True)[:MOST_MATCHES],
    ]


def stuck_attempts(cohort: Cohort, now: datetime) -> QuerySet[Attempt]:
    """First attempts, started, with nothing saved for half an hour."""
    drafts = Attempt.objects.filter(cohort=cohort, state=Attempt.State.DRAFT, ordinal=1)
    return drafts.filter(saved_at__lt=now - STUCK_AFTER)


def with_attempts(participants: Sequence[Participant], now: datetime) -> list[Person]:
    attempts = Attempt.objects.filter(participant__in=participants)
    attempts = attempts.select_related("questionnaire")
    attempts = attempts.prefetch_related("questionnaire__bands")
    attempts_of: dict[int, list[Attempt]] = defaultdict(list)
    for attempt in attempts.order_by("ordinal"):
        attempts_of[attempt.participant_id].append(attempt)

    people = []
    for participant in participants:
        own_attempts = attempts_of[participant.pk]
        is_stuck = (
            participant.state == Participant.State.STARTED
            and bool(own_attempts)
            and own_attempts[0].saved_at < now - STUCK_AFTER
        )
        people.append(Person(participant, own_attempts, is_stuck))
    return people
