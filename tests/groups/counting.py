"""What the counters should hold, counted in plain Python from the attempts; and what
they do hold.
"""

from collections import Counter, defaultdict

from assessments.models import (
    DOMAINS,
    Attempt,
    Participant,
    RowCount,
    StateCount,
    SumCount,
)

COLUMNS = [
    "n",
    *(column for domain in DOMAINS for column in (domain, f"{domain}_squares")),
]


def stored():
    """Rows, raw sums and states, without the lines of nobody."""
    place = ("group__cohort", "group__questionnaire", "group__language")
    rows = RowCount.objects.values_list(*place, "row", "points", "n", "raw_sum")
    sums = SumCount.objects.values_list(*place, "raw_sum", *COLUMNS)
    states = StateCount.objects.values_list("cohort", "state", "n")
    return (
        {line[:5]: line[5:] for line in rows if any(line[5:])},
        {line[:4]: line[4:] for line in sums if any(line[4:])},
        {line[:2]: line[2] for line in states if line[2]},
    )


def by_hand():
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
        powers = [
            value for domain in DOMAINS for value in (own[domain], own[domain] ** 2)
        ]
        _add(sums, (*place, sum(points)), (1, *powers))
    return rows, sums, dict(Counter(_people()))


def _points(attempt):
    """Points per row, and their sum per domain."""
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
SIZE = 5


def faults():
    """Whatever is shown although it must not be, or is not although it must; empty if
    all is as it should be.
    """
    submitted = Attempt.objects.filter(state="submitted").select_related("cohort")
    anonymous = [
        each for each in submitted if each.cohort and not each.cohort.names_asked
    ]
    others = [each for each in submitted if each not in anonymous]
    return [
        *(
            f"attempt {each.pk} is not shown by itself"
            for each in others
            if (each.is_released, each.release_batch) != (True, None)
        ),
        *(
            f"draft {each.pk} is shown"
            for each in Attempt.objects.filter(state="draft")
            if each.is_released or each.release_batch
        ),
        *_faults_of_batches(anonymous),
        *_faults_of_pools(anonymous),
    ]


def _faults_of_batches(anonymous):
    members = defaultdict(list)
    for each in anonymous:
        if each.is_released:
            members[each.release_batch].append(each)
    for batch, five in members.items():
        if batch is None or len(five) != SIZE or len(set(map(_pool, five))) != 1:
            yield f"batch {batch} is {[(each.pk, _pool(each)) for each in five]}"


def _faults_of_pools(anonymous):
    waiting = Counter(
        _pool(each)
        for each in anonymous
        if not each.is_released and each.release_batch is None
    )
    return [f"{n} wait in {pool}" for pool, n in waiting.items() if n >= SIZE]


def _pool(attempt):
    language = "" if attempt.mixed_languages else attempt.language
    return attempt.cohort_id, attempt.questionnaire_id, attempt.ordinal, language
