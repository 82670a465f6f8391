"""Whether a round came out differently for groups that applicants declared, if they
liked (docs/measurement.md §4.6).

What somebody declared lies apart under a random key until the round is concluded. Then
it is joined with the outcome once, and only counts of groups large enough are kept, of
two of them at least: a single one that is nearly everybody would tell everyone's group.

Whoever withdrew is not among those a round chose from: `decisions.note_withdrawal`
removes what they declared. An applicant of whom HR says "withdrawn" is, because
otherwise HR could choose who counts.
"""

import uuid
from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from assessments.models import (
    AdverseImpactCount,
    Application,
    Cohort,
    DeclaredGroups,
    Participant,
    ScreeningRound,
    Stage,
)
from assessments.screening import decisions, stages
from assessments.statistics.probability import fisher_exact
from assessments.statistics.selection_rates import GroupRate, four_fifths

# docs/measurement.md §4.2.
LEAST_IN_GROUP = 30
QUESTIONS = {"gender": DeclaredGroups.Gender, "age": DeclaredGroups.Age}
CHOSEN = {Stage.INTERVIEW, Stage.OFFER, Stage.HIRED}


class NotAsked(Exception):
    """Groups are asked of applicants who submitted, until they withdraw or the round is
    concluded.
    """


class UnknownGroup(Exception):
    """Not one of the answers on the form."""


# --- declaring ----------------------------------------------------------------------------------------
@transaction.atomic
def declare(*, participant: Participant, gender: str, age: str, now: datetime) -> bool:
    """Keeps what an applicant says, in place of what they said before; nothing at all
    if both are empty.

    Returns whether anything is kept. Raises `NotAsked` or `UnknownGroup`.
    """
    if gender not in ("", *DeclaredGroups.Gender.values) or age not in (
        "",
        *DeclaredGroups.Age.values,
    ):
        raise UnknownGroup
    decisions.lock_round(participant)
    application = _asked(participant)
    if gender or age:
        application.declared_groups_key = (
            application.declared_groups_key or uuid.uuid4()
        )
        DeclaredGroups.objects.update_or_create(
            key=application.declared_groups_key, defaults={"gender": gender, "age": age}
        )
    else:
        DeclaredGroups.objects.filter(key=application.declared_groups_key).delete()
        application.declared_groups_key = None
    application.save(update_fields=["declared_groups_key"])
    return application.declared_groups_key is not None


def _asked(participant: Participant) -> Application:
    asked = Application.objects.visible().filter(
        participant=participant,
        participant__state=Participant.State.SUBMITTED,
        cohort__concluded_at=None,
    )
    if found := asked.first():
        return found
    raise NotAsked


def declared_by(participant: Participant) -> DeclaredGroups | None:
    return DeclaredGroups.objects.filter(
        key__in=Application.objects.filter(participant=participant).values(
            "declared_groups_key"
        )
    ).first()


# --- concluding ---------------------------------------------------------------------------------------
def may_conclude(screening_round: Cohort, now: datetime) -> bool:
    """Return whether answering is over and outcomes have not been counted yet."""
    return screening_round.concluded_at is None and not screening_round.takes_answers(
        now
    )


@transaction.atomic
def conclude(*, screening_round: ScreeningRound, now: datetime) -> bool:
    """Counts outcomes by group, once, after answering is over, and deletes what was
    declared. Whether it did so now.
    """
    found = Cohort.objects.lock(screening_round.pk)
    if not may_conclude(found, now):
        return False
    applications = Application.objects.filter(cohort=found).exclude(
        declared_groups_key=None
    )
    _keep_counts(found, list(applications.select_related("participant")))
    DeclaredGroups.objects.filter(
        key__in=applications.values("declared_groups_key")
    ).delete()
    applications.update(declared_groups_key=None)
    found.concluded_at = now
    found.save(update_fields=["concluded_at"])
    return True


