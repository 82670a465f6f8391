"""Keeps the counters of groups and states exact: the only writer of them and of
`Participant.state`.

Called inside the transaction of the write it counts. Locks are taken in one order
everywhere (cohort without its key, participant, attempt, group, state), so that
submissions, erasings and a recount take turns and never wait for each other in a ring.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import product

from django.db import connection, transaction
from django.db.models import Count, F, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from assessments.measurement import answers, scoring
from assessments.measurement.scoring import Key
from assessments.models import (
    DOMAINS,
    Attempt,
    Cohort,
    CountedGroup,
    Participant,
    Questionnaire,
    RowCount,
    StateCount,
    SumCount,
)
from assessments.questionnaires.scoring_keys import key_of
from assessments.statistics import response_counts
from assessments.statistics.response_counts import Tally

SUM_COLUMNS = (
    "n",
    *(column for name in DOMAINS for column in (name, f"{name}_squares")),
)
CHUNK = 20_000
# As many are shown together in an anonymous cohort (`groups.small_groups`).
BATCH = 5
Group = tuple[int | None, int, str]


# --- states -------------------------------------------------------------------------------------------
def count_in(cohort: Cohort | None, state: str, number: int = 1) -> None:
    """New participants of one cohort, all in this state."""
    if number:
        _change_state(cohort and cohort.pk, state, number)


def move(participant: Participant, state: str) -> None:
    """The participant, whose row is locked, goes on to `state`; nothing if already
    there.
    """
    if participant.state == state:
        return
    for each, by in sorted([(participant.state, -1), (state, 1)]):
        _change_state(participant.cohort_id, each, by)
    participant.state = state
    participant.save(update_fields=["state"])


def _change_state(cohort_id: int | None, state: str, by: int) -> None:
    line = StateCount.objects.filter(cohort_id=cohort_id, state=state)
    if not line.update(n=F("n") + by):
        StateCount.objects.get_or_create(cohort_id=cohort_id, state=state)
        line.update(n=F("n") + by)


# --- results ------------------------------------------------------------------------------------------
def count_result(attempt: Attempt, by: int = 1) -> None:
    """A first submitted attempt is shown, or with `by=-1` no longer; repeats are not
    counted.
    """
    if attempt.ordinal != 1:
        return
    positions = answers.positions(attempt.answers)
    earned = scoring.points(positions, key_of(attempt.questionnaire))
    group = lock_group(attempt)
    cells = Q.create(
        [Q(row=row, points=points) for row, points in enumerate(earned, 1)],
        connector=Q.OR,
    )
    RowCount.objects.filter(cells, group=group).update(
        n=F("n") + by, raw_sum=F("raw_sum") + by * sum(earned)
    )
    own = scoring.domain_sums(earned, key_of(attempt.questionnaire))
    values = [
        1,
        *(
            power
            for name in DOMAINS
            for power in (own.get(name, 0), own.get(name, 0) ** 2)
        ),
    ]
    change = {
        column: F(column) + by * value
        for column, value in zip(SUM_COLUMNS, values, strict=True)
    }
    SumCount.objects.filter(group=group, raw_sum=sum(earned)).update(**change)


def lock_group(attempt: Attempt) -> CountedGroup:
    place = {
        "cohort_id": attempt.cohort_id,
        "questionnaire_id": attempt.questionnaire_id,
        "language": attempt.counted_language,
    }
    found = CountedGroup.objects.select_for_update().filter(**place).first()
    return found or _group_with_lines(key_of(attempt.questionnaire), place)


def _group_with_lines(key: Key, place: dict[str, object]) -> CountedGroup:
    """With a line for each cell there can be, so that counting is nothing but an
    update.
    """
    group, _ = CountedGroup.objects.select_for_update().get_or_create(**place)
    lines = [
        RowCount(group=group, row=row, points=points) for row, points in _cells(key)
    ]
    RowCount.objects.bulk_create(lines, ignore_conflicts=True)
    sums = [SumCount(group=group, raw_sum=raw_sum) for raw_sum in _raw_sums(key)]
    SumCount.objects.bulk_create(sums, ignore_conflicts=True)
    return group


def _cells(key: Key) -> list[tuple[int, int]]:
    return list(product(range(1, len(key.rows) + 1), range(1, key.positions + 1)))


def _raw_sums(key: Key) -> range:
    return range(len(key.rows), len(key.rows) * key.positions + 1)


def count_out(participant: Participant) -> None:
    """The state of a participant, whose row is locked, before they are erased."""
    _change_state(participant.cohort_id, participant.state, -1)


# --- reading ------------------------------------------------------------------------------------------
def tally_of(group: CountedGroup) -> Tally:
    return tallies_of([group])[group.pk]


def tallies_of(groups: Sequence[CountedGroup]) -> dict[int, Tally]:
    """The tally of each group, by its id. One query, so that nobody is counted between
    the two tables.
    """
    padding = [Value(0)] * (len(SUM_COLUMNS) - 2)
    rows = RowCount.objects.filter(group__in=groups).values_list(
        "group", "row", "points", "n", "raw_sum", *padding
    )
    sums = SumCount.objects.filter(group__in=groups).values_list(
        "group", Value(0), "raw_sum", *SUM_COLUMNS
    )
    row_lines = defaultdict(dict)
    sum_lines = defaultdict(dict)
    for group, row, place, *line in rows.union(sums, all=True):
        if row:
            row_lines[group][row, place] = tuple(line[:2])
        else:
            sum_lines[group][place] = tuple(line)
    return {
        group.pk: Tally(DOMAINS, row_lines[group.pk], sum_lines[group.pk])
        for group in groups
    }


def state_counts(cohort: Cohort | None) -> dict[str, int]:
    """State → participants, 0 where nobody is in it."""
    found = dict(StateCount.objects.filter(cohort=cohort).values_list("state", "n"))
    return {state: found.get(state, 0) for state in Participant.State.values}


# --- recounting ---------------------------------------------------------------------------------------
@transaction.atomic
def recount() -> list[str]:
    """Counts everything anew and puts right what differed; returns a line for each
    difference. Writers wait.
    """
    _keep_writers_waiting()
    return [
        *_recount_people(),
        *_recount_states(),
        *_recount_shown(),
        *_recount_groups(),
    ]


def _keep_writers_waiting() -> None:
    """At the participant, where every write that counts begins. On SQLite the
    transaction itself does.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                f'LOCK TABLE "{Participant._meta.db_table}" IN EXCLUSIVE MODE'
            )


