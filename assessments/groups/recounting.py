"""Count everything anew from the attempts, and put right what differs."""

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from django.db import connection, transaction
from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Coalesce

from assessments.groups import counters
from assessments.groups.small_groups import BATCH_SIZE
from assessments.measurement.scoring import Key
from assessments.models import (
    DOMAINS,
    Attempt,
    CountedGroup,
    Participant,
    Questionnaire,
    StateCount,
)
from assessments.questionnaires.scoring_keys import key_of
from assessments.statistics import response_counts
from assessments.statistics.response_counts import Tally

CHUNK = 20_000


class GroupId(NamedTuple):
    """What identifies a `CountedGroup`."""

    cohort_id: int | None
    questionnaire_id: int
    language: str


@transaction.atomic
def recount() -> list[str]:
    """Put right every state and counter that is wrong, while writers wait.

    Returns a line of text for each difference.
    """
    _block_writers()
    return [
        *_recount_participants(),
        *_recount_states(),
        *_recount_released(),
        *_recount_groups(),
    ]


def _block_writers() -> None:
    """Lock the participants, with whom every write that counts begins.

    On SQLite the transaction itself keeps writers waiting.
    """
    if connection.vendor == "postgresql":
        table = Participant._meta.db_table
        with connection.cursor() as cursor:
            cursor.execute(f'LOCK TABLE "{table}" IN EXCLUSIVE MODE')


# --- states ---------------------------------------------------------------------------
def _recount_participants() -> list[str]:
    """Set each participant's state by their first attempt."""
    listed = Participant.objects.filter(attempts=None)
    started = Participant.objects.filter(
        attempts__ordinal=1, attempts__state=Attempt.State.DRAFT
    )
    submitted = Participant.objects.filter(
        attempts__ordinal=1, attempts__state=Attempt.State.SUBMITTED
    )
    people_by_state = {
        Participant.State.SUBMITTED: submitted,
        Participant.State.STARTED: started,
        Participant.State.LISTED: listed,
    }

    differences = []
    for state, people in people_by_state.items():
        wrong = people.exclude(state=state)
        for pk in wrong.order_by("pk").values_list("pk", flat=True):
            differences.append(f"participant {pk}: state set to {state.value}")
        wrong.update(state=state)
    return differences


def _recount_states() -> list[str]:
    """Set the number of participants in each state of each cohort."""
    counted = {}
    participants = Participant.objects.order_by().values_list("cohort", "state")
    for cohort_id, state, n in participants.annotate(Count("pk")):
        counted[cohort_id, state] = n
    stored = {}
    for state_count in StateCount.objects.all():
        stored[state_count.cohort_id, state_count.state] = state_count.n

    differences = []
    for cohort_id, state in sorted(counted.keys() | stored.keys(), key=str):
        counted_n = counted.get((cohort_id, state), 0)
        stored_n = stored.get((cohort_id, state), 0)
        if stored_n == counted_n:
            continue
        StateCount.objects.update_or_create(
            cohort_id=cohort_id, state=state, defaults={"n": counted_n}
        )
        place = "solo" if cohort_id is None else f"cohort {cohort_id}"
        difference = f"{stored_n} stored as {state}, {counted_n} counted"
        differences.append(f"{place}: {difference}")
    return differences


# --- what figures may hold ------------------------------------------------------------
def _recount_released() -> list[str]:
    """Apply the rules of `groups.small_groups`."""
    submitted = Attempt.objects.submitted()
    named_or_solo = submitted.filter(Q(cohort=None) | Q(cohort__names_asked=True))
    anonymous = submitted.filter(cohort__names_asked=False)
    return [*_release_held_back(named_or_solo), *_withdraw_torn_batches(anonymous)]


def _release_held_back(attempts: QuerySet[Attempt]) -> list[str]:
    wrong = attempts.filter(Q(is_released=False) | Q(release_batch__isnull=False))
    ids = list(wrong.order_by("pk").values_list("pk", flat=True))
    wrong.update(is_released=True, release_batch=None)
    return [f"attempt {pk}: released" for pk in ids]


def _withdraw_torn_batches(attempts: QuerySet[Attempt]) -> list[str]:
    released = attempts.filter(is_released=True)
    batches = released.order_by("release_batch").values_list("release_batch")
    batch_sizes = list(batches.annotate(Count("pk")))

    differences = []
    for batch, size in batch_sizes:
        if batch is not None and size == BATCH_SIZE:
            continue
        # Without a batch number they would wait for another five.
        members = released.filter(release_batch=batch)
        members.update(is_released=False, release_batch=Coalesce("release_batch", "pk"))
        differences.append(f"batch {batch}: withdrawn, it is not {BATCH_SIZE} attempts")
    return differences


