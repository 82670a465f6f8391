"""The applicants of a round, by name, a page at a time. There is no order by score, and
no stage of its own making.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from assessments.groups import people as groups_people
from assessments.groups.paging import PAGE_SIZE, Page, page_by_name
from assessments.models import Attempt, Participant, ScreeningRound, Stage
from assessments.models.cohort import Purpose

# Facts of an applicant, beside the stages that somebody decided.
FACTS = (
    Participant.State.LISTED,
    Participant.State.STARTED,
    Participant.State.SUBMITTED,
)


@dataclass(frozen=True)
class Filters:
    """`stage`: a `Stage`, or a fact for those about whom nothing is decided;
    `groups_people.STUCK`. Empty: any.
    """

    stage: str = ""
    band: str = ""
    language: str = ""
    text: str = ""


@dataclass(frozen=True)
class Applicant(groups_people.Person):
    """`first`: the first attempt, None until started. `since`: when the stage of now
    began.
    """

    @property
    def result(self) -> Attempt | None:
        return self.first if self.first and self.first.is_submitted else None

    @property
    def language(self) -> str:
        """That of the answers, or of the invitation."""
        return (
            self.result.language
            if self.result
            else self.participant.application.language
        )

    @property
    def since(self) -> datetime:
        """When the stage of now began."""
        if self.participant.application.stage_changed_at:
            return self.participant.application.stage_changed_at
        if self.first is None:
            return self.participant.created_at
        return self.first.submitted_at or self.first.started_at

    def days_waiting(self, now: datetime) -> int:
        return (now - self.since).days


def visible(screening_round: ScreeningRound) -> QuerySet[Participant]:
    """Whom HR may see: nobody who withdrew."""
    people = Participant.objects.filter(
        cohort_id=screening_round.pk, purpose=Purpose.APPLICATION
    )
    return people.filter(application__withdrawn_at=None).select_related(
        "application", "cohort"
    )


def withdrawn_number(screening_round: ScreeningRound) -> int:
    return screening_round.applications.filter(withdrawn_at__isnull=False).count()


def undecided_number(screening_round: ScreeningRound) -> int:
    """Of those who have submitted."""
    return (
        visible(screening_round)
        .filter(state=Participant.State.SUBMITTED, application__stage="")
        .count()
    )


def page_of(
    screening_round: ScreeningRound,
    filters: Filters,
    now: datetime,
    *,
    after: str = "",
    size: int = PAGE_SIZE,
) -> Page[Applicant]:
    participants = matching(screening_round, filters, now)
    page = page_by_name(screening_round, participants, after=after, size=size)
    return Page(with_attempts(page.people, now), page.after)


def matching(
    screening_round: ScreeningRound, filters: Filters, now: datetime
) -> QuerySet[Participant]:
    found = _at_stage(visible(screening_round), screening_round, filters.stage, now)
    if filters.band:
        found = found.filter(attempts__ordinal=1, attempts__band=filters.band)
    if filters.language:
        submitted = Q(state=Participant.State.SUBMITTED)
        of_answers = Q(
            pk__in=_first_in(screening_round, filters.language).values("participant")
        )
        found = found.filter(
            (submitted & of_answers)
            | (~submitted & Q(application__language=filters.language))
        )
    return found.filter(_named(filters.text)) if filters.text else found


def _at_stage(
    people: QuerySet[Participant],
    screening_round: ScreeningRound,
    stage: str,
    now: datetime,
) -> QuerySet[Participant]:
    if stage in FACTS:
        return people.filter(state=stage, application__stage="")
    if stage in Stage.values:
        return people.filter(application__stage=stage)
    return (
        people.filter(attempts__in=groups_people.stuck_attempts(screening_round, now))
        if stage == groups_people.STUCK
        else people
    )


def _first_in(screening_round: ScreeningRound, language: str) -> QuerySet[Attempt]:
    return Attempt.objects.submitted().filter(
        cohort=screening_round.pk, ordinal=1, language=language
    )


def _named(text: str) -> Q:
    return (
        Q(name__icontains=text)
        | Q(number__icontains=text)
        | Q(application__email__icontains=text)
    )


def with_attempts(people: Sequence[Participant], now: datetime) -> list[Applicant]:
    return [
        Applicant(each.participant, each.attempts, each.is_stuck)
        for each in groups_people.with_attempts(people, now)
    ]
