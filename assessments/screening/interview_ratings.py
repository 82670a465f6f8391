"""Save an interviewer's ratings and notes of an applicant, each on their own sheet."""

from collections.abc import Mapping
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from assessments.groups.used_form import UsedForm
from assessments.models import (
    Application,
    InterviewSheet,
    Participant,
    Rating,
    TeamNote,
)
from assessments.screening import access_log, interview_guide
from competencies.models import Competency


class NotAnApplicant(Exception):
    """Withdrawn or erased meanwhile, so nothing of them is written any more."""


@transaction.atomic
def save_sheet(
    *,
    participant: Participant,
    interviewer: AbstractBaseUser,
    values: Mapping[str, int | None],
    notes: Mapping[str, str],
    note: str,
    now: datetime,
) -> InterviewSheet:
    """Save ratings and notes on the interviewer's own sheet.

    `values` (1–5; None leaves what there is) and `notes` are by competency slug; `note`
    is on the whole. A sheet is complete once every core question is rated. Changing a
    rating afterwards completes it anew, so that it says whether the score had been seen
    by the ratings it holds. Raises `NotAnApplicant`.
    """
    _lock_applicant(participant)
    sheet, _created = InterviewSheet.objects.get_or_create(
        participant=participant, interviewer=interviewer, defaults={"saved_at": now}
    )

    values_before = _rated_values(sheet)
    for competency in Competency.objects.filter(slug__in={*values, *notes}):
        rating = {"note": notes.get(competency.slug, "")}
        value = values.get(competency.slug)
        if value is not None:
            rating["value"] = value
        Rating.objects.update_or_create(
            sheet=sheet, competency=competency, defaults=rating
        )

    sheet.note = note
    sheet.saved_at = now
    if _is_complete(sheet):
        is_new = sheet.completed_at is None
        if is_new or _rated_values(sheet) != values_before:
            sheet.completed_at = now
            sheet.score_seen = access_log.has_seen_score(interviewer, participant, now)
    sheet.save()
    return sheet


@transaction.atomic
def write_note(
    *,
    participant: Participant,
    author: AbstractBaseUser,
    text: str,
    nonce: str,
    now: datetime,
) -> TeamNote:
    """Write a note of the team. Idempotent: the form's nonce.

    Raises `NotAnApplicant` or `UsedForm`.
    """
    _lock_applicant(participant)
    note, created = TeamNote.objects.get_or_create(
        nonce=nonce,
        defaults={
            "participant": participant,
            "author": author,
            "text": text,
            "written_at": now,
        },
    )
    if created:
        return note

    is_same = (
        note.participant_id == participant.pk
        and note.author_id == author.pk
        and note.text == text
    )
    if not is_same:
        raise UsedForm
    return note


def sheet_of(
    participant: Participant, interviewer: AbstractBaseUser
) -> InterviewSheet | None:
    """Return the interviewer's own sheet with its ratings, or None before the first."""
    sheets = InterviewSheet.objects.filter(
        participant=participant, interviewer=interviewer
    )
    return sheets.prefetch_related("ratings__competency").first()


def _lock_applicant(participant: Participant) -> None:
    locked = Participant.objects.select_for_update().filter(pk=participant.pk).first()
    if locked is None:
        raise NotAnApplicant
    if not Application.objects.visible().filter(participant=locked).exists():
        raise NotAnApplicant


def _rated_values(sheet: InterviewSheet) -> dict[int, int]:
    """Return competency id → rating, of the questions rated."""
    rated = sheet.ratings.filter(value__isnull=False)
    return dict(rated.values_list("competency", "value"))


def _is_complete(sheet: InterviewSheet) -> bool:
    """Return whether every core question is rated; False where there are none."""
    core = interview_guide.core_competencies(sheet.participant.cohort)
    rated = _rated_values(sheet)
    return bool(core) and all(competency.pk in rated for competency in core)
