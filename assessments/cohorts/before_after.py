"""What changed between attempts (docs/measurement.md §4.5).

Of one learner from each attempt to the next, and of a cohort as pairs of first and last
attempt.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple

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
class MeasurementError:
    """Standard error of measurement in score points.

    It is provisional if it is the width shown with a score, and not measured.
    """

    points: float
    is_provisional: bool


@dataclass(frozen=True)
class AttemptChange:
    """From one attempt of a person to a later one, in score points.

    `change` has the difference of the unrounded scores: it decides what is reliable.
    `shown_difference` is of the rounded scores, so that it fits the two shown beside it.
    """

    before: Attempt
    after: Attempt
    change: ReliableChange
    error: MeasurementError

    @property
    def shown_difference(self) -> int:
        return self.after.total - self.before.total


@dataclass(frozen=True)
class Pair:
    """Raw sums of a person's first and last submitted attempt."""

    participant_id: int
    name: str
    first: int
    last: int
    change: ReliableChange


@dataclass(frozen=True)
class CohortChange:
    """The change of `n` pairs in one language.

    `paired` is in score points; it is None, and `pairs` is empty, below `needs` pairs.
    `other_languages` people answered again only in another language and are left out.
    `has_left_out`: whether an anonymous cohort has repeats in this language that are in
    no pair: second attempts that are not released, and every later one, which never is.
    """

    n: int
    needs: int
    paired: PairedChange | None
    error: MeasurementError
    pairs: list[Pair]
    other_languages: int
    has_left_out: bool

    @property
    def is_shown(self) -> bool:
        return self.n >= self.needs

    @property
    def risen(self) -> list[Pair]:
        return [pair for pair in self._reliably_changed if pair.last > pair.first]

    @property
    def fallen(self) -> list[Pair]:
        return [pair for pair in self._reliably_changed if pair.last < pair.first]

    @property
    def steady(self) -> list[Pair]:
        return [pair for pair in self.pairs if not pair.change.is_reliable]

    @property
    def _reliably_changed(self) -> list[Pair]:
        return [pair for pair in self.pairs if pair.change.is_reliable]


def measurement_error(summary: CohortSummary, language: str) -> MeasurementError:
    """Return the group's measured SEM, else the version's width as a provisional one.

    It is measured where it is shown (100 people) and not 0.
    """
    measured = summary.figures(language).sem.value
    if measured:
        return MeasurementError(measured, is_provisional=False)
    width = summary.cohort.questionnaire.width
    return MeasurementError(float(width), is_provisional=True)


def _points_per_raw_point(summary: CohortSummary) -> float:
    """Return how many score points one point of a row is worth."""
    return 100 / (summary.key.position_count * len(summary.key.rows))


# --- one learner ----------------------------------------------------------------------
def changes_of(cohort: Cohort, submitted: Sequence[Attempt]) -> list[AttemptChange]:
    """Return the changes between a learner's submitted attempts, given in order.

    From each attempt to the next, then from the first to the last; without steps
    between attempts that cannot be compared.
    """
    steps = list(pairwise(submitted))
    if len(submitted) > 2:
        steps.append((submitted[0], submitted[-1]))

    summary = CohortSummary(cohort)
    changes = []
    for before, after in steps:
        if _are_comparable(before, after):
            changes.append(_attempt_change(summary, before, after))
    return changes


def _are_comparable(before: Attempt, after: Attempt) -> bool:
    """Whether both are of one version and in the same one language."""
    return (
        before.questionnaire_id == after.questionnaire_id
        and before.counted_language == after.counted_language
        and not before.mixed_languages
    )


def _attempt_change(
    summary: CohortSummary, before: Attempt, after: Attempt
) -> AttemptChange:
    error = measurement_error(summary, before.language)
    points_per_raw_point = _points_per_raw_point(summary)
    change = reliable_change(
        before.raw_sum * points_per_raw_point,
        after.raw_sum * points_per_raw_point,
        error.points,
    )
    return AttemptChange(before, after, change, error)


# --- a cohort -------------------------------------------------------------------------
class Repeat(NamedTuple):
    """A submitted repeat, beside the person's first attempt at the same version."""

    participant_id: int
    name: str
    raw_sum: int
    language: str
    first_sum: int
    first_language: str
    is_released: bool
    ordinal: int


