"""A person's own attempts as a table: a line per row of the questionnaire."""

from collections.abc import Iterator
from typing import Any

from assessments.files.csv_files import csv_text
from assessments.files.spreadsheet_cells import safe_cell
from assessments.models import DOMAINS, Participant
from assessments.privacy.exported_attempts import ExportedResult, attempts_of

ATTEMPT_COLUMNS = (
    "attempt",
    "state",
    "language",
    "started_at",
    "submitted_at",
    "answered_as_oneself",
)
RESULT_COLUMNS = ("score", "give_or_take", "band")
ROW_COLUMNS = (
    "row",
    "stem",
    "left",
    "right",
    "screen_position",
    "answer_in_words",
    "thought",
)
HEADER = (
    *ATTEMPT_COLUMNS,
    *RESULT_COLUMNS,
    *DOMAINS,
    "reading_quality",
    *ROW_COLUMNS,
)


def csv_of(participant: Participant) -> str:
    """Return the CSV text of every attempt, in the current language.

    One line per questionnaire row.
    """
    return "".join(csv_text(HEADER, _lines(participant)))


def _lines(participant: Participant) -> Iterator[list[Any]]:
    for attempt in attempts_of(participant):
        cells_of_attempt = [attempt[name] for name in ATTEMPT_COLUMNS]
        cells_of_attempt += _result_cells(attempt["result"])
        for row in attempt["rows"]:
            cells_of_row = [row[name] for name in ROW_COLUMNS]
            yield [safe_cell(cell) for cell in cells_of_attempt + cells_of_row]


def _result_cells(result: ExportedResult | None) -> list[Any]:
    # A draft has no result: its cells stay empty.
    values = result or {}
    domains = values.get("domains", {})
    flags = values.get("reading_quality", {}).get("flags", [])
    return [
        *[values.get(name) for name in RESULT_COLUMNS],
        *[domains.get(name) for name in DOMAINS],
        ", ".join(flags),
    ]