def _recount_people() -> Iterator[str]:
    """Each participant's state against the first attempt."""
    submitted = Participant.objects.filter(
        attempts__ordinal=1, attempts__state=Attempt.State.SUBMITTED
    )
    started = Participant.objects.filter(
        attempts__ordinal=1, attempts__state=Attempt.State.DRAFT
    )
    listed = Participant.objects.filter(attempts=None)
    for state, people in [
        ("submitted", submitted),
        ("started", started),
        ("listed", listed),
    ]:
        wrong = people.exclude(state=state)
        told = [
            f"participant {pk}: the state is {state}"
            for pk in wrong.order_by("pk").values_list("pk", flat=True)
        ]
        wrong.update(state=state)
        yield from told


def _recount_states() -> Iterator[str]:
    counted = {(c, s): n for c, s, n in _people_by_state()}
    stored = {(line.cohort_id, line.state): line for line in StateCount.objects.all()}
    for cohort, state in sorted(counted.keys() | stored.keys(), key=str):
        n = counted.get((cohort, state), 0)
        line = stored.get((cohort, state))
        if n != (line.n if line else 0):
            yield f"{cohort or 'solo'}: {state}: {line.n if line else 0} instead of {n}"
            StateCount.objects.update_or_create(
                cohort_id=cohort, state=state, defaults={"n": n}
            )


def _people_by_state() -> QuerySet:
    return (
        Participant.objects.order_by()
        .values_list("cohort", "state")
        .annotate(Count("pk"))
    )


