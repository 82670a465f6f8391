"""Count in plain Python what the counters should hold, and read what they do hold."""

from collections import Counter, defaultdict

from assessments.models import (
    DOMAINS,
    Attempt,
    Participant,
    RowCount,
    StateCount,
    SumCount,
)

COLUMNS = ["n"]
for _domain in DOMAINS:
    COLUMNS += [_domain, f"{_domain}_squares"]


def stored_counters():
    """Return the stored rows, raw sums and states, without the lines of nobody."""
    place = ("group__cohort", "group__questionnaire", "group__language")
    rows = RowCount.objects.values_list(*place, "row", "points", "n", "raw_sum")
    sums = SumCount.objects.values_list(*place, "raw_sum", *COLUMNS)
    states = StateCount.objects.values_list("cohort", "state", "n")
    return (
        {line[:5]: line[5:] for line in rows if any(line[5:])},
        {line[:4]: line[4:] for line in sums if any(line[4:])},
        {line[:2]: line[2] for line in states if line[2]},
    )


def counters_by_hand():
    """Return the same, counted from the attempts."""
    rows = {}
    sums = {}
    shown = Attempt.objects.filter(ordinal=1, state="submitted", is_released=True)
    for attempt in shown.select_related("questionnaire"):
        place = (
            attempt.cohort_id,
            attempt.questionnaire_id,
            "" if attempt.mixed_languages else attempt.language,
        )
        points, own = _points(attempt)
        for row, earned in enumerate(points, 1):
            _add(rows, (*place, row, earned), (1, sum(points)))
        powers = []
        for domain in DOMAINS:
            powers += [own[domain], own[domain] ** 2]
        _add(sums, (*place, sum(points)), (1, *powers))
    return rows, sums, dict(Counter(_people()))


def _points(attempt):
    """Return the points per row, and their sum per domain."""
    points = []
    own = Counter()
    most = attempt.questionnaire.scale.count()
    rows = attempt.questionnaire.rows.order_by("number").values_list(
        "high_side", "competency__domain__key"
    )
    for digit, (side, domain) in zip(attempt.answers, rows, strict=True):
        points.append(int(digit) if side == "right" else most + 1 - int(digit))
        own[domain] += points[-1]
    return points, own


def _people():
    first = dict(Attempt.objects.filter(ordinal=1).values_list("participant", "state"))
    named = {None: "listed", "draft": "started", "submitted": "submitted"}
    return [
        (cohort, named[first.get(pk)])
        for pk, cohort in Participant.objects.values_list("pk", "cohort")
    ]


def _add(into, place, values):
    into[place] = tuple(
        a + b for a, b in zip(into.get(place, (0,) * len(values)), values, strict=True)
    )


# --- what figures may hold --------------------------------------------------------------------------------
BATCH_SIZE = 5


def release_faults():
    """Name every attempt that breaks the rules of release."""
    return [
        *_faults_of_named(),
        *_faults_of_drafts(),
        *_faults_of_batches(),
        *_faults_of_pools(),
    ]


def _faults_of_named():
    for attempt in Attempt.objects.filter(state="submitted"):
        is_named = attempt.cohort is None or attempt.cohort.names_asked
        is_by_itself = attempt.is_released and attempt.release_batch is None
        if is_named and not is_by_itself:
            yield f"attempt {attempt.pk} is not released by itself"


def _faults_of_drafts():
    for draft in Attempt.objects.filter(state="draft"):
        if draft.is_released or draft.release_batch:
            yield f"draft {draft.pk} is released"


def _anonymous_attempts():
    return Attempt.objects.filter(state="submitted", cohort__names_asked=False)


def _faults_of_batches():
    pools_of_batch = defaultdict(list)
    for attempt in _anonymous_attempts().filter(is_released=True):
        pools_of_batch[attempt.release_batch].append(_pool(attempt))
    for batch, pools in pools_of_batch.items():
        is_whole = len(pools) == BATCH_SIZE and len(set(pools)) == 1
        if batch is None or not is_whole:
            yield f"batch {batch} is of {pools}"


def _faults_of_pools():
    waiting = _anonymous_attempts().filter(is_released=False, release_batch=None)
    waiting_in_pool = Counter(_pool(attempt) for attempt in waiting)
    for pool, n in waiting_in_pool.items():
        if n >= BATCH_SIZE:
            yield f"{n} wait in {pool}"


def _pool(attempt):
    """What the attempts of one batch have in common."""
    language = "" if attempt.mixed_languages else attempt.language
    return attempt.cohort_id, attempt.questionnaire_id, attempt.ordinal, language
