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
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from assessments.mail import mailings
from assessments.models import Letter
from assessments.setup import abandoned_work
from tests.factories import make_user
from tests.mail.folder_mail import delivered
from tests.mail.posting import DATABASE_QUEUE
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
    made = tmp_path / "letters"
    made.mkdir()
    return made


@pytest.fixture
def worker(settings, folder):
    """Starts a worker with these changes to its environment."""
    settings.TASKS = DATABASE_QUEUE
    started = []

    def start(*arguments, **changes):
        command = [sys.executable, "manage.py", "work", *arguments]
        environment = os.environ | _environment(folder) | changes
        started.append(
            subprocess.Popen(
                command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True
            )
        )
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.communicate()
    Path(f"{connection.settings_dict['NAME']}.worker").unlink(missing_ok=True)


def _environment(folder):
    return {
        "DJANGO_SETTINGS_MODULE": "tests.mail.worker_settings",
        "DATABASE_URL": _database_url(),
        "SECRET_KEY": site.SECRET_KEY,
        "LETTERS": str(folder),
    }


def _database_url():
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return f"{os.environ['DATABASE_URL'].rpartition('/')[0]}/{name}"


def _work(worker, **changes):
    """Until nothing is left to do, or it dies."""
    process = worker("--once", **changes)
    process.communicate(timeout=60)
    return process.returncode


def _mailing(number):
    cohort = make_round()
    user = make_user(get_user_model(), "hr")
    for each in range(number):
        make_invited(cohort, email=f"{each}@example.org")
    people = cohort.participants.all()
    now = timezone.now()
    facts = {"kind": "invitation", "site": "https://check.example.org", "nonce": "one"}
    mailing, _ = mailings.post(
        cohort=cohort, people=people, user=user, now=now, **facts
    )
    return mailing


def _states(mailing):
    return list(mailing.letters.order_by("pk").values_list("state", flat=True))


def test_a_worker_sends_what_waits(worker, folder):
    mailing = _mailing(3)

    assert _work(worker) == 0
    assert _states(mailing) == ["sent"] * 3
    assert len(delivered(folder)) == 3


def test_a_worker_killed_in_mid_send_loses_nothing_and_repeats_one_letter_at_most(
    worker, folder
):
    mailing = _mailing(3)

    assert _work(worker, DIES_AFTER="2") == KILLED
    assert _states(mailing) == ["sent", "sending", "waiting"]
    abandoned_work.release_abandoned_work(timezone.now() + LEASE)

    assert _work(worker) == 0

    assert _states(mailing) == ["sent"] * 3
    assert delivered(folder) == [f"{each}@example.org" for each in (0, 1, 1, 2)]


def test_a_letter_never_confirmed_is_unknown_after_two_kills_and_not_sent_again(
    worker, folder
):
    mailing = _mailing(2)
    ends = []
    while 0 not in ends and len(ends) < 9:
        ends.append(_work(worker, DIES_AFTER="each"))
        abandoned_work.release_abandoned_work(timezone.now() + LEASE)

    assert ends == [KILLED] * 4 + [0]
    assert _states(mailing) == ["unknown"] * 2
    assert Counter(delivered(folder)) == {"0@example.org": 2, "1@example.org": 2}


def test_a_killed_worker_s_call_does_not_stay_running(worker):
    _mailing(1)
    _work(worker, DIES_AFTER="1")
    abandoned_work.release_abandoned_work(timezone.now() + LEASE)
    _work(worker)

    assert sorted(DBTaskResult.objects.values_list("status", flat=True)) == [
        "FAILED",
        "SUCCESSFUL",
    ]


@on_sqlite
def test_the_only_worker_takes_back_what_the_one_before_left_at_once(worker, folder):
    mailing = _mailing(2)
    ends = [_work(worker, DIES_AFTER="1"), _work(worker)]

    assert ends == [KILLED, 0]
    assert _states(mailing) == ["sent"] * 2
    assert len(delivered(folder)) == 3


@on_sqlite
def test_sqlite_takes_one_worker(worker, folder):
    _mailing(1)
    worker(SECONDS="60")
    _wait_for(lambda: delivered(folder))
    second = worker()

    assert (
        second.communicate(timeout=60)[1]
        == "CommandError: a worker runs already; SQLite takes one.\n"
    )


def test_a_worker_told_to_stop_finishes_the_letter_in_hand(worker, folder):
    mailing = _mailing(3)
    process = worker(SECONDS="1")
    _wait_for(lambda: delivered(folder))
    process.terminate()

    assert process.communicate(timeout=30)[1] == ""
    assert process.returncode == 0
    assert _states(mailing) == ["sent", "waiting", "waiting"]
    assert len(delivered(folder)) == 1


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_idle_worker_stops_at_once_and_says_nothing(worker, folder, number):
    _mailing(1)
    process = worker()
    _wait_for(lambda: Letter.objects.filter(state="sent").exists() and _is_idle())
    process.send_signal(number)

    assert process.communicate(timeout=10)[1] == ""
    assert process.returncode == 0


def _is_idle():
    return not DBTaskResult.objects.filter(status="RUNNING").exists()


def _wait_for(condition):
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_requeue_says_what_it_took_back(settings, capsys):
    settings.TASKS = DATABASE_QUEUE
    _mailing(1).letters.update(
        state="sending", tries=1, claimed_at=timezone.now() - LEASE
    )
    call_command("requeue")

    assert capsys.readouterr().out == "waiting again: letters 1, papers 0; unknown: 0\n"


def test_requeue_says_nothing_where_nothing_was_left_behind(capsys):
    call_command("requeue")

    assert capsys.readouterr().out == ""
