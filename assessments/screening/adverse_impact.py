"""Whether a round came out differently for groups that applicants declared
(docs/measurement.md §4 and §6).

When the round is concluded, what was declared is joined with the outcome once. Only
counts of groups large enough are kept, of two of them at least: a single one that is
nearly everybody would tell everyone's group.

Applicants who withdrew are not among those a round chose from: withdrawing removes what
they declared. An applicant whom HR put into the stage "withdrawn" is, because otherwise
HR could choose who counts.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db import transaction

from assessments.models import (
    AdverseImpactCount,
    Application,
    Cohort,
    DeclaredGroups,
    ScreeningRound,
    Stage,
)
from assessments.screening import stages
from assessments.statistics.probability import fisher_exact
from assessments.statistics.selection_rates import GroupRate, four_fifths

# docs/measurement.md §4.
LEAST_IN_GROUP = 30
QUESTIONS = {"gender": DeclaredGroups.Gender, "age": DeclaredGroups.Age}
SELECTED_STAGES = {Stage.INTERVIEW, Stage.OFFER, Stage.HIRED}

Group = DeclaredGroups.Gender | DeclaredGroups.Age


# --- concluding -----------------------------------------------------------------------
def may_conclude(screening_round: Cohort, now: datetime) -> bool:
    """Return whether answering is over and outcomes have not been counted yet."""
    is_concluded = screening_round.concluded_at is not None
    return not is_concluded and not screening_round.takes_answers(now)


@transaction.atomic
def conclude(*, screening_round: ScreeningRound, now: datetime) -> bool:
    """Count outcomes by group and delete what was declared; once, after answering.

    Returns whether it was done now.
    """
    locked = Cohort.objects.lock(screening_round.pk)
    if not may_conclude(locked, now):
        return False

    declaring = Application.objects.filter(cohort=locked).exclude(
        declared_groups_key=None
    )
    _keep_counts(locked, list(declaring))
    DeclaredGroups.objects.filter(
        key__in=declaring.values("declared_groups_key")
    ).delete()
    declaring.update(declared_groups_key=None)

    locked.concluded_at = now
    locked.save(update_fields=["concluded_at"])
    return True


def _keep_counts(screening_round: Cohort, applications: list[Application]) -> None:
    declared = DeclaredGroups.objects.in_bulk(
        [application.declared_groups_key for application in applications]
    )
    selected_ids = _ever_selected(screening_round)
    submitted: Counter[tuple[str, str]] = Counter()
    selected: Counter[tuple[str, str]] = Counter()
    for application in applications:
        groups = declared[application.declared_groups_key]
        for question in QUESTIONS:
            group = getattr(groups, question)
            submitted[question, group] += 1
            if application.participant_id in selected_ids:
                selected[question, group] += 1

    counts = []
    for question, group in _comparable_groups(submitted):
        count = AdverseImpactCount(
            cohort=screening_round,
            question=question,
            group=group,
            submitted=submitted[question, group],
            selected=selected[question, group],
        )
        counts.append(count)
    AdverseImpactCount.objects.bulk_create(counts)


def _ever_selected(screening_round: Cohort) -> set[int]:
    """Return ids of participants who ever came to an interview or further.

    An entry that was corrected does not count.
    """
    by_participant = stages.current_decisions_by_participant(screening_round)
    selected = set()
    for participant_id, decisions in by_participant.items():
        stages_reached = {decision.content["stage"] for decision in decisions}
        if stages_reached & SELECTED_STAGES:
            selected.add(participant_id)
    return selected


def _comparable_groups(submitted: Counter[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return (question, group) of groups large enough, where a question has two."""
    large = []
    for (question, group), number in submitted.items():
        if group and number >= LEAST_IN_GROUP:
            large.append((question, group))

    number_of_groups = Counter(question for question, _ in large)
    comparable = []
    for question, group in large:
        if number_of_groups[question] > 1:
            comparable.append((question, group))
    return comparable


# --- reading --------------------------------------------------------------------------
class GroupCount(NamedTuple):
    selected: int
    submitted: int


@dataclass(frozen=True)
class GroupOutcome:
    """One group. Counts and `rate` (0–1) are None where it was too small to keep.

    `ratio` to the highest rate (0–1), `is_marked` below four fifths of it; `p` of
    Fisher's exact test against the group with the highest rate, None for that group
    itself. Both None where there is no other group, or nobody was selected.
    """

    key: str
    label: str
    submitted: int | None = None
    selected: int | None = None
    rate: float | None = None
    ratio: float | None = None
    is_marked: bool = False
    p: float | None = None
    is_highest: bool = False

    @property
    def is_too_few(self) -> bool:
        return self.submitted is None


@dataclass(frozen=True)
class QuestionOutcome:
    """`is_compared`: two groups or more are large enough, and somebody was selected."""

    key: str
    groups: list[GroupOutcome]
    is_compared: bool


def outcomes_by_question(screening_round: ScreeningRound) -> list[QuestionOutcome]:
    """Return each question with its groups, in the order they are asked in.

    Empty before the round is concluded.
    """
    if screening_round.concluded_at is None:
        return []

    kept: dict[str, dict[str, GroupCount]] = {question: {} for question in QUESTIONS}
    for count in screening_round.adverse_impact_counts.all():
        kept[count.question][count.group] = GroupCount(count.selected, count.submitted)
    return [_question_outcome(question, counts) for question, counts in kept.items()]


def _question_outcome(
    question: str, counts: Mapping[str, GroupCount]
) -> QuestionOutcome:
    rates = four_fifths(counts)
    is_anybody_selected = any(count.selected for count in counts.values())
    is_compared = len(counts) > 1 and is_anybody_selected
    highest = None
    if is_compared:
        # Of equal rates the first in the order of the form.
        in_order = [group for group in QUESTIONS[question] if group in counts]
        highest = max(in_order, key=lambda group: rates[group].rate or 0)

    groups = []
    for group in QUESTIONS[question]:
        if group in counts:
            groups.append(_group_outcome(group, counts, rates[group], highest))
        else:
            groups.append(GroupOutcome(key=group.value, label=group.label))
    return QuestionOutcome(question, groups, is_compared)


def _group_outcome(
    group: Group,
    counts: Mapping[str, GroupCount],
    rate: GroupRate,
    highest: Group | None,
) -> GroupOutcome:
    count = counts[group]
    if highest is None:
        return GroupOutcome(
            key=group.value,
            label=group.label,
            submitted=count.submitted,
            selected=count.selected,
            rate=rate.rate,
        )

    p = None
    if group != highest:
        best = counts[highest]
        p = fisher_exact(
            count.selected,
            count.submitted - count.selected,
            best.selected,
            best.submitted - best.selected,
        )
    return GroupOutcome(
        key=group.value,
        label=group.label,
        submitted=count.submitted,
        selected=count.selected,
        rate=rate.rate,
        ratio=rate.ratio,
        is_marked=rate.is_marked,
        p=p,
        is_highest=group == highest,
    )
