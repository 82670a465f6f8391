"""Begin, save and submit attempts. `submit` is the only writer of results.

Each write locks the attempt's row (SQLite: an immediate transaction), so that two tabs
or two presses take turns. `now` is an aware datetime.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from assessments.groups import counters, small_groups
from assessments.measurement import answers, page_times, response_quality, scoring
from assessments.measurement.journey import page_of_row
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
    """Rows are still without an answer: those with the numbers `rows`."""

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
    """Make the participant's draft number `ordinal`."""
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
    """Begin the attempt behind number `after`, of the cohort's version or the newest.

    Returns the newest attempt as it is if that is a draft or has another number, so
    that a second press begins nothing. Raises `NotAcceptingAnswers`.
    """
    participants = Participant.objects.select_for_update(of=("self",))
    participants = participants.select_related("cohort__questionnaire")
    participant = participants.get(pk=participant.pk)

    newest = participant.attempts.latest("ordinal")
    if newest.ordinal != after or not newest.is_submitted:
        return newest
    if not may_repeat(participant, now):
        raise NotAcceptingAnswers

    cohort = participant.cohort
    questionnaire = cohort.questionnaire if cohort else Questionnaire.objects.current()
    return begin(
        participant=participant,
        questionnaire=questionnaire,
        ordinal=after + 1,
        now=now,
    )


def may_repeat(participant: Participant, now: datetime) -> bool:
    """Whether the participant may answer once more.

    In a screening round only where HR allowed another attempt.
    """
    cohort = participant.cohort
    if cohort is None:
        return True
    if not cohort.takes_new(now):
        return False
    if cohort.purpose != Purpose.APPLICATION:
        return cohort.repeats_allowed
    application = participant.application
    if application.withdrawn_at is not None:
        return False
    return application.attempts_allowed > participant.attempts.count()


@transaction.atomic
def allow_another(*, participant: Participant, now: datetime) -> bool:
    """Allow an applicant one attempt more than were made, once the last is submitted.

    Returns whether anything changed: nothing does if the applicant has withdrawn or
    erased everything meanwhile, or if the round is closed.
    """
    participants = Participant.objects.select_for_update(of=("self",))
    participants = participants.select_related("cohort")
    applicant = participants.filter(pk=participant.pk).first()
    if applicant is None:
        return False

    attempt_count = applicant.attempts.count()
    drafts = applicant.attempts.filter(state=Attempt.State.DRAFT)
    if attempt_count == 0 or drafts.exists():
        return False
    if applicant.cohort and not applicant.cohort.takes_new(now):
        return False

    not_yet_allowed = Application.objects.visible().filter(
        participant=applicant, attempts_allowed__lte=attempt_count
    )
    return bool(not_yet_allowed.update(attempts_allowed=attempt_count + 1))


@transaction.atomic
def save(
    *,
    attempt: Attempt,
    changes: Mapping[int, int],
    language: str,
    now: datetime,
    visit: PageVisit | None = None,
) -> Attempt:
    """Put `changes` (row number → screen position) into the draft.

    Per row the later save wins; a 0 clears nothing. Raises `AlreadySubmitted`,
    `NotAcceptingAnswers`, or `answers.BadAnswer` for a row or position that does not
    exist.
    """
    draft = _locked_draft(attempt, now)
    positions = key_of(draft.questionnaire).position_count
    draft.answers = answers.merge(draft.answers, changes, positions)
    if any(changes.values()):
        languages = set(filter(None, draft.save_languages.split(",")))
        draft.save_languages = ",".join(sorted(languages | {language}))
    if visit:
        draft.page_times = page_times.record_save(
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
    """Score the draft and write its result, once.

    A second submission returns the first one's result. Raises `Incomplete` if a row
    has no answer, and `NotAcceptingAnswers`.
    """
    participant = Participant.objects.select_for_update().get(pk=attempt.participant_id)
    try:
        draft = _locked_draft(attempt, now)
    except AlreadySubmitted:
        return Attempt.objects.get(pk=attempt.pk)
    missing = answers.missing_rows(draft.answers)
    if missing:
        raise Incomplete(missing)

    other_languages = set(draft.save_languages.split(",")) - {language, ""}
    draft.as_oneself = as_oneself
    draft.language = language
    draft.mixed_languages = bool(other_languages)
    draft.state = Attempt.State.SUBMITTED
    draft.submitted_at = now
    draft.saved_at = now
    draft.is_released = small_groups.is_released_at_once(draft)
    _set_result(draft)
    draft.save()

    small_groups.release(draft)
    counters.change_state(participant, Participant.State.SUBMITTED)
    return draft


@transaction.atomic
def mark_row(*, attempt: Attempt, row: int, mark: str, now: datetime) -> Attempt:
    """Keep what the person says of a row: `CONFIRMED`, `DISMISSED` or `UNDECIDED`.

    This is not part of the result. Raises `answers.BadAnswer` for a row or mark that
    does not exist.
    """
    is_row = 1 <= row <= len(attempt.answers)
    if not is_row or mark not in (CONFIRMED, DISMISSED, UNDECIDED):
        raise answers.BadAnswer([row])
    attempt = Attempt.objects.select_for_update().get(pk=attempt.pk)
    marks = attempt.row_marks
    attempt.row_marks = marks[: row - 1] + mark + marks[row:]
    attempt.saved_at = now
    attempt.save(update_fields=["row_marks", "saved_at"])
    return attempt


def _locked_draft(attempt: Attempt, now: datetime) -> Attempt:
    """Return the attempt, locked, if answers may be written into it."""
    attempts = Attempt.objects.select_for_update(of=("self",))
    attempts = attempts.select_related("questionnaire", "cohort", "participant")
    attempt = attempts.get(pk=attempt.pk)
    if attempt.is_submitted:
        raise AlreadySubmitted
    if attempt.cohort and not attempt.cohort.takes_answers(now):
        raise NotAcceptingAnswers
    if attempt.participant.has_withdrawn:
        raise NotAcceptingAnswers
    return attempt


def _set_result(draft: Attempt) -> None:
    """Set the result columns of a complete draft, without saving."""
    key = key_of(draft.questionnaire)
    positions = answers.positions_of(draft.answers)
    result = scoring.score(positions, key)
    draft.raw_sum = result.raw_sum
    draft.total = result.total
    draft.band = result.band
    for domain in DOMAINS:
        setattr(draft, domain, result.domains.get(domain))
    draft.width = draft.questionnaire.width
    draft.scoring_version = scoring.VERSION

    thresholds = response_quality.Thresholds()
    pages = [page_of_row(number) for number in range(1, len(positions) + 1)]
    page_seconds = page_times.seconds_by_page(draft.page_times)
    reading = response_quality.assess(
        positions,
        result.points,
        response_quality.row_seconds(page_seconds, pages),
        most=key.position_count,
        as_oneself=bool(draft.as_oneself),
        is_first_attempt=draft.ordinal == 1,
        thresholds=thresholds,
    )
    draft.flags = reading.stored(thresholds)
