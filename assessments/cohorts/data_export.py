"""A cohort's results and answers for analysis elsewhere: a line per submitted attempt.

Of an anonymous cohort a file holds the released attempts (`groups.small_groups`), and
nothing of the person, of time or of order: the lines are sorted by what they say.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
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

# The width is left out where nobody is named: an editor may replace it, so it tells
# older attempts from newer ones.
ANONYMOUS_COLUMNS = (
    "language",
    "mixed_languages",
    "as_oneself",
    "score",
    "band",
    *DOMAINS,
    "raw_sum",
    "flags",
)
NAMED_COLUMNS = (
    "name",
    "number",
    "attempt",
    "submitted_at",
    "language",
    "mixed_languages",
    "as_oneself",
    "score",
    "width",
    "band",
    *DOMAINS,
    "raw_sum",
    "flags",
)
# Where a column has another name than the field that it shows.
FIELD_OF_COLUMN = {
    "name": "participant__name",
    "number": "participant__number",
    "attempt": "ordinal",
    "score": "total",
}


@dataclass(frozen=True)
class Extent:
    """How much a file holds: its lines, and how many of them are repeats.

    `waiting`: whether attempts wait to be released.
    """

    lines: int
    repeats: int
    waiting: bool


def extent(cohort: Cohort) -> Extent:
    """Read the extent from the counters; only repeats are counted one by one."""
    if not cohort.names_asked:
        summary = CohortSummary(cohort)
        released = sum(group.number for group in summary.groups)
        return Extent(lines=released, repeats=0, waiting=summary.has_waiting)

    repeats = Attempt.objects.submitted().filter(cohort=cohort, ordinal__gt=1).count()
    first_attempts = counters.state_counts(cohort)[Participant.State.SUBMITTED]
    return Extent(lines=first_attempts + repeats, repeats=repeats, waiting=False)


# --- columns --------------------------------------------------------------------------
def columns(cohort: Cohort) -> list[str]:
    """Return the names of all columns: of the attempt, points `r…`, positions `p…`.

    SPSS takes them as well: plain letters and digits, at most 32.
    """
    row_count = len(key_of(cohort.questionnaire).rows)
    return [
        *attempt_columns(cohort),
        *row_columns("r", row_count),
        *row_columns("p", row_count),
    ]


def attempt_columns(cohort: Cohort) -> tuple[str, ...]:
    return NAMED_COLUMNS if cohort.names_asked else ANONYMOUS_COLUMNS


def row_columns(letter: str, row_count: int) -> list[str]:
    """Return a name for each row, all of one length: r01, r02, …"""
    digits = max(2, len(str(row_count)))
    numbers = range(1, row_count + 1)
    return [letter + str(number).zfill(digits) for number in numbers]


# --- lines ----------------------------------------------------------------------------
def lines(cohort: Cohort) -> Iterator[Cells]:
    """Yield cells in the order of `columns`.

    Text is formula-safe, numbers are numbers, and None is where there is nothing.
    """
    key = key_of(cohort.questionnaire)
    cells_of = _anonymous_cells
    if cohort.names_asked:
        cells_of = partial(_named_cells, zone=cohort.zone)
    for chunk in in_chunks(_stored_lines(cohort)):
        answer_strings = [stored[-1] for stored in chunk]
        points = response_counts.points_matrix(answer_strings, key).tolist()
        for (*values, answers), row_points in zip(chunk, points):
            cells = cells_of(values)
            yield [*map(safe_cell, cells), *row_points, *map(int, answers)]


def _stored_lines(cohort: Cohort) -> Iterator[Sequence[Any]]:
    """Yield the values of `attempt_columns` as stored, with the answers behind them.

    Attempts at another version are passed over here: as a condition of the query the
    version would make the database read everybody who ever answered it.
    """
    fields = [FIELD_OF_COLUMN.get(name, name) for name in attempt_columns(cohort)]
    attempts = _attempts_by_name(cohort) if cohort.names_asked else _released(cohort)
    stored = attempts.values_list("questionnaire", *fields, "answers")
    for questionnaire_id, *values in stored.iterator(chunk_size=ROWS_AT_ONCE):
        if questionnaire_id == cohort.questionnaire_id:
            yield values


def _attempts_by_name(cohort: Cohort) -> QuerySet[Attempt]:
    submitted = Attempt.objects.submitted().filter(participant__cohort=cohort)
    return submitted.order_by("participant__name", "participant__pk", "ordinal")


def _released(cohort: Cohort) -> QuerySet[Attempt]:
    released = Attempt.objects.submitted().filter(
        cohort=cohort, ordinal=1, is_released=True
    )
    # Whatever a line shows is among these or follows from them, so that equal lines
    # cannot be told apart by their order.
    return released.order_by("answers", "mixed_languages", "as_oneself", "language")


def _named_cells(values: Sequence[Any], *, zone: ZoneInfo) -> Cells:
    name, number, ordinal, submitted_at, language, is_mixed, as_oneself, *result = (
        values
    )
    *scores, flags = result
    local_time = submitted_at.astimezone(zone)
    return [
        name,
        number,
        ordinal,
        local_time.isoformat(timespec="seconds"),
        language,
        int(is_mixed),
        int(as_oneself),
        *scores,
        " ".join(flags["flags"]),
    ]


def _anonymous_cells(values: Sequence[Any]) -> Cells:
    """Leave out the time, and the language of the mixed: they are a group of their own."""
    language, is_mixed, as_oneself, *scores, flags = values
    shown_flags = [flag for flag in flags["flags"] if flag != FAST]
    return [
        "" if is_mixed else language,
        int(is_mixed),
        int(as_oneself),
        *scores,
        " ".join(shown_flags),
    ]
