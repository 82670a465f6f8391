"""Columns and rows of downloads; HTTP is elsewhere. Every cell of a table is
formula-safe.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils.translation import override

from assessments.files.csv_files import csv_text
from assessments.files.spreadsheet_cells import safe_cell
from assessments.groups.staff_names import name_of
from assessments.measurement import answers, page_times
from assessments.models import (
    DOMAINS,
    Attempt,
    Consent,
    InterviewSheet,
    Letter,
    Participant,
    Purpose,
)
from assessments.screening import (
    access_log,
    adverse_impact,
    consents,
    decision_log,
    interview_ratings,
)
from assessments.sittings.attempts import CONFIRMED, DISMISSED, UNDECIDED

ATTEMPT_COLUMNS = (
    "attempt",
    "state",
    "language",
    "started_at",
    "submitted_at",
    "answered_as_oneself",
    "score",
    "give_or_take",
    "band",
    *DOMAINS,
    "reading_quality",
)
ROW_COLUMNS = (
    "row",
    "stem",
    "left",
    "right",
    "screen_position",
    "answer_in_words",
    "thought",
)
THOUGHTS = {CONFIRMED: "confirmed", DISMISSED: "dismissed", UNDECIDED: ""}


def everything_of(participant: Participant) -> dict[str, Any]:
    """All that is stored of one person, as plain values."""
    return {
        "id": str(participant.public_id),
        "purpose": participant.purpose,
        "cohort": participant.cohort and participant.cohort.title,
        "name": participant.name,
        "number": participant.number,
        "listed_as": participant.list_key,
        "state": participant.state,
        "started_from_form": participant.start_nonce,
        "link_version": participant.link_version,
        "created_at": participant.created_at.isoformat(),
        "attempts": [_attempt(attempt) for attempt in _attempts(participant)],
        **(
            {"application": _application(participant)}
            if participant.purpose == Purpose.APPLICATION
            else {}
        ),
    }


def _application(participant: Participant) -> dict[str, Any]:
    """What a screening round holds of an applicant: their own part, and what HR wrote,
    looked at and decided.
    """
    application = participant.application
    declared = adverse_impact.declared_by(participant)
    return {
        "employer": participant.cohort.employer,
        "vacancy": participant.cohort.vacancy,
        "email": application.email,
        "invited_in": application.language,
        "attempts_allowed": application.attempts_allowed,
        "link_known_to_employer": application.is_link_known,
        "comment": application.comment,
        "commented_at": _moment(application.commented_at),
        "withdrawn_at": _moment(application.withdrawn_at),
        "agreement": _agreement(participant),
        "declared_groups": {"gender": declared.gender, "age": declared.age}
        if declared
        else None,
        "looks": [
            _access_entry(entry) for entry in access_log.entries_shown_to(participant)
        ],
        "letters": [
            _letter(letter)
            for letter in participant.letters.select_related("mailing").order_by("pk")
        ],
        "interviews": [
            _sheet(sheet) for sheet in interview_ratings.sheets_of(participant)
        ],
        "notes": [
            {
                "by": name_of(note.author),
                "at": _moment(note.written_at),
                "text": note.text,
            }
            for note in participant.team_notes.select_related("author")
        ],
        "stage": application.stage,
        "stage_since": _moment(application.stage_changed_at),
        "decisions": [
            {
                "entry": line.sequence,
                "by": line.made_by,
                "at": _moment(line.made_at),
                "content": line.content,
            }
            for line in decision_log.history_of(participant)
        ],
    }


def _moment(moment: datetime | None) -> str | None:
    return moment and moment.isoformat()


def _agreement(participant: Participant) -> dict[str, Any] | None:
    consent = (
        Consent.objects.filter(participant=participant).select_related("text").first()
    )
    if consent is None:
        return None
    agreed = {
        "version": consent.text.version,
        "language": consent.language,
        "at": _moment(consent.agreed_at),
    }
    agreed |= {"round_closes_at": _moment(consent.closes_at)}
    with override(consent.language):
        wording = consents.wording(participant.cohort, consent.text)
    return agreed | {"processing": wording.processing, "sharing": wording.sharing}


def _access_entry(entry: access_log.ShownEntry) -> dict[str, Any]:
    return {
        "who": entry.opened_by,
        "what": entry.kind,
        "at": _moment(entry.opened_at),
        "until": _moment(entry.ends_at),
        "shows_score": entry.shows_score,
    }


def _letter(letter: Letter) -> dict[str, Any]:
    return {
        "kind": letter.mailing.kind,
        "state": letter.state,
        "tries": letter.tries,
        "begun_at": _moment(letter.claimed_at),
        "at": _moment(letter.finished_at),
        "reason": letter.reason,
    }


def _sheet(sheet: InterviewSheet) -> dict[str, Any]:
    return {
        "by": name_of(sheet.interviewer),
        "at": _moment(sheet.saved_at),
        "completed_at": _moment(sheet.completed_at),
        "note": sheet.note,
        "score_seen_before": sheet.score_seen,
        "ratings": [
            {
                "competency": rating.competency.name,
                "rating": rating.value,
                "note": rating.note,
            }
            for rating in sheet.ratings.all()
        ],
    }


def csv_of(participant: Participant) -> str:
    """The person's attempts, a line per row, in the current language; UTF-8 with a
    byte-order mark for Excel.
    """
    return "".join(csv_text(ATTEMPT_COLUMNS + ROW_COLUMNS, _safe_lines(participant)))


def _safe_lines(participant: Participant) -> Iterator[list[Any]]:
    for attempt in _attempts(participant):
        for line in _lines(attempt):
            yield [safe_cell(cell) for cell in line]


def _attempts(participant: Participant) -> list[Attempt]:
    related = ("questionnaire__rows__competency", "questionnaire__scale")
    return list(
        participant.attempts.order_by("ordinal")
        .select_related("questionnaire")
        .prefetch_related(*related)
    )


def _lines(attempt: Attempt) -> Iterator[tuple[Any, ...]]:
    facts = _attempt(attempt)
    result = facts["result"] or {}
    whole = facts | result | result.get("domains", {})
    whole["reading_quality"] = ", ".join(
        result.get("reading_quality", {}).get("flags", [])
    )
    for row in facts["rows"]:
        yield (
            *(whole.get(name) for name in ATTEMPT_COLUMNS),
            *(row[name] for name in ROW_COLUMNS),
        )


def _rows(attempt: Attempt) -> list[dict[str, Any]]:
    labels = {
        place.value: place.stacked_label for place in attempt.questionnaire.scale.all()
    }
    return [
        {
            "row": row.number,
            "stem": row.stem,
            "left": row.left,
            "right": row.right,
            "screen_position": position or None,
            "answer_in_words": labels.get(position, ""),
            "thought": THOUGHTS[thought],
        }
        for row, position, thought in zip(
            attempt.questionnaire.rows.all(),
            answers.positions(attempt.answers),
            attempt.row_marks,
            strict=True,
        )
    ]


def _attempt(attempt: Attempt) -> dict[str, Any]:
    return {
        "attempt": attempt.ordinal,
        "questionnaire": {
            "key": attempt.questionnaire.key,
            "version": attempt.questionnaire.version,
        },
        "state": attempt.state,
        "started_at": attempt.started_at.isoformat(),
        "saved_at": attempt.saved_at.isoformat(),
        "submitted_at": attempt.submitted_at and attempt.submitted_at.isoformat(),
        "language": attempt.language,
        "answered_in": attempt.save_languages,
        "mixed_languages": attempt.mixed_languages,
        "answered_as_oneself": attempt.as_oneself,
        "rows": _rows(attempt),
        "among_the_figures": attempt.is_released,
        "seconds_on_pages": page_times.page_seconds(attempt.page_times),
        "result": _result(attempt) if attempt.is_submitted else None,
    }


def _result(attempt: Attempt) -> dict[str, Any]:
    return {
        "sum_of_points": attempt.raw_sum,
        "score": attempt.total,
        "give_or_take": attempt.width,
        "band": attempt.band,
        "domains": {key: getattr(attempt, key) for key in DOMAINS},
        "reading_quality": attempt.flags,
        "scoring_version": attempt.scoring_version,
    }
