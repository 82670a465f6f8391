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
MOST_POINTS_FOLLOWED_UP = 2


@dataclass(frozen=True)
class CoreGuideQuestion:
    """A question put to every applicant, and what strong and weak answers show."""

    slug: str
    domain: str
    competency: str
    question: str
    strong: str
    weak: str


@dataclass(frozen=True)
class FollowUp:
    """A question about one of the applicant's own rows, answered far from the job's
    side: the row's `stem`, what they chose (`label`, `in_words`), what to ask now.
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
    core: tuple[CoreGuideQuestion, ...]
    anchors: tuple[tuple[int, str], ...]
    follow_ups: tuple[FollowUp, ...]


def guide_for(
    screening_round: Cohort, participant: Participant, attempt: Attempt | None
) -> Guide:
    """Return the guide of an applicant; without a submitted attempt it has no
    follow-ups.
    """
    core = []
    for competency in core_competencies(screening_round):
        question = CoreGuideQuestion(
            slug=competency.slug,
            domain=competency.domain.name,
            competency=competency.name,
            question=competency.interview_question,
            strong=competency.interview_strong,
            weak=competency.interview_weak,
        )
        core.append(question)

    rows = ResultReport(attempt).rows if attempt else []
    follow_ups = []
    for row in follow_up_rows(rows, [question.slug for question in core]):
        follow_up = FollowUp(
            slug=row.competency.slug,
            competency=row.competency.name,
            stem=row.row.stem,
            in_words=row.in_words,
            label=row.label,
            question=row.competency.interview_question,
        )
        follow_ups.append(follow_up)

    return Guide(
        applicant=participant.name,
        vacancy=screening_round.vacancy,
        employer=screening_round.employer,
        core=tuple(core),
        anchors=rating_anchors(),
        follow_ups=tuple(follow_ups),
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


def may_choose_questions(screening_round: ScreeningRound, now: datetime) -> bool:
    """Return whether a round may still ask other core questions.

    It may before it opens, or while nobody has been invited, unless somebody is rated.
    """
    if InterviewSheet.objects.filter(participant__cohort=screening_round.pk).exists():
        return False
    if screening_round.state_at(now) == Cohort.State.PLANNED:
        return True
    return not screening_round.has_joined


def follow_up_rows(
    rows: Sequence[AnsweredRow], core_slugs: Sequence[str]
) -> list[AnsweredRow]:
    """Return rows with 1 or 2 points whose competency no core question asks about.

    Fewest points come first, then the order of the rows.
    """
    low_rows = []
    for row in rows:
        is_low = row.points <= MOST_POINTS_FOLLOWED_UP
        if is_low and row.competency.slug not in core_slugs:
            low_rows.append(row)
    low_rows.sort(key=lambda row: (row.points, row.number))
    return low_rows[:MOST_FOLLOW_UPS]


def rating_anchors() -> tuple[tuple[int, str], ...]:
    """Return (value, what it means in words), the lowest first."""
    return (
        (1, _("the weak signs")),
        (2, _("more weak signs than strong ones")),
        (3, _("mixed")),
        (4, _("more strong signs than weak ones")),
        (5, _("the strong signs")),
    )
