import fcntl
import logging
import sys
from contextlib import contextmanager
from datetime import timedelta

from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone
from django.utils.crypto import get_random_string
from django_tasks import DEFAULT_TASK_BACKEND_ALIAS
from django_tasks_db.management.commands import db_worker

from assessments.setup import abandoned_work
from csquality import task_queue


class Worker(db_worker.Worker):
    def shutdown(self, signum, frame):
        """Finish the letter or the documents in hand first, however often told to stop."""
        task_queue.stopping.set()
        was_running = self.running
        self.running = False
        if was_running and not self.running_task:
            sys.exit(0)


class Command(BaseCommand):
    help = (
        "Sends letters and makes papers, until it is told to stop. "
        "One on SQLite, any number on PostgreSQL."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--once", action="store_true", help="ends when nothing is left to do"
        )

    def handle(self, *, once, **options):
        # What it logs is for people who start db_worker themselves: that it stops, and
        # how to force it.
        logging.getLogger("django_tasks_db").setLevel(logging.ERROR)
        with alone_on_sqlite() as is_alone:
            # What the only worker finds in hand is a dead one's, however fresh.
            lease = timedelta(0) if is_alone else abandoned_work.LEASE
            abandoned_work.release_abandoned_work(timezone.now(), lease=lease)
            worker = _make_worker(once)
            worker.configure_signals()
            worker.run()


def _make_worker(once):
    return Worker(
        queue_names=["*"],
        excluded_queue_names=[],
        interval=1,
        batch=once,
        backend_name=DEFAULT_TASK_BACKEND_ALIAS,
        startup_delay=False,
        max_tasks=None,
        worker_id=get_random_string(32),
    )


@contextmanager
def alone_on_sqlite():
    """Yield whether this is the only worker there can be, which holds on SQLite.

    The lock belongs to the process, so that it is gone however the process dies.
    """
    if connection.vendor != "sqlite":
        yield False
        return
    lock_path = f"{connection.settings_dict['NAME']}.worker"
    with open(lock_path, "w") as lock_file:
        try:
            fcntl.flock(lock_file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CommandError("a worker runs already; SQLite takes one.") from None
        yield True
