"""What the queue's worker is told to do. A task only says "go": what is to be done stands in `models.outbox`.

Nothing here takes a name or an address, and no exception gets out that may hold one: the queue's table keeps both.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from threading import Event
from time import monotonic
from typing import Any

from django.db import transaction
from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks.base import Task
from django_tasks_db import DatabaseBackend
from django_tasks_db.models import DBTaskResult

from assessments.models import Bundle

logger = logging.getLogger(__name__)

# So that papers do not wait for five hundred letters: then the next task has its turn, and letters go on after it.
TURN_SECONDS = 20
# While the mail server takes nothing. Afterwards sending is paused, until somebody who has looked into it resumes it.
TROUBLE_WAITS = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 30, 60)]
# Set when the worker is told to stop: the letter in hand is finished, the others wait.
stopping = Event()


@task()
def send_letters(troubles: int = 0) -> None:
    """`troubles`: how many times in a row the mail server took nothing."""
    from assessments import outbox

    run = outbox.send_waiting(timezone.now, go_on=_turn())
    if run.end == outbox.End.TROUBLE:
        _after_trouble(0 if run.sent else troubles)
    elif run.end == outbox.End.STOPPED:
        send_letters.enqueue()
    elif due := outbox.next_due():
        _call_again(due, 0)


def _turn() -> Callable[[], bool]:
    ends = monotonic() + TURN_SECONDS
    return lambda: monotonic() < ends and not stopping.is_set()


def _after_trouble(troubles: int) -> None:
    from assessments import outbox

    if troubles < len(TROUBLE_WAITS):
        _call_again(timezone.now() + TROUBLE_WAITS[troubles], troubles + 1)
    else:
        outbox.give_up()


def _call_again(at: datetime, troubles: int) -> None:
    """Unless the queue has it already. A backend without a clock leaves it to `manage.py requeue`."""
    if send_letters.get_backend().supports_defer and not is_called(send_letters):
        send_letters.using(run_after=at).enqueue(troubles)


def is_called(what: Task) -> bool:
    return DBTaskResult.objects.filter(task_path=what.module_path, status=TaskResultStatus.READY).exists()


@task()
def fill_bundle(bundle_id: int) -> None:
    from assessments import papers

    try:
        papers.make_bundle(bundle_id)
    except Exception as error:
        logger.error("papers could not be made: %s", type(error).__name__)


def wake_sender() -> None:
    _call(send_letters)


def wake_bundle(bundle: Bundle) -> None:
    _call(fill_bundle, bundle.pk)


def _call(what: Task, *arguments: Any) -> None:
    """A row of the database's queue commits with what it is about; any other backend hears of it after the commit."""
    if isinstance(what.get_backend(), DatabaseBackend):
        what.enqueue(*arguments)
    else:
        transaction.on_commit(partial(what.enqueue, *arguments))


def bury(began_before: datetime, now: datetime) -> None:
    """Calls whose worker died. Not deleted: should it live after all, it wants to write its own end there."""
    dead = DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING, started_at__lt=began_before)
    dead.update(status=TaskResultStatus.FAILED, finished_at=now)
