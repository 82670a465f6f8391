"""Letters that a dead worker had in hand."""

from datetime import datetime

from assessments.mail import tasks
from assessments.mail.sending import MOST_UNCONFIRMED, UNCONFIRMED, waiting_letters
from assessments.models import Letter
from csquality import task_queue


def release_letters(*, claimed_before: datetime, now: datetime) -> tuple[int, int]:
    """Return how many letters wait again, and how many are unknown for good."""
    claimed = Letter.objects.filter(
        state=Letter.State.SENDING, claimed_at__lte=claimed_before
    )
    # Skip letters whose person is being erased: waiting for that lock could deadlock.
    held = claimed.select_for_update(skip_locked=True)
    abandoned = Letter.objects.filter(
        pk__in=[letter.pk for letter in held], state=Letter.State.SENDING
    )
    unknown = abandoned.filter(tries__gte=MOST_UNCONFIRMED).update(
        state=Letter.State.UNKNOWN, reason=UNCONFIRMED, finished_at=now
    )
    waiting = abandoned.update(state=Letter.State.WAITING, claimed_at=None)
    return waiting, unknown


def enqueue_sending_if_letters_wait() -> None:
    if waiting_letters().exists() and not task_queue.is_queued(tasks.send_letters):
        tasks.enqueue_sending()
