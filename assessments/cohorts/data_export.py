"""A cohort's results and answers for those who calculate elsewhere: a line per
submitted attempt.

Of an anonymous cohort a file holds the attempts whose figures are shown
(`cohorts.summary`), without anything of the person, of time or of order: the lines are
sorted by what they say.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from assessments.cohorts.summary import CohortSummary
from assessments.files.csv_files import ROWS_AT_ONCE, Cells, in_chunks
from assessments.files.spreadsheet_cells import safe_cell
from assessments.groups import counters
from assessments.measurement.response_quality import FAST
from assessments.models import DOMAINS, Attempt, Cohort, Participant
from assessments.questionnaires.scoring_keys import key_of
from assessments.statistics import response_counts

PERSON = ("name", "number", "attempt", "submitted_at")
# The width is left out where nobody is named: an editor may replace it, so it tells
# older attempts from newer ones.
ANONYMOUS_FACTS = (
    "language",
    "mixed_languages",
    "as_oneself",
    "score",
    "band",
    *DOMAINS,
    "raw_sum",
    "flags",
)
NAMED_FACTS = (*PERSON, *ANONYMOUS_FACTS[:4], "width", *ANONYMOUS_FACTS[4:])
FIELDS = {
    "name": "participant__name",
    "number": "participant__number",
    "attempt": "ordinal",
    "score": "total",
}


@dataclass(frozen=True)
class Extent:
    """How much a file holds: its lines, those of them that are repeats, and whether
    some are not among them yet.
    """

    lines: int
    repeats: int
    waiting: bool


def extent(cohort: Cohort) -> Extent:
    """From the counters; only repeats are counted one by one, through their index."""
    if not cohort.names_asked:
        summary = CohortSummary(cohort)
        return Extent(
            sum(group.number for group in summary.groups), 0, summary.has_waiting
        )
    repeats = Attempt.objects.submitted().filter(cohort=cohort, ordinal__gt=1).count()
    return Extent(
        counters.state_counts(cohort)[Participant.State.SUBMITTED] + repeats,
        repeats,
        False,
    )


# --- columns ------------------------------------------------------------------------------------------
def columns(cohort: Cohort) -> list[str]:
    """Names that SPSS takes as well: plain letters and digits, at most 32. Points are
    `r…`, screen positions `p…`.
    """
    rows = len(key_of(cohort.questionnaire).rows)
    return [*facts(cohort), *row_names("r", rows), *row_names("p", rows)]


def facts(cohort: Cohort) -> tuple[str, ...]:
    return NAMED_FACTS if cohort.names_asked else ANONYMOUS_FACTS


def row_names(letter: str, rows: int) -> list[str]:
    digits = max(2, len(str(rows)))
    return [f"{letter}{number:0{digits}}" for number in range(1, rows + 1)]


# --- rows ---------------------------------------------------------------------------------------------
def lines(cohort: Cohort) -> Iterator[Cells]:
    """Cells in the order of `columns`: text formula-safe, numbers as numbers, None
    where there is nothing.
    """
    key = key_of(cohort.questionnaire)
    cells_of = _cells_of(cohort)
    for chunk in in_chunks(_stored(cohort)):
        points = response_counts.points_matrix(
            [answers for *_, answers in chunk], key
        ).tolist()
        for (*told, answers), earned in zip(chunk, points):
            yield [*map(safe_cell, cells_of(told)), *earned, *map(int, answers)]


def _stored(cohort: Cohort) -> Iterator[Sequence[Any]]:
    """The facts as stored, and the answers last; of the cohort's own version only.

    The version is looked at here: as a condition it would make the database read
    everybody who ever answered it.
    """
    fields = [FIELDS.get(name, name) for name in facts(cohort)]
    found = _by_name(cohort) if cohort.names_asked else _shown(cohort)
    stored = found.values_list("questionnaire", *fields, "answers").iterator(
        chunk_size=ROWS_AT_ONCE
    )
    return (told for version, *told in stored if version == cohort.questionnaire_id)


def _by_name(cohort: Cohort) -> QuerySet[Attempt]:
    submitted = Attempt.objects.submitted().filter(participant__cohort=cohort)
    return submitted.order_by("participant__name", "participant__pk", "ordinal")


def _shown(cohort: Cohort) -> QuerySet[Attempt]:
    shown = Attempt.objects.submitted().filter(
        cohort=cohort, ordinal=1, is_released=True
    )
    # Whatever a line shows is among these or follows from them, so that equals cannot
    # stand in an order of their own.
    return shown.order_by("answers", "mixed_languages", "as_oneself", "language")


def _cells_of(cohort: Cohort) -> Callable[[Sequence[Any]], Iterable[Any]]:
    if not cohort.names_asked:
        return _anonymous
    zone = cohort.zone
    return lambda stored: _named(stored, zone)


def _named(stored: Sequence[Any], zone: ZoneInfo) -> Cells:
    name, number, attempt, submitted_at, language, mixed, as_oneself, *result, flags = (
        stored
    )
    when = submitted_at.astimezone(zone).isoformat(timespec="seconds")
    return [
        name,
        number,
        attempt,
        when,
        language,
        int(mixed),
        int(as_oneself),
        *result,
        " ".join(flags["flags"]),
    ]


def _anonymous(stored: Sequence[Any]) -> Cells:
    """Those who used more than one language are a group of their own, so theirs stays
    untold.
    """
    language, mixed, as_oneself, *result, flags = stored
    told = " ".join(flag for flag in flags["flags"] if flag != FAST)
    return ["" if mixed else language, int(mixed), int(as_oneself), *result, told]


# --- text ---------------------------------------------------------------------------------------------
