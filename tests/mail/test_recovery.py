"""What a dead worker left behind, and what a living one may still say."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from django_tasks_db.models import DBTaskResult

from assessments.documents import tasks
from assessments.mail import sending
from assessments.models import DocumentArchive
from assessments.setup import abandoned_work
from tests.factories import make_user
from tests.mail.posting import DATABASE_QUEUE
from tests.mail.test_sending import NOW, make_mailing, send, states_of
from tests.screening_factories import make_round

pytestmark = pytest.mark.django_db


def _left_behind(tries, minutes=6):
    mailing = make_mailing()
    mailing.letters.update(
        state="sending", tries=tries, claimed_at=NOW - timedelta(minutes=minutes)
    )
    return mailing


def test_a_letter_left_behind_once_waits_again_and_is_due_at_once():
    mailing = _left_behind(1)

    assert abandoned_work.release_abandoned_work(NOW) == abandoned_work.Released(
        1, 0, 0
    )
    assert states_of(mailing) == [("waiting", 1)]
    assert sending.letters_due(NOW).count() == 1


def test_a_letter_left_behind_twice_is_unknown():
    mailing = _left_behind(2)

    assert abandoned_work.release_abandoned_work(NOW) == abandoned_work.Released(
        0, 1, 0
    )
    assert states_of(mailing) == [("unknown", 2)]


def test_a_letter_in_a_living_worker_s_hand_stays_there():
    mailing = _left_behind(1, minutes=4)

    assert abandoned_work.release_abandoned_work(NOW) == abandoned_work.Released(
        0, 0, 0
    )
    assert states_of(mailing) == [("sending", 1)]


def test_releasing_wakes_the_worker_once(settings):
    settings.TASKS = DATABASE_QUEUE
    _left_behind(1)
    DBTaskResult.objects.all().delete()
    abandoned_work.release_abandoned_work(NOW)
    abandoned_work.release_abandoned_work(NOW)

    assert [call.task_path for call in DBTaskResult.objects.all()] == [
        "assessments.mail.tasks.send_letters"
    ]


def test_a_dead_worker_s_call_is_buried(settings):
    settings.TASKS = DATABASE_QUEUE
    make_mailing()
    DBTaskResult.objects.update(status="RUNNING", started_at=NOW - timedelta(minutes=6))
    abandoned_work.release_abandoned_work(NOW)

    assert sorted(DBTaskResult.objects.values_list("status", flat=True)) == [
        "FAILED",
        "READY",
    ]


def test_who_was_thought_dead_may_still_say_that_it_was_sent(monkeypatch):
    mailing = make_mailing()
    send_at_last = sending.MailServer.send

    def slowly(server, message):
        abandoned_work.release_abandoned_work(NOW + timedelta(minutes=6))
        return send_at_last(server, message)

    monkeypatch.setattr("assessments.mail.smtp.MailServer.send", slowly)
    send()

    assert len(mail.outbox) == 1
    assert states_of(mailing) == [("sent", 1)]


# --- papers -----------------------------------------------------------------------------------------
@pytest.fixture
def archive(settings):
    settings.TASKS = DATABASE_QUEUE
    made_by = make_user(get_user_model(), "hr")
    ago = NOW - timedelta(minutes=20)
    facts = {
        "kind": "results",
        "language": "en",
        "nonce": "papers",
        "created_at": ago,
        "claimed_at": ago,
    }
    return DocumentArchive.objects.create(
        cohort=make_round(), made_by=made_by, state="working", **facts
    )


def test_papers_left_behind_wait_again_and_are_called_for(archive):
    assert abandoned_work.release_abandoned_work(NOW) == abandoned_work.Released(
        0, 0, 1
    )
    archive.refresh_from_db()
    called = DBTaskResult.objects.get()

    assert archive.state == "waiting"
    assert called.task_path == "assessments.documents.tasks.make_document_archive"
    assert called.args_kwargs["args"] == [archive.pk]


def test_papers_left_behind_again_and_again_have_failed(archive):
    DocumentArchive.objects.update(created_at=NOW - timedelta(hours=2))

    assert abandoned_work.release_abandoned_work(NOW) == abandoned_work.Released(
        0, 0, 0
    )
    assert DocumentArchive.objects.get().state == "failed"


def test_papers_somebody_makes_are_left_alone(archive):
    DocumentArchive.objects.update(claimed_at=NOW - timedelta(minutes=1))

    assert abandoned_work.release_abandoned_work(NOW) == abandoned_work.Released(
        0, 0, 0
    )
    assert DocumentArchive.objects.get().state == "working"


def test_papers_that_fail_leave_no_names_in_the_queue_or_the_log(
    archive, monkeypatch, caplog
):
    monkeypatch.setattr("assessments.documents.archive_making.make_archive", _failing)
    tasks.make_document_archive.func(archive.pk)

    assert "RuntimeError" in caplog.text
    assert "Ann Applicant" not in caplog.text


def _failing(archive_id):
    raise RuntimeError("Ann Applicant cannot be printed")
