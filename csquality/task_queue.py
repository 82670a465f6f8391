"""What all tasks of the queue share: enqueueing in a transaction, abandoned tasks."""

from datetime import datetime
from functools import partial
from threading import Event
from typing import Any

from django.db import transaction
from django_tasks import TaskResultStatus
from django_tasks.base import Task
from django_tasks_db import DatabaseBackend
from django_tasks_db.models import DBTaskResult

# Set when the worker is told to stop: the letter in hand is finished, the others wait.
stopping = Event()


def enqueue(task: Task, *arguments: Any) -> None:
    """Enqueue `task` so that it runs only if the current transaction commits.

    A row of the database's queue commits with everything else; any other backend is
    told after the commit.
    """
    if isinstance(task.get_backend(), DatabaseBackend):
        task.enqueue(*arguments)
    else:
        transaction.on_commit(partial(task.enqueue, *arguments))


def is_queued(task: Task) -> bool:
    return DBTaskResult.objects.filter(
        task_path=task.module_path, status=TaskResultStatus.READY
    ).exists()


def fail_abandoned_tasks(*, started_before: datetime, now: datetime) -> None:
    """Mark tasks that a dead worker left running as failed.

    They are not deleted: a worker that is alive after all records its own end there.
    """
    abandoned = DBTaskResult.objects.filter(
        status=TaskResultStatus.RUNNING, started_at__lt=started_before
    )
    abandoned.update(status=TaskResultStatus.FAILED, finished_at=now)