# --- groups ---------------------------------------------------------------------------
def _recount_groups() -> list[str]:
    """Set the counts of rows and raw sums of each group."""
    counted = count_attempts()
    stored_groups = {}
    for group in CountedGroup.objects.all():
        group_id = GroupId(group.cohort_id, group.questionnaire_id, group.language)
        stored_groups[group_id] = group
    keys = _keys_by_questionnaire()

    differences = []
    for group_id in sorted(counted.keys() | stored_groups.keys(), key=str):
        key = keys[group_id.questionnaire_id]
        counted_tally = counted.get(group_id, response_counts.empty(DOMAINS))
        stored_tally = response_counts.empty(DOMAINS)
        if group_id in stored_groups:
            stored_tally = counters.tally_of(stored_groups[group_id])

        is_wrong = _differ(stored_tally, counted_tally)
        if is_wrong or _lacks_lines(stored_tally, key):
            group = counters.make_group(*group_id, key)
            _store(group, counted_tally)
            differences.append(_group_difference(group, stored_tally, counted_tally))
    return differences


def _group_difference(group: CountedGroup, stored: Tally, counted: Tally) -> str:
    if stored.n != counted.n:
        return f"group {group}: {stored.n} people stored, {counted.n} counted"
    return f"group {group}: sums of points differ"


def _keys_by_questionnaire() -> dict[int, Key]:
    questionnaires = Questionnaire.objects.all()
    return {questionnaire.pk: key_of(questionnaire) for questionnaire in questionnaires}


def count_attempts() -> dict[GroupId, Tally]:
    """Return the tally of every group, from the attempts, read in chunks."""
    keys = _keys_by_questionnaire()
    tallies: dict[GroupId, Tally] = {}
    for chunk in _chunks(_first_released()):
        for group_id, answer_strings in _answers_by_group(chunk).items():
            key = keys[group_id.questionnaire_id]
            tally = response_counts.count(answer_strings, key, DOMAINS)
            if group_id in tallies:
                tally = tallies[group_id] + tally
            tallies[group_id] = tally
    return tallies


def _first_released() -> QuerySet:
    first = Attempt.objects.submitted().filter(ordinal=1, is_released=True)
    return first.order_by().values_list(
        "cohort_id", "questionnaire_id", "language", "mixed_languages", "answers"
    )


def _chunks(lines: QuerySet) -> Iterator[list[tuple]]:
    chunk = []
    for line in lines.iterator(chunk_size=CHUNK):
        chunk.append(line)
        if len(chunk) == CHUNK:
            yield chunk
            chunk = []
    yield chunk


def _answers_by_group(chunk: list[tuple]) -> dict[GroupId, list[str]]:
    answers: dict[GroupId, list[str]] = defaultdict(list)
    for cohort_id, questionnaire_id, language, is_mixed, answer_string in chunk:
        counted_language = "" if is_mixed else language
        group_id = GroupId(cohort_id, questionnaire_id, counted_language)
        answers[group_id].append(answer_string)
    return answers


def _differ(stored: Tally, counted: Tally) -> bool:
    difference = stored - counted
    lines = [*difference.rows.values(), *difference.sums.values()]
    return any(any(line) for line in lines)


def _lacks_lines(stored: Tally, key: Key) -> bool:
    """Tell whether a line is missing, so that counting in it would update nothing."""
    missing_cells = set(counters.cells_of(key)) - stored.rows.keys()
    missing_sums = set(counters.raw_sums_of(key)) - stored.sums.keys()
    return bool(missing_cells or missing_sums)


def _store(group: CountedGroup, tally: Tally) -> None:
    """Write the tally into the lines of the group, all of which must be there."""
    for row_count in group.row_counts.all():
        cell = (row_count.row, row_count.points)
        row_count.n, row_count.raw_sum = tally.rows.get(cell, (0, 0))
        row_count.save(update_fields=["n", "raw_sum"])

    no_people = (0,) * len(counters.SUM_COLUMNS)
    for sum_count in group.sum_counts.all():
        values = tally.sums.get(sum_count.raw_sum, no_people)
        for column, value in zip(counters.SUM_COLUMNS, values, strict=True):
            setattr(sum_count, column, value)
        sum_count.save(update_fields=counters.SUM_COLUMNS)
