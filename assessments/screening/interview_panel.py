"""Puts interviewers' sheets side by side; never averages them."""

from collections.abc import Mapping
from dataclasses import dataclass

from assessments.groups.staff_names import name_of
from assessments.models import InterviewSheet, Participant, ScreeningRound
from assessments.screening import interview_guide
from competencies.models import Competency, Domain

# A panel and the self-description point apart where every rating is low beside a high
# score, or the other way round (docs/measurement.md §6).
LOW_RATING = 2
HIGH_RATING = 4
HIGH_SCORE = 80
LOW_SCORE = 60
RATERS_DIFFER_FROM = 2


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
    def given_ratings(self) -> list[int]:
        return [rating.value for rating in self.ratings if rating.value is not None]

    @property
    def raters_differ(self) -> bool:
        if not self.given_ratings:
            return False
        return max(self.given_ratings) - min(self.given_ratings) >= RATERS_DIFFER_FROM

    @property
    def contradicts_self_description(self) -> bool:
        """Whether the panel and the self-description point apart."""
        if not self.given_ratings or self.score is None:
            return False
        all_low = max(self.given_ratings) <= LOW_RATING
        all_high = min(self.given_ratings) >= HIGH_RATING
        if all_low and self.score >= HIGH_SCORE:
            return True
        return all_high and self.score < LOW_SCORE

    @property
    def needs_discussion(self) -> bool:
        return self.raters_differ or self.contradicts_self_description


@dataclass(frozen=True)
class SheetNotes:
    """What an interviewer wrote beside the ratings: (competency, note) of each
    follow-up, and a note on the whole talk.
    """

    interviewer: str
    follow_ups: tuple[tuple[Competency, str], ...]
    note: str


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


def notes_of(participant: Participant) -> list[SheetNotes]:
    """Return the notes of completed sheets that have any."""
    notes = []
    for sheet in _completed_sheets(participant):
        follow_ups = []
        for rating in sheet.ratings.all():
            # Only follow-ups are unrated on a completed sheet.
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
