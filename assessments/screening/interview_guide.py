"""The interview guide, made by rule and the same for everyone (docs/measurement.md §6).

One core question a domain, rated 1 = the weak signs, 3 = mixed, 5 = the strong signs;
and at most two follow-ups from the person's own rows with 1–2 points, which nobody
rates.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from assessments.models import (
    Attempt,
    Cohort,
    CoreQuestion,
    InterviewSheet,
    Participant,
    ScreeningRound,
)
from assessments.sittings.result_report import AnsweredRow, ResultReport
from competencies.models import Competency, Domain

MOST_FOLLOW_UPS = 2
MOST_POINTS = 2


@dataclass(frozen=True)
class Core:
    """A question put to every applicant."""

    slug: str
    domain: str
    competency: str
    question: str
    strong: str
    weak: str


@dataclass(frozen=True)
class FollowUp:
    """A row this person answered far from the job's side: what was asked, what they
    chose, what to ask now.
    """

    slug: str
    competency: str
    stem: str
    in_words: str
    label: str
    question: str


@dataclass(frozen=True)
class Guide:
    applicant: str
    vacancy: str
    employer: str
    core: tuple[Core, ...]
    anchors: tuple[tuple[int, str], ...]
    follow_ups: tuple[FollowUp, ...]


def guide_for(
    screening_round: Cohort, participant: Participant, attempt: Attempt | None
) -> Guide:
    """Without a submitted attempt there are no follow-ups."""
    core = core_competencies(screening_round)
    rows = ResultReport(attempt).rows if attempt else []
    return Guide(
        applicant=participant.name,
        vacancy=screening_round.vacancy,
        employer=screening_round.employer,
        core=tuple(map(_core, core)),
        anchors=anchors(),
        follow_ups=tuple(
            map(_follow_up, follow_up_rows(rows, [each.slug for each in core]))
        ),
    )


def core_competencies(screening_round: Cohort | None) -> list[Competency]:
    """Return one a domain, in the domains' order: the round's own choice, or else the
    domain's core competency.
    """
    questions = CoreQuestion.objects.filter(
        cohort_id=screening_round and screening_round.pk
    )
    chosen = {}
    for question in questions.select_related("competency__domain"):
        chosen[question.domain_id] = question.competency

    competencies = []
    for domain in Domain.objects.select_related("core_competency__domain"):
        competency = chosen.get(domain.pk, domain.core_competency)
        if competency is not None:
            competencies.append(competency)
    return competencies


def may_change(screening_round: ScreeningRound, now: datetime) -> bool:
    """Another choice of questions: before the round opens, or while nobody has been
    invited; and nobody is rated.
    """
    if InterviewSheet.objects.filter(participant__cohort=screening_round.pk).exists():
        return False
    return (
        screening_round.state_at(now) == Cohort.State.PLANNED
        or not screening_round.has_joined
    )


def follow_up_rows(
    rows: Sequence[AnsweredRow], asked: Sequence[str]
) -> list[AnsweredRow]:
    """Rows with 1 or 2 points whose competency is not asked about anyway; fewest points
    first, then row order.
    """
    low = [
        row
        for row in rows
        if row.points <= MOST_POINTS and row.competency.slug not in asked
    ]
    return sorted(low, key=lambda row: (row.points, row.number))[:MOST_FOLLOW_UPS]


def anchors() -> tuple[tuple[int, str], ...]:
    return (
        (1, _("the weak signs")),
        (2, _("more weak signs than strong ones")),
        (3, _("mixed")),
        (4, _("more strong signs than weak ones")),
        (5, _("the strong signs")),
    )


def _core(competency: Competency) -> Core:
    return Core(
        slug=competency.slug,
        domain=competency.domain.name,
        competency=competency.name,
        question=competency.interview_question,
        strong=competency.interview_strong,
        weak=competency.interview_weak,
    )


def _follow_up(row: AnsweredRow) -> FollowUp:
    return FollowUp(
        slug=row.competency.slug,
        competency=row.competency.name,
        stem=row.row.stem,
        in_words=row.in_words,
        label=row.label,
        question=row.competency.interview_question,
    )
