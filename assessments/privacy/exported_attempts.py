"""A person's own attempts, as plain values for their download."""

from typing import Any, TypedDict

from assessments.measurement import answers, page_times
from assessments.models import DOMAINS, Attempt, Participant
from assessments.sittings.attempts import CONFIRMED, DISMISSED, UNDECIDED

MARKS_IN_WORDS = {CONFIRMED: "confirmed", DISMISSED: "dismissed", UNDECIDED: ""}


class ExportedResult(TypedDict):
    sum_of_points: int
    score: int
    give_or_take: int
    band: str
    domains: dict[str, int]
    reading_quality: dict[str, Any]
    scoring_version: int


class ExportedRow(TypedDict):
    row: int
    stem: str
    left: str
    right: str
    screen_position: int | None
    answer_in_words: str
    thought: str


class ExportedAttempt(TypedDict):
    """An attempt; `result` is None for a draft. Times are in ISO format."""

    attempt: int
    questionnaire: dict[str, Any]
    state: str
    started_at: str
    saved_at: str
    submitted_at: str | None
    language: str
    answered_in: str
    mixed_languages: bool
    answered_as_oneself: bool | None
    rows: list[ExportedRow]
    among_the_figures: bool
    seconds_on_pages: dict[int, float]
    result: ExportedResult | None


def attempts_of(participant: Participant) -> list[ExportedAttempt]:
    """Return every attempt in order. Texts are in the current language."""
    attempts = (
        participant.attempts.order_by("ordinal")
        .select_related("questionnaire")
        .prefetch_related("questionnaire__rows__competency", "questionnaire__scale")
    )
    return [_attempt(attempt) for attempt in attempts]


def _attempt(attempt: Attempt) -> ExportedAttempt:
    questionnaire = attempt.questionnaire
    submitted_at = None
    result = None
    if attempt.is_submitted:
        submitted_at = attempt.submitted_at.isoformat()
        result = _result(attempt)
    return {
        "attempt": attempt.ordinal,
        "questionnaire": {"key": questionnaire.key, "version": questionnaire.version},
        "state": attempt.state,
        "started_at": attempt.started_at.isoformat(),
        "saved_at": attempt.saved_at.isoformat(),
        "submitted_at": submitted_at,
        "language": attempt.language,
        "answered_in": attempt.save_languages,
        "mixed_languages": attempt.mixed_languages,
        "answered_as_oneself": attempt.as_oneself,
        "rows": _rows(attempt),
        "among_the_figures": attempt.is_released,
        "seconds_on_pages": page_times.seconds_by_page(attempt.page_times),
        "result": result,
    }


def _rows(attempt: Attempt) -> list[ExportedRow]:
    words = {}
    for place in attempt.questionnaire.scale.all():
        words[place.value] = place.stacked_label

    rows: list[ExportedRow] = []
    for row, position, mark in zip(
        attempt.questionnaire.rows.all(),
        answers.positions_of(attempt.answers),
        attempt.row_marks,
        strict=True,
    ):
        rows.append(
            {
                "row": row.number,
                "stem": row.stem,
                "left": row.left,
                "right": row.right,
                "screen_position": position or None,
                "answer_in_words": words.get(position, ""),
                "thought": MARKS_IN_WORDS[mark],
            }
        )
    return rows


def _result(attempt: Attempt) -> ExportedResult:
    return {
        "sum_of_points": attempt.raw_sum,
        "score": attempt.total,
        "give_or_take": attempt.width,
        "band": attempt.band,
        "domains": {domain: getattr(attempt, domain) for domain in DOMAINS},
        "reading_quality": attempt.flags,
        "scoring_version": attempt.scoring_version,
    }