def _keep_counts(
    screening_round: ScreeningRound, applications: list[Application]
) -> None:
    declared = DeclaredGroups.objects.in_bulk(
        [each.declared_groups_key for each in applications]
    )
    selected_people = _chosen_of(screening_round)
    submitted = Counter()
    selected = Counter()
    for application in applications:
        for question in QUESTIONS:
            group = (
                question,
                getattr(declared[application.declared_groups_key], question),
            )
            submitted[group] += 1
            selected[group] += application.participant_id in selected_people
    AdverseImpactCount.objects.bulk_create(
        AdverseImpactCount(
            cohort=screening_round,
            question=question,
            group=group,
            submitted=submitted[question, group],
            selected=selected[question, group],
        )
        for question, group in _comparable(submitted)
    )


def _comparable(submitted: Counter[tuple[str, str]]) -> list[tuple[str, str]]:
    """Groups large enough, of questions with two of them at least."""
    large = [
        (question, group)
        for (question, group), n in submitted.items()
        if group and n >= LEAST_IN_GROUP
    ]
    number = Counter(question for question, _ in large)
    return [(question, group) for question, group in large if number[question] > 1]


def _chosen_of(screening_round: ScreeningRound) -> set[int]:
    """Whoever ever came to an interview or further; an entry that was corrected does
    not count.
    """
    return {
        person
        for person, entries in stages.current_decisions_by_participant(
            screening_round
        ).items()
        if any(entry.content["stage"] in CHOSEN for entry in entries)
    }


# --- reading ------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class GroupOutcome:
    """Counts and `rate` (0–1) are None where the group was too small to keep.

    `ratio` to the highest rate (0–1), `is_marked` below four fifths of it; `p` of
    Fisher's exact test against the group with the highest rate, None for that group
    itself. Both None where there is no other group, or nobody was chosen.
    """

    key: str
    label: str
    submitted: int | None
    selected: int | None
    rate: float | None
    ratio: float | None
    is_marked: bool
    p: float | None
    is_highest: bool

    @property
    def is_too_few(self) -> bool:
        return self.submitted is None


@dataclass(frozen=True)
class Question:
    """`is_compared`: two groups or more are large enough, and somebody was chosen."""

    key: str
    groups: list[GroupOutcome]
    is_compared: bool


def figures_of(screening_round: ScreeningRound) -> list[Question]:
    """Per question its groups, in the order they are asked in; no questions before the
    round is concluded.
    """
    if screening_round.concluded_at is None:
        return []
    kept = {
        (each.question, each.group): (each.selected, each.submitted)
        for each in screening_round.adverse_impact_counts.all()
    }
    return [
        _question(key, {group: kept.get((key, group)) for group in choices.values})
        for key, choices in QUESTIONS.items()
    ]


def _question(key: str, counts: dict[str, tuple[int, int] | None]) -> Question:
    enough = {group: count for group, count in counts.items() if count}
    rates = four_fifths(enough)
    is_compared = len(enough) > 1 and any(selected for selected, _ in enough.values())
    highest = (
        max(enough, key=lambda group: rates[group].rate or 0) if is_compared else None
    )
    groups = [
        _outcome(QUESTIONS[key](group), enough, rates, highest) for group in counts
    ]
    return Question(key, groups, is_compared)


def _outcome(
    group: DeclaredGroups.Gender | DeclaredGroups.Age,
    enough: dict[str, tuple[int, int]],
    rates: dict[str, GroupRate],
    highest: str | None,
) -> GroupOutcome:
    selected, submitted = enough.get(group, (None, None))
    rate = rates.get(group, GroupRate(rate=None, ratio=None, is_marked=False))
    return GroupOutcome(
        key=group.value,
        label=group.label,
        submitted=submitted,
        selected=selected,
        rate=rate.rate,
        ratio=rate.ratio if highest else None,
        is_marked=bool(highest) and rate.is_marked,
        p=_p(enough, group, highest),
        is_highest=group == highest,
    )


def _p(
    enough: dict[str, tuple[int, int]], group: str, highest: str | None
) -> float | None:
    if highest is None or group == highest or group not in enough:
        return None
    (selected, everyone), (most_selected, among) = enough[group], enough[highest]
    return fisher_exact(
        selected, everyone - selected, most_selected, among - most_selected
    )