REPEAT_COLUMNS = (
    "participant_id",
    "participant__name",
    "raw_sum",
    "language",
    "first_sum",
    "first_language",
    "is_released",
    "ordinal",
)


def cohort_change(cohort: Cohort, language: str) -> CohortChange:
    """Return the change from first to last attempt of those who answered again.

    In an anonymous cohort the second attempts are compared, as far as they are released
    (`groups.small_groups`). Reads the repeats through their own index: the cost grows
    with them, not with the cohort.
    """
    repeats = _repeats_of(cohort)
    in_language = [
        repeat
        for repeat in repeats
        if repeat.language == repeat.first_language == language
    ]
    usable = in_language
    if not cohort.names_asked:
        usable = [
            repeat
            for repeat in in_language
            if repeat.is_released and repeat.ordinal == 2
        ]

    summary = CohortSummary(cohort)
    error = measurement_error(summary, language)
    points_per_raw_point = _points_per_raw_point(summary)
    pairs = _pairs_of(usable, points_per_raw_point, error)
    paired = None
    shown_pairs = []
    if len(pairs) >= LEAST_PAIRS:
        paired = _paired_in_points(pairs, points_per_raw_point)
        shown_pairs = pairs

    return CohortChange(
        n=len(pairs),
        needs=LEAST_PAIRS,
        paired=paired,
        error=error,
        pairs=shown_pairs,
        other_languages=_people_only_in_other_languages(repeats),
        has_left_out=len(in_language) > len(usable),
    )


def _repeats_of(cohort: Cohort) -> list[Repeat]:
    """Return the repeats of the cohort's version as they came in, without mixed ones."""
    first = Attempt.objects.filter(
        participant=OuterRef("participant"),
        questionnaire=OuterRef("questionnaire"),
        ordinal=1,
        mixed_languages=False,
    )
    repeats = Attempt.objects.submitted().filter(
        cohort=cohort,
        questionnaire=cohort.questionnaire_id,
        ordinal__gt=1,
        mixed_languages=False,
    )
    repeats = repeats.annotate(
        first_sum=Subquery(first.values("raw_sum")[:1]),
        first_language=Subquery(first.values("language")[:1]),
    )
    comparable = repeats.filter(first_sum__isnull=False).order_by("submitted_at", "pk")
    return [Repeat(*columns) for columns in comparable.values_list(*REPEAT_COLUMNS)]


def _pairs_of(
    repeats: Iterable[Repeat], points_per_raw_point: float, error: MeasurementError
) -> list[Pair]:
    """Pair each person's last repeat with the first attempt, in the order they joined."""
    last_repeats = {repeat.participant_id: repeat for repeat in repeats}
    pairs = []
    for participant_id in sorted(last_repeats):
        repeat = last_repeats[participant_id]
        change = reliable_change(
            repeat.first_sum * points_per_raw_point,
            repeat.raw_sum * points_per_raw_point,
            error.points,
        )
        pair = Pair(
            participant_id=participant_id,
            name=repeat.name,
            first=repeat.first_sum,
            last=repeat.raw_sum,
            change=change,
        )
        pairs.append(pair)
    return pairs


def _people_only_in_other_languages(repeats: Iterable[Repeat]) -> int:
    """Count the people with no repeat in the language of their first attempt."""
    everybody = set()
    comparable = set()
    for repeat in repeats:
        everybody.add(repeat.participant_id)
        if repeat.language == repeat.first_language:
            comparable.add(repeat.participant_id)
    return len(everybody - comparable)


def _paired_in_points(
    pairs: Sequence[Pair], points_per_raw_point: float
) -> PairedChange | None:
    """Work out the change on whole raw sums, and turn it into score points."""
    paired = paired_change(
        [pair.first for pair in pairs], [pair.last for pair in pairs]
    )
    if paired is None:
        return None
    return replace(
        paired,
        mean=paired.mean * points_per_raw_point,
        sd=paired.sd * points_per_raw_point,
        low=paired.low * points_per_raw_point,
        high=paired.high * points_per_raw_point,
    )
