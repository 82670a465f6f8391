"""An interviewer's ratings and notes of an applicant: saved by each for themselves, put
side by side, never merged.
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

LEAST = 1
MOST = 5


class NotAnApplicant(Exception):
    """Withdrawn or erased meanwhile: nothing of them is written any more."""


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
    """Puts values (1–5; None leaves what there is) and notes by competency's slug on
    the interviewer's own sheet.

    `note` is on the whole. Complete once every core question is rated; a rating changed
    afterwards completes it anew, so that the sheet says whether the score had been seen
    by the ratings it holds.
    """
    _locked(participant)
    sheet, _ = InterviewSheet.objects.get_or_create(
        participant=participant, interviewer=interviewer, defaults={"saved_at": now}
    )
    before = _values_of(sheet)
    for competency in Competency.objects.filter(slug__in={*values, *notes}):
        _rate(
            sheet,
            competency,
            values.get(competency.slug),
            notes.get(competency.slug, ""),
        )
    sheet.note = note
    sheet.saved_at = now
    if _is_complete(sheet) and (
        sheet.completed_at is None or _values_of(sheet) != before
    ):
        sheet.completed_at = now
        sheet.score_seen = access_log.has_seen_score(interviewer, participant, now)
    sheet.save()
    return sheet


def _locked(participant: Participant) -> Participant:
    """Raises `NotAnApplicant`."""
    found = Participant.objects.select_for_update().filter(pk=participant.pk).first()
    if (
        found is None
        or not Application.objects.visible().filter(participant=found).exists()
    ):
        raise NotAnApplicant
    return found


def _rate(
    sheet: InterviewSheet, competency: Competency, value: int | None, note: str
) -> None:
    given = {"note": note} if value is None else {"note": note, "value": value}
    Rating.objects.update_or_create(sheet=sheet, competency=competency, defaults=given)


def _values_of(sheet: InterviewSheet) -> dict[int, int]:
    return dict(
        sheet.ratings.filter(value__isnull=False).values_list("competency", "value")
    )


def _is_complete(sheet: InterviewSheet) -> bool:
    asked = {
        competency.pk
        for competency in interview_guide.core_competencies(sheet.participant.cohort)
    }
    rated = set(
        sheet.ratings.filter(value__isnull=False).values_list(
            "competency_id", flat=True
        )
    )
    return bool(asked) and asked <= rated


@transaction.atomic
def write_note(
    *,
    participant: Participant,
    author: AbstractBaseUser,
    text: str,
    nonce: str,
    now: datetime,
) -> TeamNote:
    """A note of the team, once for a double press. Raises `NotAnApplicant` or
    `UsedForm`.
    """
    _locked(participant)
    facts = {
        "participant": participant,
        "author": author,
        "text": text,
        "written_at": now,
    }
    made, _ = TeamNote.objects.get_or_create(nonce=nonce, defaults=facts)
    if (made.participant_id, made.author_id, made.text) != (
        participant.pk,
        author.pk,
        text,
    ):
        raise UsedForm
    return made


@dataclass(frozen=True)
class PanelRating:
    """One interviewer's rating of a core question. `value` None: not rated."""

    who: str
    value: int | None
    note: str


@dataclass(frozen=True)
class PanelRow:
    """A domain: its core question's competency, what each interviewer gave, and the
    self-description's score.
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
        """By two points or more."""
        return bool(self.values) and max(self.values) - min(self.values) >= 2

    @property
    def is_apart(self) -> bool:
        """Whether the panel and the self-description point apart."""
        return bool(self.values) and _apart(self.values, self.score)

    @property
    def talk_more(self) -> bool:
        return self.raters_differ or self.is_apart


def _apart(values: list[int], score: int | None) -> bool:
    """Every rating low (1–2) beside a score of 80 and more, or every one high (4–5)
    beside one below 60.
    """
    if score is None:
        return False
    return (max(values) <= 2 and score >= 80) or (min(values) >= 4 and score < 60)


def sheets_of(participant: Participant) -> list[InterviewSheet]:
    found = InterviewSheet.objects.filter(participant=participant).select_related(
        "interviewer"
    )
    return list(
        found.prefetch_related("ratings__competency").order_by("completed_at", "pk")
    )


def panel_of(
    screening_round: ScreeningRound, participant: Participant, scores: Mapping[str, int]
) -> list[PanelRow]:
    """`scores`: domain key → score, empty where it must not be shown yet."""
    found = _completed(participant)
    return [
        PanelRow(
            competency.domain,
            competency,
            tuple(_of(sheet, competency) for sheet in found),
            scores.get(competency.domain.key),
        )
        for competency in interview_guide.core_competencies(screening_round)
    ]


def _completed(participant: Participant) -> list[InterviewSheet]:
    return [sheet for sheet in sheets_of(participant) if sheet.completed_at]


@dataclass(frozen=True)
class SheetNotes:
    """What an interviewer wrote beside the ratings: of follow-ups, and of the whole
    talk.
    """

    who: str
    follow_ups: tuple[tuple[Competency, str], ...]
    note: str


def notes_of(participant: Participant) -> list[SheetNotes]:
    """Of completed sheets, those with anything written beside the ratings."""
    found = [
        SheetNotes(
            name_of(sheet.interviewer),
            tuple(
                (each.competency, each.note)
                for each in sheet.ratings.all()
                if each.value is None and each.note
            ),
            sheet.note,
        )
        for sheet in _completed(participant)
    ]
    return [notes for notes in found if notes.note or notes.follow_ups]


def _of(sheet: InterviewSheet, competency: Competency) -> PanelRating:
    who = name_of(sheet.interviewer)
    rating = next(
        (each for each in sheet.ratings.all() if each.competency_id == competency.pk),
        None,
    )
    return PanelRating(
        who, rating.value if rating else None, rating.note if rating else ""
    )
