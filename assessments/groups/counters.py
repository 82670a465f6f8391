"""Keep the counters of groups and states exact, and read them.

Only this module writes the counters and `Participant.state`; `groups.recounting` puts
right what is wrong all the same. Call each writing function inside the transaction of
the write that it counts.

Locks are taken in one order everywhere (cohort without its key, participant, attempt,
group, state), so that submissions, erasures and a recount never deadlock.
"""

from collections import defaultdict
from collections.abc import Sequence
from itertools import product

from django.db.models import F, Q, Value

from assessments.measurement import answers, scoring
from assessments.measurement.scoring import Key
from assessments.models import (
    DOMAINS,
    Attempt,
    Cohort,
    CountedGroup,
    Participant,
    RowCount,
    StateCount,
    SumCount,
)
from assessments.questionnaires.scoring_keys import key_of
from assessments.statistics.response_counts import Tally

# The columns of `SumCount`, in the order of a line of `Tally.sums`.
SUM_COLUMNS = ["n"]
for _domain in DOMAINS:
    SUM_COLUMNS += [_domain, f"{_domain}_squares"]


# --- states ---------------------------------------------------------------------------
def add_participants(cohort: Cohort | None, state: str, number: int = 1) -> None:
    """Count new participants of one cohort (None: solo), all in this state."""
    if number:
        _add_to_state(cohort and cohort.pk, state, number)


def remove_participant(participant: Participant) -> None:
    """Subtract a participant, whose row is locked, before they are erased."""
    _add_to_state(participant.cohort_id, participant.state, -1)


def change_state(participant: Participant, state: str) -> None:
    """Move a participant, whose row is locked, on to `state`."""
    if participant.state == state:
        return
    # Sorted: the lines of two states are locked in one order everywhere.
    for counted_state, by in sorted([(participant.state, -1), (state, 1)]):
        _add_to_state(participant.cohort_id, counted_state, by)
    participant.state = state
    participant.save(update_fields=["state"])


def _add_to_state(cohort_id: int | None, state: str, by: int) -> None:
    counts = StateCount.objects.filter(cohort_id=cohort_id, state=state)
    is_counted = counts.update(n=F("n") + by)
    if not is_counted:
        StateCount.objects.get_or_create(cohort_id=cohort_id, state=state)
        counts.update(n=F("n") + by)


def state_counts(cohort: Cohort | None) -> dict[str, int]:
    """Return state → number of participants, 0 where nobody is in it."""
    counts = dict.fromkeys(Participant.State.values, 0)
    stored = StateCount.objects.filter(cohort=cohort)
    counts.update(stored.values_list("state", "n"))
    return counts


# --- results --------------------------------------------------------------------------
def add_result(attempt: Attempt) -> None:
    """Count a first attempt that figures may hold from now on; repeats are ignored."""
    _change_result(attempt, by=1)


def subtract_result(attempt: Attempt) -> None:
    """Take back what `add_result` counted."""
    _change_result(attempt, by=-1)


def _change_result(attempt: Attempt, by: int) -> None:
    if attempt.ordinal != 1:
        return
    key = key_of(attempt.questionnaire)
    points = scoring.points(answers.positions_of(attempt.answers), key)
    raw_sum = sum(points)
    group = lock_group(attempt)

    cells = [Q(row=row, points=row_points) for row, row_points in enumerate(points, 1)]
    row_counts = RowCount.objects.filter(Q.create(cells, connector=Q.OR), group=group)
    row_counts.update(n=F("n") + by, raw_sum=F("raw_sum") + by * raw_sum)

    changes = {"n": F("n") + by}
    domain_sums = scoring.domain_sums(points, key)
    for domain in DOMAINS:
        domain_sum = domain_sums.get(domain, 0)
        squares = f"{domain}_squares"
        changes[domain] = F(domain) + by * domain_sum
        changes[squares] = F(squares) + by * domain_sum**2
    SumCount.objects.filter(group=group, raw_sum=raw_sum).update(**changes)


def lock_group(attempt: Attempt) -> CountedGroup:
    """Return the group that counts this attempt, locked until the transaction ends."""
    cohort_id = attempt.cohort_id
    questionnaire_id = attempt.questionnaire_id
    language = attempt.counted_language
    groups = CountedGroup.objects.select_for_update().filter(
        cohort_id=cohort_id, questionnaire_id=questionnaire_id, language=language
    )
    group = groups.first()
    if group is None:
        key = key_of(attempt.questionnaire)
        group = make_group(cohort_id, questionnaire_id, language, key)
    return group


def make_group(
    cohort_id: int | None, questionnaire_id: int, language: str, key: Key
) -> CountedGroup:
    """Return the group, locked, with a line for each cell that its key allows.

    With all lines in place, counting needs only updates.
    """
    group, _ = CountedGroup.objects.select_for_update().get_or_create(
        cohort_id=cohort_id, questionnaire_id=questionnaire_id, language=language
    )

    row_counts = []
    for row, points in cells_of(key):
        row_counts.append(RowCount(group=group, row=row, points=points))
    RowCount.objects.bulk_create(row_counts, ignore_conflicts=True)

    sum_counts = []
    for raw_sum in raw_sums_of(key):
        sum_counts.append(SumCount(group=group, raw_sum=raw_sum))
    SumCount.objects.bulk_create(sum_counts, ignore_conflicts=True)

    return group


def cells_of(key: Key) -> list[tuple[int, int]]:
    """Return every (row, points) of a questionnaire with this key."""
    rows = range(1, len(key.rows) + 1)
    points = range(1, key.position_count + 1)
    return list(product(rows, points))


def raw_sums_of(key: Key) -> range:
    """Return every raw sum of a questionnaire with this key."""
    return range(len(key.rows), len(key.rows) * key.position_count + 1)


# --- reading --------------------------------------------------------------------------
def tally_of(group: CountedGroup) -> Tally:
    return tallies_of([group])[group.pk]


def tallies_of(groups: Sequence[CountedGroup]) -> dict[int, Tally]:
    """Return group id → tally.

    Reads both tables in one query, so that nobody is counted in between.
    """
    row_counts = RowCount.objects.filter(group__in=groups)
    sum_counts = SumCount.objects.filter(group__in=groups)
    # Both halves of the union have the columns of the sums; row 0 marks a sum.
    padding = [Value(0)] * (len(SUM_COLUMNS) - 2)
    stored = row_counts.values_list(
        "group", "row", "points", "n", "raw_sum", *padding
    ).union(
        sum_counts.values_list("group", Value(0), "raw_sum", *SUM_COLUMNS), all=True
    )

    row_lines: dict[int, dict] = defaultdict(dict)
    sum_lines: dict[int, dict] = defaultdict(dict)
    for group_id, row, points_or_sum, *line in stored:
        if row:
            row_lines[group_id][row, points_or_sum] = tuple(line[:2])
        else:
            sum_lines[group_id][points_or_sum] = tuple(line)
    return {
        group.pk: Tally(DOMAINS, row_lines[group.pk], sum_lines[group.pk])
        for group in groups
    }
