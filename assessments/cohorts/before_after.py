"""What changed between attempts: of one learner, and of a cohort as pairs of first and
last attempt.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from django.db.models import OuterRef, Subquery

from assessments.cohorts.summary import CohortSummary
from assessments.models import Attempt, Cohort
from assessments.statistics.group_statistics import LEAST_PAIRS
from assessments.statistics.reliable_change import (
    PairedChange,
    ReliableChange,
    paired_change,
    reliable_change,
)


@dataclass(frozen=True)
class ErrorInUse:
    """Standard error of measurement in score points; provisional: the width shown with
    a score, not measured.
    """

    points: float
    is_provisional: bool


@dataclass(frozen=True)
class Change:
    """From one attempt of a person to a later one, in score points."""

    before: Attempt
    after: Attempt
    change: ReliableChange
    error: ErrorInUse

    @property
    def points(self) -> int:
        return self.after.total - self.before.total


@dataclass(frozen=True)
class Pair:
    """Raw sums of a person's first and last submitted attempt."""

    participant: int
    name: str
    first: int
    last: int
    change: ReliableChange


@dataclass(frozen=True)
class CohortChange:
    """`n` pairs in one language. `paired` in score points; None below the minimum
    number.

    `other_languages`: people who answered again only in another language, left out.
    `waiting`: repeats of an anonymous cohort that are not among the figures yet.
    """

    n: int
    needs: int
    paired: PairedChange | None
    error: ErrorInUse
    pairs: list[Pair]
    other_languages: int
    waiting: bool

    @property
    def is_shown(self) -> bool:
        return self.n >= self.needs

    @property
    def risen(self) -> list[Pair]:
        return [
            pair
            for pair in self.pairs
            if pair.change.is_reliable and pair.last > pair.first
        ]

    @property
    def fallen(self) -> list[Pair]:
        return [
            pair
            for pair in self.pairs
            if pair.change.is_reliable and pair.last < pair.first
        ]

    @property
    def steady(self) -> list[Pair]:
        return [pair for pair in self.pairs if not pair.change.is_reliable]


def error_in_use(summary: CohortSummary, language: str) -> ErrorInUse:
    """The group's own, from the number of people on that allows it; else the width of
    the version.
    """
    measured = summary.figures(language).sem.value
    if measured:
        return ErrorInUse(measured, False)
    return ErrorInUse(float(summary.cohort.questionnaire.width), True)


def changes_of(cohort: Cohort, submitted: Sequence[Attempt]) -> list[Change]:
    """From each submitted attempt to the next of the same version and language, then
    from the first to the last.
    """
    steps = list(pairwise(submitted))
    if len(submitted) > 2:
        steps.append((submitted[0], submitted[-1]))
    summary = CohortSummary(cohort)
    return [
        _change(summary, before, after)
        for before, after in steps
        if _comparable(before, after)
    ]


def _comparable(before: Attempt, after: Attempt) -> bool:
    same = (before.questionnaire_id, before.counted_language) == (
        after.questionnaire_id,
        after.counted_language,
    )
    return same and not before.mixed_languages


def _change(summary: CohortSummary, before: Attempt, after: Attempt) -> Change:
    error = error_in_use(summary, before.language)
    factor = _factor(summary)
    found = reliable_change(
        before.raw_sum * factor, after.raw_sum * factor, error.points
    )
    return Change(before, after, found, error)


def _factor(summary: CohortSummary) -> float:
    """Score points per raw point."""
    return 100 / (summary.key.position_count * len(summary.key.rows))


def cohort_change(cohort: Cohort, language: str) -> CohortChange:
    """Reads the cohort's repeats through their own index: its cost grows with them, not
    with the cohort.

    In an anonymous cohort of each person the second attempt, in the fives that are
    shown (`groups.small_groups`).
    """
    summary = CohortSummary(cohort)
    error = error_in_use(summary, language)
    factor = _factor(summary)
    lines = list(_repeats(cohort))
    own = [
        line for line in lines if line["language"] == line["first_language"] == language
    ]
    shown = (
        own
        if cohort.names_asked
        else [line for line in own if line["is_released"] and line["ordinal"] == 2]
    )
    pairs = [_pair(line, factor, error) for line in _newest(shown)]
    enough = len(pairs) >= LEAST_PAIRS
    return CohortChange(
        n=len(pairs),
        needs=LEAST_PAIRS,
        paired=_in_points(pairs, factor) if enough else None,
        error=error,
        pairs=pairs if enough else [],
        other_languages=_only_in_others(lines),
        waiting=len(own) > len(shown),
    )


def _newest(lines: list[dict]) -> list[dict]:
    """The last of each person, in the order in which the people came."""
    last = {line["participant"]: line for line in lines}
    return [last[participant] for participant in sorted(last)]


def _only_in_others(lines: list[dict]) -> int:
    comparable = {
        line["participant"]
        for line in lines
        if line["language"] == line["first_language"]
    }
    return len({line["participant"] for line in lines} - comparable)


def _in_points(pairs: list[Pair], factor: float) -> PairedChange | None:
    """Worked out on whole raw sums; only what is shown is turned into score points."""
    found = paired_change([pair.first for pair in pairs], [pair.last for pair in pairs])
    scaled = (
        {name: getattr(found, name) * factor for name in ("mean", "sd", "low", "high")}
        if found
        else {}
    )
    return replace(found, **scaled) if found else None


def _pair(line: dict, factor: float, error: ErrorInUse) -> Pair:
    found = reliable_change(
        line["first_sum"] * factor, line["raw_sum"] * factor, error.points
    )
    return Pair(
        line["participant"],
        line["participant__name"],
        line["first_sum"],
        line["raw_sum"],
        found,
    )


def _repeats(cohort: Cohort) -> Iterator[dict]:
    """Submitted repeats of the cohort's version as they came in, each beside the first
    attempt; none mixed.
    """
    first = Attempt.objects.filter(
        participant=OuterRef("participant"), ordinal=1, mixed_languages=False
    )
    first = first.filter(questionnaire=OuterRef("questionnaire"))
    repeats = Attempt.objects.submitted().filter(
        cohort=cohort, ordinal__gt=1, mixed_languages=False
    )
    repeats = repeats.filter(questionnaire=cohort.questionnaire_id).annotate(
        first_sum=Subquery(first.values("raw_sum")[:1]),
        first_language=Subquery(first.values("language")[:1]),
    )
    columns = (
        "participant",
        "participant__name",
        "raw_sum",
        "language",
        "first_sum",
        "first_language",
    )
    columns += ("is_released", "ordinal")
    known = repeats.filter(first_sum__isnull=False).order_by("submitted_at", "pk")
    return known.values(*columns).iterator()
