"""Which decisions about an applicant are current, and the stage that follows from them."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import QuerySet

from assessments.models import (
    Application,
    Cohort,
    Decision,
    Participant,
    ScreeningRound,
)


def entries_about(participant: Participant) -> QuerySet[Decision]:
    """Return everything decided about an applicant, the oldest first."""
    return Decision.objects.filter(
        participant=participant, kind=Decision.Kind.DECISION
    ).order_by("sequence")


def current_decisions(entries: Iterable[Decision]) -> list[Decision]:
    """Return those of one applicant's entries that no later one corrects.

    `entries` come in the order of the log. A correction takes the place of what it
    corrects, so the last of the result is the newest decision, not the newest entry.
    """
    places: dict[int | None, int] = {}
    newest_at: dict[int, Decision] = {}
    for entry in entries:
        place = places.get(entry.content["corrects"], entry.sequence)
        places[entry.sequence] = place
        newest_at[place] = entry
    return [newest_at[place] for place in sorted(newest_at)]


def current_decisions_by_participant(
    screening_round: ScreeningRound,
) -> dict[int, list[Decision]]:
    """Return participant id → current decisions, without erased applicants."""
    entries = (
        Decision.objects.filter(cohort=screening_round.pk, kind=Decision.Kind.DECISION)
        .exclude(participant=None)
        .order_by("sequence")
    )
    by_participant: dict[int, list[Decision]] = {}
    for entry in entries:
        by_participant.setdefault(entry.participant_id, []).append(entry)

    return {
        participant: current_decisions(own)
        for participant, own in by_participant.items()
    }


@transaction.atomic
def stage_mismatches(screening_round: ScreeningRound) -> list[int]:
    """Return ids of participants whose stored stage is not that of their newest decision.

    Says nothing where the log itself has faults.
    """
    # Otherwise a decision that is being made could be read with its entry, yet without
    # its stage.
    Cohort.objects.lock(screening_round.pk)
    current = current_decisions_by_participant(screening_round)
    stages = (
        Application.objects.filter(cohort=screening_round.pk)
        .order_by("participant")
        .values_list("participant", "stage")
    )

    mismatches = []
    for participant, stage in stages:
        decisions = current.get(participant)
        expected = decisions[-1].content["stage"] if decisions else ""
        if stage != expected:
            mismatches.append(participant)
    return mismatches
