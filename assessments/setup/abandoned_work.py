"""Takes back everything that a dead worker had in hand: tasks, letters and archives."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from assessments.documents.archive_recovery import release_archives
from assessments.mail.recovery import enqueue_sending_if_letters_wait, release_letters
from csquality import task_queue

# Longer than a mail server that dawdles at every step can hold a letter (EMAIL_TIMEOUT
# each).
LEASE = timedelta(minutes=5)


@dataclass(frozen=True)
class Released:
    """Numbers of letters that wait again, of letters with an unknown fate, and of
    archives that wait again.
    """

    letters: int
    unknown: int
    archives: int


@transaction.atomic
def release_stale(now: datetime, *, lease: timedelta = LEASE) -> Released:
    """Take back what has been in hand for longer than `lease`, and wake a living worker
    for whatever waits.
    """
    claimed_before = now - lease
    letters, unknown = release_letters(claimed_before=claimed_before, now=now)
    task_queue.fail_abandoned_tasks(started_before=claimed_before, now=now)
    enqueue_sending_if_letters_wait()
    archives = release_archives(claimed_before=claimed_before, now=now)
    return Released(letters, unknown, archives)
