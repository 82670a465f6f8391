"""Find the applicants of a round, a page at a time, by name: never by score."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from assessments.groups import people as groups_people
from assessments.groups.paging import PAGE_SIZE, Page, page_by_name
from assessments.models import Attempt, Participant, ScreeningRound, Stage
from assessments.models.cohort import Purpose

# Where an applicant is by themselves, beside the stages that somebody decided.
FACTS = (
    Participant.State.LISTED,
    Participant.State.STARTED,
    Participant.State.SUBMITTED,
)


@dataclass(frozen=True)
class Filters:
    """`stage`: a `Stage`, or one of `FACTS` for applicants about whom nothing is
    decided, or `groups_people.STUCK`. Empty: any.
    """

    stage: str = ""
    band: str = ""
    language: str = ""
    text: str = ""


@dataclass(frozen=True)
class Applicant(groups_people.Person):
    """A participant of a round with their attempts."""

    @property
    def result(self) -> Attempt | None:
        """The first attempt, once submitted."""
        if self.first is None or not self.first.is_submitted:
            return None
        return self.first

    @property
    def language(self) -> str:
        """That of the answers, or of the invitation."""
        if self.result:
            return self.result.language
        return self.participant.application.language

    @property
    def since(self) -> datetime:
        """When the present stage began."""
        decided_at = self.participant.application.stage_changed_at
        if decided_at:
            return decided_at
        if self.first is None:
            return self.participant.created_at
        return self.first.submitted_at or self.first.started_at

    def days_waiting(self, now: datetime) -> int:
        return (now - self.since).days


def visible(screening_round: ScreeningRound) -> QuerySet[Participant]:
    """Return the participants whom HR may see: nobody who withdrew."""
    return Participant.objects.filter(
        cohort_id=screening_round.pk,
        purpose=Purpose.APPLICATION,
        application__withdrawn_at=None,
    ).select_related("application", "cohort")


def withdrawn_number(screening_round: ScreeningRound) -> int:
    return screening_round.applications.filter(withdrawn_at__isnull=False).count()


def undecided_number(screening_round: ScreeningRound) -> int:
    """Return how many have submitted and are not decided about."""
    undecided = visible(screening_round).filter(
        state=Participant.State.SUBMITTED, application__stage=""
    )
    return undecided.count()


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
    participants = visible(screening_round)
    if filters.stage in FACTS:
        participants = participants.filter(state=filters.stage, application__stage="")
    elif filters.stage in Stage.values:
        participants = participants.filter(application__stage=filters.stage)
    elif filters.stage == groups_people.STUCK:
        stuck = groups_people.stuck_attempts(screening_round, now)
        participants = participants.filter(attempts__in=stuck)

    if filters.band:
        participants = participants.filter(
            attempts__ordinal=1, attempts__band=filters.band
        )
    if filters.language:
        participants = participants.filter(
            _has_language(screening_round, filters.language)
        )
    if filters.text:
        is_named = Q(name__icontains=filters.text)
        is_numbered = Q(number__icontains=filters.text)
        is_addressed = Q(application__email__icontains=filters.text)
        participants = participants.filter(is_named | is_numbered | is_addressed)
    return participants


def _has_language(screening_round: ScreeningRound, language: str) -> Q:
    """Match the language of the answers, or before submitting, of the invitation."""
    is_submitted = Q(state=Participant.State.SUBMITTED)
    in_language = Attempt.objects.submitted().filter(
        cohort=screening_round.pk, ordinal=1, language=language
    )
    answered = Q(pk__in=in_language.values("participant"))
    invited = Q(application__language=language)
    return (is_submitted & answered) | (~is_submitted & invited)


def with_attempts(
    participants: Sequence[Participant], now: datetime
) -> list[Applicant]:
    applicants = []
    for person in groups_people.with_attempts(participants, now):
        applicant = Applicant(person.participant, person.attempts, person.is_stuck)
        applicants.append(applicant)
    return applicants


def first_submitted_attempt(participant: Participant) -> Attempt | None:
    submitted = participant.attempts.submitted().order_by("ordinal")
    return submitted.select_related("questionnaire").first()
