"""The queue's task that sends letters. It only says "go": which letters wait stands in
the table of letters.

No argument holds a name or an address, and no exception that may hold one gets out: the
queue's table keeps both.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from time import monotonic

from django.utils import timezone
from django_tasks import task

from assessments.mail import sending
from csquality import task_queue

# So that documents do not wait for five hundred letters: then the next task has its
# turn, and letters go on after it.
TURN_SECONDS = 20
# While the mail server takes nothing. Afterwards sending is paused, until somebody who
# has looked into it resumes it.
TROUBLE_WAITS = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 30, 60)]


@task()
def send_letters(troubles: int = 0) -> None:
    """Send letters for one turn. `troubles`: how many times in a row the mail server
    took nothing.
    """
    run = sending.send_waiting(timezone.now, go_on=_turn())
    if run.end == sending.End.TROUBLE:
        _after_trouble(0 if run.sent else troubles)
    elif run.end == sending.End.STOPPED:
        send_letters.enqueue()
    elif due := sending.next_due():
        _enqueue_later(due, troubles=0)


def enqueue_sending() -> None:
    task_queue.enqueue(send_letters)


def _turn() -> Callable[[], bool]:
    ends = monotonic() + TURN_SECONDS
    return lambda: monotonic() < ends and not task_queue.stopping.is_set()


def _after_trouble(troubles: int) -> None:
    if troubles < len(TROUBLE_WAITS):
        _enqueue_later(timezone.now() + TROUBLE_WAITS[troubles], troubles=troubles + 1)
    else:
        sending.pause_all_waiting()


def _enqueue_later(at: datetime, *, troubles: int) -> None:
    """Enqueue the task for `at`, unless it is queued already.

    A backend that cannot defer leaves it to `manage.py requeue`.
    """
    can_defer = send_letters.get_backend().supports_defer
    if can_defer and not task_queue.is_queued(send_letters):
        send_letters.using(run_after=at).enqueue(troubles)
