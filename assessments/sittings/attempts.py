"""Start, save, submit: the writes on an attempt. `submit` is the only writer of
results.

Each write locks the attempt's row (SQLite: an immediate transaction), so that two tabs
or two presses take turns. `now` is an aware datetime. A cohort that has closed takes no
answers: `NotAcceptingAnswers`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from assessments.groups import counters, small_groups
from assessments.measurement import answers, page_times, response_quality, scoring
from assessments.measurement.journey import page_of
from assessments.models import (
    DOMAINS,
    Application,
    Attempt,
    Participant,
    Purpose,
    Questionnaire,
)
from assessments.questionnaires.scoring_keys import key_of

CONFIRMED = "c"
DISMISSED = "d"
UNDECIDED = "-"


class AlreadySubmitted(Exception):
    """A submitted attempt does not change any more."""


class NotAcceptingAnswers(Exception):
    """The cohort is closed, allows no repeat, or the applicant has withdrawn."""


class Incomplete(Exception):
    """`rows` are the numbers of the rows still without an answer."""

    def __init__(self, rows: list[int]) -> None:
        super().__init__(f"rows without an answer: {rows}")
        self.rows = rows


@dataclass(frozen=True)
class PageVisit:
    """One visit of a page of the test; `served_at` in epoch seconds."""

    page: int
    served_at: float


def begin(
    *,
    participant: Participant,
    questionnaire: Questionnaire,
    ordinal: int,
    now: datetime,
) -> Attempt:
    rows = questionnaire.rows.count()
    return Attempt.objects.create(
        participant=participant,
        cohort_id=participant.cohort_id,
        questionnaire=questionnaire,
        ordinal=ordinal,
        answers=answers.blank(rows),
        row_marks=UNDECIDED * rows,
        started_at=now,
        saved_at=now,
    )


@transaction.atomic
def repeat(*, participant: Participant, after: int, now: datetime) -> Attempt:
    """A new attempt behind attempt number `after`; the newest one as it is if that is
    not `after` or still a draft.

    Of the cohort's version, or else of the newest. Raises `NotAcceptingAnswers`.
    """
    locked = Participant.objects.select_for_update(of=("self",)).select_related(
        "cohort__questionnaire"
    )
    found = locked.get(pk=participant.pk)
    newest = found.attempts.latest("ordinal")
    if newest.ordinal != after or not newest.is_submitted:
        return newest
    if not may_repeat(found, now):
        raise NotAcceptingAnswers
    questionnaire = (
        found.cohort.questionnaire if found.cohort else Questionnaire.objects.current()
    )
    return begin(
        participant=found, questionnaire=questionnaire, ordinal=after + 1, now=now
    )


def may_repeat(participant: Participant, now: datetime) -> bool:
    """In a screening round only where HR allowed another attempt."""
    cohort = participant.cohort
    if cohort is None:
        return True
    if cohort.purpose == Purpose.APPLICATION:
        allowed = (
            participant.application.attempts_allowed > participant.attempts.count()
        )
        return (
            allowed
            and participant.application.withdrawn_at is None
            and cohort.takes_new(now)
        )
    return cohort.repeats_allowed and cohort.takes_new(now)


@transaction.atomic
def allow_another(*, participant: Participant, now: datetime) -> bool:
    """One more attempt than were made, once the last one is submitted; whether that was
    not so already.

    Nothing for whoever has withdrawn or erased everything meanwhile, nor once the round
    is closed.
    """
    locked = Participant.objects.select_for_update(of=("self",)).select_related(
        "cohort"
    )
    found = locked.filter(pk=participant.pk).first()
    made = found.attempts.count() if found else 0
    if not made or found.attempts.filter(state=Attempt.State.DRAFT).exists():
        return False
    if found.cohort and not found.cohort.takes_new(now):
        return False
    more = Application.objects.visible().filter(
        participant=found, attempts_allowed__lte=made
    )
    return bool(more.update(attempts_allowed=made + 1))


@transaction.atomic
def save(
    *,
    attempt: Attempt,
    changes: Mapping[int, int],
    language: str,
    now: datetime,
    visit: PageVisit | None = None,
) -> Attempt:
    """Puts `changes` (row number → screen position) into the draft; per row the later
    save wins, a 0 clears nothing.

    Raises `AlreadySubmitted`, `NotAcceptingAnswers`, or `answers.BadAnswer` for a row or position
    that does not exist.
    """
    draft = _locked_draft(attempt, now)
    draft.answers = answers.merge(
        draft.answers, changes, key_of(draft.questionnaire).positions
    )
    if any(changes.values()):
        draft.save_languages = ",".join(
            sorted({language, *filter(None, draft.save_languages.split(","))})
        )
    if visit:
        draft.page_times = page_times.saved(
            draft.page_times,
            page=visit.page,
            served_at=visit.served_at,
            now=now.timestamp(),
        )
    draft.saved_at = now
    draft.save(update_fields=["answers", "save_languages", "page_times", "saved_at"])
    return draft


@transaction.atomic
def submit(
    *, attempt: Attempt, as_oneself: bool, language: str, now: datetime
) -> Attempt:
    """Scores the draft and writes its result, once: a second submission returns the
    first one's result.

    Raises `Incomplete` if a row has no answer, `NotAcceptingAnswers`.
    """
    participant = Participant.objects.select_for_update().get(pk=attempt.participant_id)
    try:
        draft = _locked_draft(attempt, now)
    except AlreadySubmitted:
        return Attempt.objects.get(pk=attempt.pk)
    if missing := answers.missing(draft.answers):
        raise Incomplete(missing)
    draft.as_oneself = as_oneself
    draft.language = language
    draft.mixed_languages = bool(set(draft.save_languages.split(",")) - {language, ""})
    draft.state = Attempt.State.SUBMITTED
    draft.submitted_at = now
    draft.saved_at = now
    draft.is_released = small_groups.is_released_at_once(draft)
    _write_result(draft)
    draft.save()
    small_groups.release(draft)
    counters.change_state(participant, Participant.State.SUBMITTED)
    return draft


@transaction.atomic
def mark_thought(*, attempt: Attempt, row: int, mark: str, now: datetime) -> Attempt:
    """What the person says of a row: `CONFIRMED`, `DISMISSED` or `UNDECIDED`. Not part
    of the result.
    """
    if mark not in (CONFIRMED, DISMISSED, UNDECIDED) or not 1 <= row <= len(
        attempt.answers
    ):
        raise answers.BadAnswer([row])
    found = Attempt.objects.select_for_update().get(pk=attempt.pk)
    found.row_marks = found.row_marks[: row - 1] + mark + found.row_marks[row:]
    found.saved_at = now
    found.save(update_fields=["row_marks", "saved_at"])
    return found


def _locked_draft(attempt: Attempt, now: datetime) -> Attempt:
    related = Attempt.objects.select_related("questionnaire", "cohort")
    found = related.select_for_update(of=("self",)).get(pk=attempt.pk)
    if found.is_submitted:
        raise AlreadySubmitted
    if found.cohort and (not found.cohort.takes_answers(now) or _has_withdrawn(found)):
        raise NotAcceptingAnswers
    return found


def _has_withdrawn(attempt: Attempt) -> bool:
    if attempt.cohort.purpose != Purpose.APPLICATION:
        return False
    withdrawn = Application.objects.filter(
        participant=attempt.participant_id, withdrawn_at__isnull=False
    )
    return withdrawn.exists()


def _write_result(draft: Attempt) -> None:
    positions = answers.positions(draft.answers)
    key = key_of(draft.questionnaire)
    result = scoring.score(positions, key)
    draft.raw_sum = result.raw_sum
    draft.total = result.total
    draft.band = result.band
    for domain in DOMAINS:
        setattr(draft, domain, result.domains.get(domain))
    draft.width = draft.questionnaire.width
    draft.scoring_version = scoring.VERSION
    draft.flags = _reading(draft, positions, result.points, key.positions)


def _reading(
    draft: Attempt, positions: tuple[int, ...], points: tuple[int, ...], most: int
) -> dict[str, object]:
    thresholds = response_quality.Thresholds()
    pages = [page_of(number) for number in range(1, len(positions) + 1)]
    return response_quality.read(
        positions,
        points,
        response_quality.row_seconds(page_times.page_seconds(draft.page_times), pages),
        most=most,
        as_oneself=bool(draft.as_oneself),
        first=draft.ordinal == 1,
        thresholds=thresholds,
    ).stored(thresholds)