def _recount_shown() -> Iterator[str]:
    """Everything is shown where names are given and of solo tests; of an anonymous
    cohort whole fives only.
    """
    submitted = Attempt.objects.submitted()
    open_ones = submitted.filter(
        Q(cohort=None) | Q(cohort__names_asked=True),
        Q(is_released=False) | Q(release_batch__isnull=False),
    )
    told = [
        f"attempt {pk}: is shown"
        for pk in open_ones.order_by("pk").values_list("pk", flat=True)
    ]
    open_ones.update(is_released=True, release_batch=None)
    by_batch = (
        submitted.filter(cohort__names_asked=False, is_released=True)
        .order_by("release_batch")
        .values("release_batch")
    )
    numbers = by_batch.annotate(Count("pk")).values_list("release_batch", "pk__count")
    for batch in [batch for batch, n in numbers if batch is None or n != BATCH]:
        torn = Attempt.objects.filter(
            cohort__names_asked=False, release_batch=batch, is_released=True
        )
        # For good: without a batch they would wait for another five.
        torn.update(is_released=False, release_batch=Coalesce("release_batch", "pk"))
        told.append(f"batch {batch}: is shown no longer, for it was not whole")
    yield from told


def _recount_groups() -> Iterator[str]:
    counted = count_attempts()
    stored = {_place(group): group for group in CountedGroup.objects.all()}
    keys = _keys()
    for place in sorted(counted.keys() | stored.keys(), key=str):
        tally = counted.get(place, response_counts.empty(DOMAINS))
        key = keys[place[1]]
        found = (
            tally_of(stored[place])
            if place in stored
            else response_counts.empty(DOMAINS)
        )
        if _differs(found, tally) or _lacks_lines(found, key):
            group = _group_at(place, key)
            yield f"group {group}: {found.n} instead of {tally.n}, or other sums"
            _store(group, tally)


def _place(group: CountedGroup) -> Group:
    return group.cohort_id, group.questionnaire_id, group.language


def _group_at(place: Group, key: Key) -> CountedGroup:
    return _group_with_lines(
        key,
        dict(zip(("cohort_id", "questionnaire_id", "language"), place, strict=True)),
    )


def _keys() -> dict[int, Key]:
    return {each.pk: key_of(each) for each in Questionnaire.objects.all()}


def count_attempts() -> dict[Group, Tally]:
    """The tally of every group, from the attempts themselves, read in chunks."""
    keys = _keys()
    found: dict[Group, Tally] = {}
    for chunk in _chunks(_first_submitted()):
        for place, strings in _by_place(chunk).items():
            tally = response_counts.count(strings, keys[place[1]], DOMAINS)
            found[place] = found[place] + tally if place in found else tally
    return found


def _first_submitted() -> QuerySet:
    columns = (
        "cohort_id",
        "questionnaire_id",
        "language",
        "mixed_languages",
        "answers",
    )
    return (
        Attempt.objects.submitted()
        .filter(ordinal=1, is_released=True)
        .order_by()
        .values_list(*columns)
    )


def _chunks(lines: QuerySet) -> Iterator[list[tuple]]:
    chunk = []
    for line in lines.iterator(chunk_size=CHUNK):
        chunk.append(line)
        if len(chunk) == CHUNK:
            yield chunk
            chunk = []
    yield chunk


def _by_place(chunk: list[tuple]) -> dict[Group, list[str]]:
    places: dict[Group, list[str]] = {}
    for cohort, questionnaire, language, mixed, strings in chunk:
        places.setdefault(
            (cohort, questionnaire, "" if mixed else language), []
        ).append(strings)
    return places


def _differs(one: Tally, other: Tally) -> bool:
    left_over = one - other
    return any(
        any(line) for line in (*left_over.rows.values(), *left_over.sums.values())
    )


def _lacks_lines(found: Tally, key: Key) -> bool:
    """Somebody counted in a line that is not there would be lost."""
    return not (
        found.rows.keys() >= set(_cells(key))
        and found.sums.keys() >= set(_raw_sums(key))
    )


def _store(group: CountedGroup, tally: Tally) -> None:
    for line in group.row_counts.all():
        line.n, line.raw_sum = tally.rows.get((line.row, line.points), (0, 0))
        line.save(update_fields=["n", "raw_sum"])
    for line in group.sum_counts.all():
        values = tally.sums.get(line.raw_sum, (0,) * len(SUM_COLUMNS))
        for column, value in zip(SUM_COLUMNS, values, strict=True):
            setattr(line, column, value)
        line.save(update_fields=list(SUM_COLUMNS))
