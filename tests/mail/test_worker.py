"""The real worker as a process of its own, on the real database, killed while it sends."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as site
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from assessments.models import Letter
from assessments.setup.abandoned_work import release_abandoned_work
from tests.mail.folder_mail import delivered_addresses
from tests.mail.posting import DATABASE_QUEUE, post_letters
from tests.screening_factories import make_invited, make_round

pytestmark = pytest.mark.django_db(transaction=True)
ROOT = Path(__file__).resolve().parents[2]
LEASE = timedelta(minutes=6)
KILLED = -signal.SIGKILL
on_sqlite = pytest.mark.skipif(
    "postgres" in site.DATABASES["default"]["ENGINE"],
    reason="one worker is SQLite's rule",
)


@pytest.fixture
def folder(tmp_path):
    """Where the letters of a worker arrive."""
    folder = tmp_path / "letters"
    folder.mkdir()
    return folder


@pytest.fixture
def start_worker(settings, folder):
    """Start a worker as a process of its own; `changes` are to its environment."""
    settings.TASKS = DATABASE_QUEUE
    processes = []

    def start(*arguments, **changes):
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.mail.worker_settings",
            "DATABASE_URL": database_url(),
            "SECRET_KEY": site.SECRET_KEY,
            "LETTERS": str(folder),
            **changes,
        }
        process = subprocess.Popen(
            [sys.executable, "manage.py", "work", *arguments],
            cwd=ROOT,
            env=environment,
            stderr=subprocess.PIPE,
            text=True,
        )
        processes.append(process)
        return process

    yield start
    for process in processes:
        process.kill()
        process.communicate()
    Path(f"{connection.settings_dict['NAME']}.worker").unlink(missing_ok=True)


def database_url():
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    server, _, _ = os.environ["DATABASE_URL"].rpartition("/")
    return f"{server}/{name}"


def work_once(start_worker, **changes):
    """Return the exit code when nothing is left to do, or the worker is killed."""
    process = start_worker("--once", **changes)
    process.communicate(timeout=60)
    return process.returncode


def make_mailing(number):
    """To so many applicants, at 0@example.org, 1@example.org, ..."""
    cohort = make_round()
    for index in range(number):
        make_invited(cohort, email=f"{index}@example.org")
    return post_letters(cohort)


def states_of(mailing):
    return list(mailing.letters.order_by("pk").values_list("state", flat=True))


def wait_for(condition):
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_worker_sends_what_waits(start_worker, folder):
    mailing = make_mailing(3)

    assert work_once(start_worker) == 0
    assert states_of(mailing) == ["sent"] * 3
    assert len(delivered_addresses(folder)) == 3


def test_worker_killed_while_sending_loses_nothing_and_repeats_one_letter_at_most(
    start_worker, folder
):
    mailing = make_mailing(3)

    assert work_once(start_worker, DIES_AFTER="2") == KILLED
    assert states_of(mailing) == ["sent", "sending", "waiting"]
    release_abandoned_work(timezone.now() + LEASE)

    assert work_once(start_worker) == 0

    assert states_of(mailing) == ["sent"] * 3
    assert delivered_addresses(folder) == [
        "0@example.org",
        "1@example.org",
        "1@example.org",
        "2@example.org",
    ]


def test_letter_never_confirmed_is_unknown_after_two_kills_and_not_sent_again(
    start_worker, folder
):
    mailing = make_mailing(2)
    ends = []
    while 0 not in ends and len(ends) < 9:
        ends.append(work_once(start_worker, DIES_AFTER="each"))
        release_abandoned_work(timezone.now() + LEASE)

    assert ends == [KILLED] * 4 + [0]
    assert states_of(mailing) == ["unknown"] * 2
    assert Counter(delivered_addresses(folder)) == {
        "0@example.org": 2,
        "1@example.org": 2,
    }


def test_task_of_a_killed_worker_does_not_stay_running(start_worker):
    make_mailing(1)
    work_once(start_worker, DIES_AFTER="1")
    release_abandoned_work(timezone.now() + LEASE)
    work_once(start_worker)

    statuses = sorted(DBTaskResult.objects.values_list("status", flat=True))
    assert statuses == ["FAILED", "SUCCESSFUL"]


@on_sqlite
def test_only_worker_takes_back_at_once_what_the_one_before_left(start_worker, folder):
    mailing = make_mailing(2)
    first_end = work_once(start_worker, DIES_AFTER="1")
    second_end = work_once(start_worker)

    assert first_end == KILLED
    assert second_end == 0
    assert states_of(mailing) == ["sent"] * 2
    assert len(delivered_addresses(folder)) == 3


@on_sqlite
def test_second_worker_on_sqlite_is_refused(start_worker, folder):
    make_mailing(1)
    start_worker(SECONDS="60")
    wait_for(lambda: delivered_addresses(folder))

    _, printed = start_worker().communicate(timeout=60)

    assert printed == "CommandError: a worker runs already; SQLite takes one.\n"


def test_worker_told_to_stop_finishes_the_letter_in_hand(start_worker, folder):
    mailing = make_mailing(3)
    process = start_worker(SECONDS="1")
    wait_for(lambda: delivered_addresses(folder))
    process.terminate()
    _, printed = process.communicate(timeout=30)

    assert printed == ""
    assert process.returncode == 0
    assert states_of(mailing) == ["sent", "waiting", "waiting"]
    assert len(delivered_addresses(folder)) == 1


@pytest.mark.parametrize("stop_signal", [signal.SIGINT, signal.SIGTERM])
def test_idle_worker_stops_at_once_and_prints_nothing(
    start_worker, folder, stop_signal
):
    make_mailing(1)
    process = start_worker()
    wait_for(lambda: Letter.objects.filter(state="sent").exists())
    wait_for(lambda: not DBTaskResult.objects.filter(status="RUNNING").exists())
    process.send_signal(stop_signal)
    _, printed = process.communicate(timeout=10)

    assert printed == ""
    assert process.returncode == 0


def test_requeue_prints_what_it_took_back(settings, capsys):
    settings.TASKS = DATABASE_QUEUE
    make_mailing(1).letters.update(
        state="sending", tries=1, claimed_at=timezone.now() - LEASE
    )
    call_command("requeue")

    assert capsys.readouterr().out == "waiting again: letters 1, papers 0; unknown: 0\n"


def test_requeue_prints_nothing_if_nothing_was_left_behind(capsys):
    call_command("requeue")

    assert capsys.readouterr().out == ""
