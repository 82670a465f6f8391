"""An interviewer's ratings and notes of an applicant: each saves their own sheet; the
panel puts sheets side by side and never merges them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from assessments.groups.staff_names import name_of
from assessments.groups.used_form import UsedForm
from assessments.models import (
    Application,
    InterviewSheet,
    Participant,
    Rating,
    ScreeningRound,
    TeamNote,
)
from assessments.screening import access_log, interview_guide
from competencies.models import Competency, Domain

# A panel and the self-description point apart where every rating is low beside a high
# score, or the other way round (docs/measurement.md §6).
LOW_RATING = 2
HIGH_RATING = 4
HIGH_SCORE = 80
LOW_SCORE = 60
RATERS_DIFFER_FROM = 2


class NotAnApplicant(Exception):
    """Withdrawn or erased meanwhile, so nothing of them is written any more."""


# --- writing --------------------------------------------------------------------------
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


# --- reading --------------------------------------------------------------------------
@dataclass(frozen=True)
class PanelRating:
    """One interviewer's rating of a core question; `value` is None if not rated."""

    interviewer: str
    value: int | None
    note: str


@dataclass(frozen=True)
class PanelRow:
    """A domain: the competency of its core question, what each interviewer gave, and
    the score of the self-description.
    """

    domain: Domain
    competency: Competency
    ratings: tuple[PanelRating, ...]
    score: int | None

    @property
    def values(self) -> list[int]:
        return [rating.value for rating in self.ratings if rating.value]

    @property
    def raters_differ(self) -> bool:
        if not self.values:
            return False
        return max(self.values) - min(self.values) >= RATERS_DIFFER_FROM

    @property
    def is_apart(self) -> bool:
        """Whether the panel and the self-description point apart."""
        if not self.values or self.score is None:
            return False
        all_low = max(self.values) <= LOW_RATING
        all_high = min(self.values) >= HIGH_RATING
        if all_low and self.score >= HIGH_SCORE:
            return True
        return all_high and self.score < LOW_SCORE

    @property
    def talk_more(self) -> bool:
        return self.raters_differ or self.is_apart


def sheet_of(
    participant: Participant, interviewer: AbstractBaseUser
) -> InterviewSheet | None:
    """Return the interviewer's own sheet with its ratings, or None before the first."""
    sheets = InterviewSheet.objects.filter(
        participant=participant, interviewer=interviewer
    )
    return sheets.prefetch_related("ratings__competency").first()


def sheets_of(participant: Participant) -> list[InterviewSheet]:
    sheets = InterviewSheet.objects.filter(participant=participant)
    return list(
        sheets.select_related("interviewer")
        .prefetch_related("ratings__competency")
        .order_by("completed_at", "pk")
    )


def panel_of(
    screening_round: ScreeningRound,
    participant: Participant,
    scores: Mapping[str, int],
) -> list[PanelRow]:
    """Return a row for each core question, with the ratings of completed sheets.

    `scores`: domain key → score, empty where it must not be shown yet.
    """
    sheets = _completed_sheets(participant)
    rows = []
    for competency in interview_guide.core_competencies(screening_round):
        row = PanelRow(
            domain=competency.domain,
            competency=competency,
            ratings=tuple(_panel_rating(sheet, competency) for sheet in sheets),
            score=scores.get(competency.domain.key),
        )
        rows.append(row)
    return rows


def _panel_rating(sheet: InterviewSheet, competency: Competency) -> PanelRating:
    interviewer = name_of(sheet.interviewer)
    for rating in sheet.ratings.all():
        if rating.competency_id == competency.pk:
            return PanelRating(interviewer, rating.value, rating.note)
    return PanelRating(interviewer, value=None, note="")


def _completed_sheets(participant: Participant) -> list[InterviewSheet]:
    return [sheet for sheet in sheets_of(participant) if sheet.completed_at]


@dataclass(frozen=True)
class SheetNotes:
    """What an interviewer wrote beside the ratings: (competency, note) of each
    follow-up, and a note on the whole talk.
    """

    interviewer: str
    follow_ups: tuple[tuple[Competency, str], ...]
    note: str


def notes_of(participant: Participant) -> list[SheetNotes]:
    """Return the notes of completed sheets that have any."""
    notes = []
    for sheet in _completed_sheets(participant):
        follow_ups = []
        for rating in sheet.ratings.all():
            if rating.value is None and rating.note:
                follow_ups.append((rating.competency, rating.note))
        if sheet.note or follow_ups:
            written = SheetNotes(
                interviewer=name_of(sheet.interviewer),
                follow_ups=tuple(follow_ups),
                note=sheet.note,
            )
            notes.append(written)
    return notes
