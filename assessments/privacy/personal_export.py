"""Everything that is stored of one person, as plain values for their download."""

from datetime import datetime
from typing import Any

from django.utils.translation import override

from assessments.groups.staff_names import name_of
from assessments.models import (
    Consent,
    InterviewSheet,
    Letter,
    Participant,
    Purpose,
    TeamNote,
)
from assessments.privacy.exported_attempts import attempts_of
from assessments.screening import (
    access_log,
    consents,
    decision_log,
    declared_groups,
    interview_panel,
)


def everything_of(participant: Participant) -> dict[str, Any]:
    cohort_title = None
    if participant.cohort is not None:
        cohort_title = participant.cohort.title
    everything = {
        "id": str(participant.public_id),
        "purpose": participant.purpose,
        "cohort": cohort_title,
        "name": participant.name,
        "number": participant.number,
        "listed_as": participant.list_key,
        "state": participant.state,
        "started_from_form": participant.start_nonce,
        "link_version": participant.link_version,
        "created_at": participant.created_at.isoformat(),
        "attempts": attempts_of(participant),
    }
    if participant.purpose == Purpose.APPLICATION:
        everything["application"] = _application(participant)
    return everything


def _application(participant: Participant) -> dict[str, Any]:
    """Return the applicant's own part, and what HR wrote, looked at and decided."""
    application = participant.application
    letters = participant.letters.select_related("mailing").order_by("pk")
    notes = participant.team_notes.select_related("author")
    return {
        "employer": participant.cohort.employer,
        "vacancy": participant.cohort.vacancy,
        "email": application.email,
        "invited_in": application.language,
        "attempts_allowed": application.attempts_allowed,
        "link_known_to_employer": application.is_link_known,
        "comment": application.comment,
        "commented_at": _time(application.commented_at),
        "withdrawn_at": _time(application.withdrawn_at),
        "agreement": _agreement(participant),
        "declared_groups": _declared_groups(participant),
        "looks": [
            _access_entry(entry) for entry in access_log.entries_shown_to(participant)
        ],
        "letters": [_letter(letter) for letter in letters],
        "interviews": [
            _sheet(sheet) for sheet in interview_panel.sheets_of(participant)
        ],
        "notes": [_note(note) for note in notes],
        "stage": application.stage,
        "stage_since": _time(application.stage_changed_at),
        "decisions": [_decision(line) for line in decision_log.history_of(participant)],
    }


def _agreement(participant: Participant) -> dict[str, Any] | None:
    """Return what was agreed to, in the language in which it was read."""
    consent = (
        Consent.objects.filter(participant=participant).select_related("text").first()
    )
    if consent is None:
        return None
    with override(consent.language):
        wording = consents.wording(participant.cohort, consent.text)
    return {
        "version": consent.text.version,
        "language": consent.language,
        "at": _time(consent.agreed_at),
        "round_closes_at": _time(consent.closes_at),
        "processing": wording.processing,
        "sharing": wording.sharing,
    }


def _declared_groups(participant: Participant) -> dict[str, str] | None:
    declared = declared_groups.declared_by(participant)
    if declared is None:
        return None
    return {"gender": declared.gender, "age": declared.age}


def _access_entry(entry: access_log.ShownEntry) -> dict[str, Any]:
    return {
        "who": entry.opened_by,
        "what": entry.kind,
        "at": _time(entry.opened_at),
        "until": _time(entry.ends_at),
        "shows_score": entry.shows_score,
    }


def _letter(letter: Letter) -> dict[str, Any]:
    return {
        "kind": letter.mailing.kind,
        "state": letter.state,
        "tries": letter.tries,
        "begun_at": _time(letter.claimed_at),
        "at": _time(letter.finished_at),
        "reason": letter.reason,
    }


def _sheet(sheet: InterviewSheet) -> dict[str, Any]:
    ratings = []
    for rating in sheet.ratings.all():
        ratings.append(
            {
                "competency": rating.competency.name,
                "rating": rating.value,
                "note": rating.note,
            }
        )
    return {
        "by": name_of(sheet.interviewer),
        "at": _time(sheet.saved_at),
        "completed_at": _time(sheet.completed_at),
        "note": sheet.note,
        "score_seen_before": sheet.score_seen,
        "ratings": ratings,
    }


def _note(note: TeamNote) -> dict[str, Any]:
    return {
        "by": name_of(note.author),
        "at": _time(note.written_at),
        "text": note.text,
    }


def _decision(line: decision_log.LogLine) -> dict[str, Any]:
    return {
        "entry": line.sequence,
        "by": line.made_by,
        "at": _time(line.made_at),
        "content": line.content,
    }


def _time(moment: datetime | None) -> str | None:
    if moment is None:
        return None
    return moment.isoformat()
