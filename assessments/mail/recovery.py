"""Takes back letters that a dead worker left as being sent."""

from dataclasses import dataclass
from datetime import datetime

from assessments.mail import tasks
from assessments.mail.sending import (
    MAX_UNCONFIRMED_TRIES,
    NEVER_CONFIRMED,
    waiting_letters,
)
from assessments.models import Letter
from csquality import task_queue


@dataclass(frozen=True)
class ReleasedLetters:
    """Numbers of letters that wait again, and that stay unknown for good."""

    waiting: int
    unknown: int


def release_letters(*, claimed_before: datetime, now: datetime) -> ReleasedLetters:
    claimed = Letter.objects.filter(
        state=Letter.State.SENDING, claimed_at__lte=claimed_before
    )
    # Skip letters whose person is being erased: waiting for that lock could deadlock.
    locked = claimed.select_for_update(skip_locked=True)
    abandoned = Letter.objects.filter(
        pk__in=[letter.pk for letter in locked], state=Letter.State.SENDING
    )
    unknown = abandoned.filter(tries__gte=MAX_UNCONFIRMED_TRIES).update(
        state=Letter.State.UNKNOWN, reason=NEVER_CONFIRMED, finished_at=now
    )
    waiting = abandoned.update(state=Letter.State.WAITING, claimed_at=None)
    return ReleasedLetters(waiting=waiting, unknown=unknown)


def enqueue_sending_if_letters_wait() -> None:
    if waiting_letters().exists() and not task_queue.is_queued(tasks.send_letters):
        tasks.enqueue_sending()
