"""Takes back everything that a dead worker had in hand: tasks, letters and archives."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from assessments.documents.archive_recovery import release_archives
from assessments.mail.recovery import enqueue_sending_if_letters_wait, release_letters
from csquality import task_queue

# A living worker holds a letter for less, even if the mail server is slow at every step
# (EMAIL_TIMEOUT each).
LEASE = timedelta(minutes=5)


@dataclass(frozen=True)
class Released:
    """Numbers of letters and archives that wait again, and of letters that stay unknown."""

    letters: int
    unknown: int
    archives: int

    @property
    def is_nothing(self) -> bool:
        return self == Released(letters=0, unknown=0, archives=0)


@transaction.atomic
def release_abandoned_work(now: datetime, *, lease: timedelta = LEASE) -> Released:
    """Take back what has been in hand for longer than `lease`.

    Enqueues the tasks that go on with it.
    """
    claimed_before = now - lease
    letters = release_letters(claimed_before=claimed_before, now=now)
    task_queue.fail_abandoned_tasks(started_before=claimed_before, now=now)
    enqueue_sending_if_letters_wait()
    archives = release_archives(claimed_before=claimed_before, now=now)
    return Released(letters=letters.waiting, unknown=letters.unknown, archives=archives)
