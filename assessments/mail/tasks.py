"""The queue's task that sends letters. Which letters wait is in the table of letters.

No argument of it holds a name or an address, and no exception that may hold one gets
out of it: the queue's table keeps both.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from time import monotonic

from django.utils import timezone
from django_tasks import task

from assessments.mail import sending
from csquality import task_queue

# After a turn the next task runs and letters go on after it, so that documents do not
# wait for five hundred letters.
TURN_SECONDS = 20
# While the mail server takes nothing. Afterwards sending is paused until somebody has
# looked into it and resumes it.
WAITS_FOR_SERVER = [
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(minutes=30),
    timedelta(minutes=60),
]


@task()
def send_letters(failed_turns: int = 0) -> None:
    """Send letters for one turn.

    `failed_turns`: how many times in a row the mail server took nothing.
    """
    run = sending.send_waiting(timezone.now, go_on=_turn())
    if run.end == sending.RunEnd.SERVER_UNAVAILABLE:
        _wait_for_server(failed_turns=0 if run.sent else failed_turns)
        return
    if run.end == sending.RunEnd.TOLD_TO_STOP:
        send_letters.enqueue()
        return
    retry_at = sending.next_retry_at()
    if retry_at is not None:
        _enqueue_later(retry_at, failed_turns=0)


def enqueue_sending() -> None:
    task_queue.enqueue(send_letters)


def _turn() -> Callable[[], bool]:
    """Return a function that says whether the turn goes on."""
    turn_ends_at = monotonic() + TURN_SECONDS

    def go_on() -> bool:
        return monotonic() < turn_ends_at and not task_queue.stopping.is_set()

    return go_on


def _wait_for_server(*, failed_turns: int) -> None:
    if failed_turns < len(WAITS_FOR_SERVER):
        next_try = timezone.now() + WAITS_FOR_SERVER[failed_turns]
        _enqueue_later(next_try, failed_turns=failed_turns + 1)
    else:
        sending.pause_all_waiting()


def _enqueue_later(at: datetime, *, failed_turns: int) -> None:
    """Enqueue the task for `at`, unless it is queued already.

    A backend that cannot defer leaves it to `manage.py requeue`.
    """
    can_defer = send_letters.get_backend().supports_defer
    if can_defer and not task_queue.is_queued(send_letters):
        send_letters.using(run_after=at).enqueue(failed_turns)
