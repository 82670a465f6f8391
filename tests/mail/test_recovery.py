"""What a dead worker left behind, and what a living one may still record."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from django_tasks_db.models import DBTaskResult

from assessments.documents import tasks
from assessments.mail import sending, smtp
from assessments.models import DocumentArchive
from assessments.setup.abandoned_work import Released, release_abandoned_work
from tests.factories import make_user
from tests.mail.posting import DATABASE_QUEUE
from tests.mail.test_sending import NOW, make_mailing, send, states_of
from tests.screening_factories import make_round

pytestmark = pytest.mark.django_db
NOTHING = Released(letters=0, unknown=0, archives=0)


# --- letters --------------------------------------------------------------------------
def make_claimed_letter(*, tries, minutes_ago=6):
    mailing = make_mailing()
    mailing.letters.update(
        state="sending", tries=tries, claimed_at=NOW - timedelta(minutes=minutes_ago)
    )
    return mailing


def test_letter_left_behind_once_waits_again_and_is_due_at_once():
    mailing = make_claimed_letter(tries=1)

    released = release_abandoned_work(NOW)

    assert released == Released(letters=1, unknown=0, archives=0)
    assert states_of(mailing) == [("waiting", 1)]
    assert sending.letters_due(NOW).count() == 1


def test_letter_left_behind_twice_is_unknown():
    mailing = make_claimed_letter(tries=2)

    released = release_abandoned_work(NOW)

    assert released == Released(letters=0, unknown=1, archives=0)
    assert states_of(mailing) == [("unknown", 2)]


def test_letter_that_a_living_worker_has_in_hand_stays_there():
    mailing = make_claimed_letter(tries=1, minutes_ago=4)

    released = release_abandoned_work(NOW)

    assert released == NOTHING
    assert released.is_nothing
    assert states_of(mailing) == [("sending", 1)]


def test_releasing_twice_enqueues_sending_once(settings):
    settings.TASKS = DATABASE_QUEUE
    make_claimed_letter(tries=1)
    DBTaskResult.objects.all().delete()

    release_abandoned_work(NOW)
    release_abandoned_work(NOW)

    assert DBTaskResult.objects.get().task_path == "assessments.mail.tasks.send_letters"


def test_task_that_a_dead_worker_left_running_has_failed(settings):
    settings.TASKS = DATABASE_QUEUE
    make_mailing()
    DBTaskResult.objects.update(status="RUNNING", started_at=NOW - timedelta(minutes=6))

    release_abandoned_work(NOW)

    statuses = sorted(DBTaskResult.objects.values_list("status", flat=True))
    assert statuses == ["FAILED", "READY"]


def test_worker_taken_for_dead_may_still_record_that_it_sent(monkeypatch):
    mailing = make_mailing()
    send_message = smtp.MailServer.send

    def send_after_release(server, message):
        release_abandoned_work(NOW + timedelta(minutes=6))
        return send_message(server, message)

    monkeypatch.setattr(smtp.MailServer, "send", send_after_release)

    send()

    assert len(mail.outbox) == 1
    assert states_of(mailing) == [("sent", 1)]


# --- archives of documents ------------------------------------------------------------
@pytest.fixture
def archive(settings):
    settings.TASKS = DATABASE_QUEUE
    return DocumentArchive.objects.create(
        cohort=make_round(),
        made_by=make_user(get_user_model(), "hr"),
        kind="results",
        language="en",
        nonce="form",
        state="working",
        created_at=NOW - timedelta(minutes=20),
        claimed_at=NOW - timedelta(minutes=20),
    )


def test_archive_left_behind_waits_again_and_is_enqueued(archive):
    released = release_abandoned_work(NOW)
    archive.refresh_from_db()
    queued = DBTaskResult.objects.get()

    assert released == Released(letters=0, unknown=0, archives=1)
    assert archive.state == "waiting"
    assert queued.task_path == "assessments.documents.tasks.make_document_archive"
    assert queued.args_kwargs["args"] == [archive.pk]


def test_archive_left_behind_again_and_again_has_failed(archive):
    DocumentArchive.objects.update(created_at=NOW - timedelta(hours=2))

    assert release_abandoned_work(NOW) == NOTHING
    assert DocumentArchive.objects.get().state == "failed"


def test_archive_that_a_living_worker_makes_is_left_alone(archive):
    DocumentArchive.objects.update(claimed_at=NOW - timedelta(minutes=1))

    assert release_abandoned_work(NOW) == NOTHING
    assert DocumentArchive.objects.get().state == "working"


def test_archive_that_fails_leaves_no_name_in_the_queue_or_the_log(
    archive, monkeypatch, caplog
):
    monkeypatch.setattr("assessments.documents.archive_making.make_archive", _failing)
    tasks.make_document_archive.func(archive.pk)

    assert "RuntimeError" in caplog.text
    assert "Ann Applicant" not in caplog.text


def _failing(archive_id):
    raise RuntimeError("Ann Applicant cannot be printed")
