"""Start, save, submit: the writes on an attempt. `submit` is the only writer of results.

Each write locks the attempt's row (SQLite: an immediate transaction), so that two tabs or two presses take
turns. `now` is an aware datetime.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from assessments import answers, quality, scoring, visits
from assessments.keys import key_of
from assessments.models import DOMAINS, Attempt, Participant, Questionnaire
from assessments.pages import page_of

CONFIRMED, DISMISSED, UNDECIDED = "c", "d", "-"


class AlreadySubmitted(Exception):
    """A submitted attempt does not change any more."""


class Incomplete(Exception):
    """`rows` are the numbers of the rows still without an answer."""

    def __init__(self, rows: list[int]) -> None:
        super().__init__(f"rows without an answer: {rows}")
        self.rows = rows


@dataclass(frozen=True)
class Visit:
    """One showing of a page of the test: its number and when it was served, in epoch seconds."""

    page: int
    served_at: float


def begin(*, participant: Participant, questionnaire: Questionnaire, ordinal: int, now: datetime) -> Attempt:
    rows = questionnaire.rows.count()
    return Attempt.objects.create(
        participant=participant,
        questionnaire=questionnaire,
        ordinal=ordinal,
        answers=answers.blank(rows),
        thoughts=UNDECIDED * rows,
        started_at=now,
        saved_at=now,
    )


@transaction.atomic
def repeat(*, participant: Participant, questionnaire: Questionnaire, after: int, now: datetime) -> Attempt:
    """A new attempt behind attempt number `after`; the newest one as it is if that is not `after` or still a draft."""
    Participant.objects.select_for_update().get(pk=participant.pk)
    newest = participant.attempts.latest("ordinal")
    if newest.ordinal != after or not newest.is_submitted:
        return newest
    return begin(participant=participant, questionnaire=questionnaire, ordinal=after + 1, now=now)


@transaction.atomic
def save(
    *, attempt: Attempt, changes: Mapping[int, int], language: str, now: datetime, visit: Visit | None = None
) -> Attempt:
    """Puts `changes` (row number → screen position) into the draft; per row the later save wins, a 0 clears nothing.

    Raises `AlreadySubmitted`, or `answers.BadAnswer` for a row or position that does not exist.
    """
    draft = _locked_draft(attempt)
    draft.answers = answers.merge(draft.answers, changes, key_of(draft.questionnaire).positions)
    if any(changes.values()):
        draft.answered_in = ",".join(sorted({language, *filter(None, draft.answered_in.split(","))}))
    if visit:
        draft.visits = visits.saved(draft.visits, page=visit.page, served_at=visit.served_at, now=now.timestamp())
    draft.saved_at = now
    draft.save(update_fields=["answers", "answered_in", "visits", "saved_at"])
    return draft


@transaction.atomic
def submit(*, attempt: Attempt, as_oneself: bool, language: str, now: datetime) -> Attempt:
    """Scores the draft and writes its result, once: a second submission returns the first one's result.

    Raises `Incomplete` if a row has no answer.
    """
    try:
        draft = _locked_draft(attempt)
    except AlreadySubmitted:
        return Attempt.objects.get(pk=attempt.pk)
    if missing := answers.missing(draft.answers):
        raise Incomplete(missing)
    draft.as_oneself, draft.language = as_oneself, language
    draft.mixed_languages = bool(set(draft.answered_in.split(",")) - {language, ""})
    draft.state, draft.submitted_at, draft.saved_at = Attempt.State.SUBMITTED, now, now
    _write_result(draft)
    draft.save()
    return draft


@transaction.atomic
def mark_thought(*, attempt: Attempt, row: int, mark: str, now: datetime) -> Attempt:
    """What the person says of a row: `CONFIRMED`, `DISMISSED` or `UNDECIDED`. Not part of the result."""
    if mark not in (CONFIRMED, DISMISSED, UNDECIDED) or not 1 <= row <= len(attempt.answers):
        raise answers.BadAnswer([row])
    found = Attempt.objects.select_for_update().get(pk=attempt.pk)
    found.thoughts = found.thoughts[: row - 1] + mark + found.thoughts[row:]
    found.saved_at = now
    found.save(update_fields=["thoughts", "saved_at"])
    return found


def _locked_draft(attempt: Attempt) -> Attempt:
    found = Attempt.objects.select_for_update(of=("self",)).select_related("questionnaire").get(pk=attempt.pk)
    if found.is_submitted:
        raise AlreadySubmitted
    return found


def _write_result(draft: Attempt) -> None:
    positions = answers.positions(draft.answers)
    key = key_of(draft.questionnaire)
    result = scoring.score(positions, key)
    draft.raw_sum, draft.total, draft.band = result.raw_sum, result.total, result.band
    for domain in DOMAINS:
        setattr(draft, domain, result.domains.get(domain))
    draft.width, draft.scoring_version = draft.questionnaire.width, scoring.VERSION
    draft.flags = _reading(draft, positions, result.points, key.positions)


def _reading(draft: Attempt, positions: tuple[int, ...], points: tuple[int, ...], most: int) -> dict[str, object]:
    thresholds = quality.Thresholds()
    pages = [page_of(number) for number in range(1, len(positions) + 1)]
    return quality.read(
        positions,
        points,
        quality.row_seconds(visits.page_seconds(draft.visits), pages),
        most=most,
        as_oneself=bool(draft.as_oneself),
        first=draft.ordinal == 1,
        thresholds=thresholds,
    ).stored(thresholds)
