"""The worker's side of letters, against a mail server that answers by address."""

import logging
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from django.core import mail
from django.db import transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from assessments.mail import mailings, sending, smtp, tasks
from assessments.models import Application, Attempt, Cohort, Letter, Participant
from assessments.privacy import erasure
from assessments.sittings import attempts, signed_links
from tests.mail import mail_server
from tests.mail.posting import DATABASE_QUEUE, SITE, post_letters
from tests.mail.test_wording import addresses_of
from tests.racing import at_once
from tests.screening_factories import make_invited, make_round, make_started

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def server(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.DEFAULT_FROM_EMAIL = "Self-check <check@example.org>"
    with mail_server.running() as running:
        settings.EMAIL_HOST = "127.0.0.1"
        settings.EMAIL_PORT = running.port
        yield running


def make_mailing(*addresses, kind="invitation"):
    """Post letters to one new applicant per address.

    To ann@example.org if no address is given.
    """
    cohort = make_round()
    for number, address in enumerate(addresses or ["ann@example.org"]):
        participant = make_invited(cohort, f"Applicant {number}")
        # update() skips validation: tests need duplicate and malformed addresses.
        Application.objects.filter(participant=participant).update(email=address)
    return post_letters(cohort, kind, now=NOW)


def send(at=NOW, go_on=lambda: True):
    return sending.send_waiting(lambda: at, go_on)


def states_of(mailing):
    """Return the state and the number of tries of each letter."""
    return list(mailing.letters.order_by("pk").values_list("state", "tries"))


def reasons_of(mailing):
    return [failure.reason for failure in mailings.failed_of(mailing)]


def test_each_letter_goes_out_once(server):
    mailing = make_mailing("ann@example.org", "ben@example.org")

    first = send()
    second = send()

    assert first.sent == 2
    assert second.sent == 0
    assert server.recipients == ["ann@example.org", "ben@example.org"]
    assert states_of(mailing) == [("sent", 1)] * 2


def test_many_letters_share_one_connection(server):
    make_mailing(*["ann@example.org"] * 12)

    send()

    assert len(server.letters) == 12
    assert server.connections == 1


def test_connection_is_not_used_for_ever(server, monkeypatch):
    monkeypatch.setattr("assessments.mail.smtp.LETTERS_A_CONNECTION", 5)
    make_mailing(*["ann@example.org"] * 12)

    send()

    assert len(server.letters) == 12
    assert server.connections == 3


def test_letter_arrives_with_its_link(server):
    participant = make_mailing().letters.get().participant
    link = f"{SITE}/l/{signed_links.token_for(participant)}/"

    send()
    [(_, letter)] = server.letters
    arrived = message_from_bytes(letter, policy=policy.default)

    assert arrived["To"] == "Applicant 0 <ann@example.org>"
    assert arrived["From"] == "Self-check <check@example.org>"
    assert link in arrived.get_body(["plain"]).get_content()


@pytest.mark.parametrize("name", ["王小明" * 26, "Lee, Ann", 'Ann "Annie"'])
def test_name_leaves_the_address_alone(server, name):
    mailing = make_mailing()
    Participant.objects.update(name=name)

    send()
    [(_, letter)] = server.letters
    arrived = message_from_bytes(letter)

    assert server.recipients == ["ann@example.org"]
    assert addresses_of(arrived["To"]) == [(name, "ann@example.org")]
    assert states_of(mailing) == [("sent", 1)]


# --- refusals -------------------------------------------------------------------------
def test_refused_address_fails_with_the_server_s_words_and_no_address(server):
    mailing = make_mailing("gone@example.org", "ben@example.org")

    send()

    assert reasons_of(mailing) == ["550 5.1.1 …: no such user at …, see …"]
    assert states_of(mailing) == [("failed", 1), ("sent", 1)]
    assert server.recipients == ["ben@example.org"]


def test_refused_letter_fails(server):
    mailing = make_mailing("spam@example.org")

    send()

    assert reasons_of(mailing) == ["554 5.7.1 Message refused"]


def test_long_refusal_is_shortened():
    reason = smtp.reason_of_refusal(550, b"no " * 500)

    assert len(reason) == smtp.REASON_LENGTH


@pytest.mark.parametrize(
    "address", ["later@example.org", "busy@example.org", "closing@example.org"]
)
def test_deferred_letter_waits_and_holds_up_nobody(server, address):
    mailing = make_mailing(address, "ben@example.org")

    send()

    assert states_of(mailing) == [("waiting", 1), ("sent", 1)]
    assert server.recipients == ["ben@example.org"]


def test_deferred_letter_is_tried_again_in_five_minutes(server):
    mailing = make_mailing("later@example.org")

    tries = []
    for minutes in (0, 4, 5, 19, 20):
        send(NOW + timedelta(minutes=minutes))
        tries.append(mailing.letters.get().tries)

    assert tries == [1, 1, 2, 2, 3]
    assert sending.next_retry_at() == NOW + timedelta(minutes=65)


def test_letter_deferred_each_time_has_failed(server):
    mailing = make_mailing("later@example.org")

    for hours in range(10):
        send(NOW + timedelta(hours=hours * 3))

    assert states_of(mailing) == [("failed", 5)]


def test_letter_to_what_is_no_address_fails(server):
    mailing = make_mailing("no address at all", "ben@example.org")

    send()

    assert states_of(mailing) == [("failed", 1), ("sent", 1)]
    assert server.recipients == ["ben@example.org"]


def test_unconfirmed_letter_goes_out_once_more_and_is_then_unknown(server):
    mailing = make_mailing("drop@example.org")

    states = []
    for minutes in (0, 10, 60, 600):
        send(NOW + timedelta(minutes=minutes))
        states += states_of(mailing)

    assert states == [("waiting", 1), ("unknown", 2), ("unknown", 2), ("unknown", 2)]


def test_letter_sent_again_has_the_id_of_the_first(server):
    mailing = make_mailing()

    send()
    mailing.letters.update(state="waiting", claimed_at=None)
    send()
    [(_, first), (_, second)] = server.letters
    first_id = message_from_bytes(first)["Message-ID"]
    second_id = message_from_bytes(second)["Message-ID"]

    assert first_id == second_id
    assert first_id.endswith("@example.org>")


# --- a server that takes nothing ------------------------------------------------------
@pytest.fixture
def no_server(settings):
    with mail_server.running() as stopped:
        port = stopped.port
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = port


def test_server_out_of_reach_costs_no_letter_a_try(no_server):
    mailing = make_mailing("ann@example.org", "ben@example.org")

    run = send()

    assert run == sending.Run(sending.RunEnd.SERVER_UNAVAILABLE, 0)
    assert states_of(mailing) == [("waiting", 0)] * 2


def test_server_that_refuses_the_sender_costs_no_letter_a_try(server):
    server.refuses_sender = True
    mailing = make_mailing("ann@example.org", "ben@example.org")

    run = send()

    assert run.end == sending.RunEnd.SERVER_UNAVAILABLE
    assert states_of(mailing) == [("waiting", 0)] * 2


def test_queue_tries_again_later_and_later_and_then_pauses(no_server, settings):
    settings.TASKS = DATABASE_QUEUE
    mailing = make_mailing()

    arguments = []
    for failed_turns in range(6):
        queued = DBTaskResult.objects.get()
        arguments.append(queued.args_kwargs["args"])
        queued.delete()
        tasks.send_letters.func(failed_turns)
    progress = mailings.progress_of(mailing)

    assert arguments == [[], [1], [2], [3], [4], [5]]
    assert DBTaskResult.objects.exists() is False
    assert states_of(mailing) == [("waiting", 0)]
    assert progress.is_paused is True
    assert progress.trouble == sending.SERVER_TOOK_NOTHING


def test_resuming_after_trouble_sends(server):
    mailing = make_mailing()
    sending.pause_all_waiting()
    mailings.resume(mailing=mailing, now=NOW)

    send()

    assert states_of(mailing) == [("sent", 1)]
    assert mailings.progress_of(mailing).trouble == ""


def test_nothing_counts_as_sent_once_no_mail_is_configured_any_more(settings):
    mailing = make_mailing()
    settings.MAIL_IS_CONFIGURED = False

    send()

    assert states_of(mailing) == [("waiting", 0)]
    assert mail.outbox == []


# --- pausing and stopping -------------------------------------------------------------
def test_pausing_takes_effect_before_the_next_letter():
    mailing = make_mailing("ann@example.org", "ben@example.org")

    def pause_after_first_letter():
        if mail.outbox:
            mailings.pause(mailing=mailing)
        return True

    send(go_on=pause_after_first_letter)

    assert len(mail.outbox) == 1
    assert states_of(mailing) == [("sent", 1), ("waiting", 0)]


def test_paused_mailing_holds_up_no_other():
    paused = make_mailing()
    running = post_letters(
        make_invited(make_round()).cohort, nonce="another form", now=NOW
    )
    mailings.pause(mailing=paused)

    send()

    assert states_of(paused) == [("waiting", 0)]
    assert states_of(running) == [("sent", 1)]


def test_worker_told_to_stop_finishes_the_letter_in_hand():
    mailing = make_mailing("ann@example.org", "ben@example.org")

    run = send(go_on=lambda: not mail.outbox)

    assert run == sending.Run(sending.RunEnd.TOLD_TO_STOP, 1)
    assert states_of(mailing) == [("sent", 1), ("waiting", 0)]


# --- what happened since the letter was posted ----------------------------------------
@pytest.mark.parametrize("changes", [{"withdrawn_at": NOW}, {"email": ""}])
def test_applicant_who_withdrew_or_has_no_address_any_more_gets_no_letter(changes):
    mailing = make_mailing()
    Application.objects.update(**changes)

    send()

    assert mail.outbox == []
    assert mailing.letters.count() == 0


def test_applicant_erased_while_the_letter_goes_out_leaves_nothing(monkeypatch):
    participant = make_mailing().letters.get().participant
    send_message = smtp.MailServer.send

    def erase_then_send(server, message):
        erasure.erase(participant=participant, now=NOW)
        return send_message(server, message)

    monkeypatch.setattr(smtp.MailServer, "send", erase_then_send)

    send()

    assert len(mail.outbox) == 1
    assert Letter.objects.count() == 0


def test_applicant_who_has_started_since_is_not_reminded_to_start():
    mailing = make_mailing(kind="not-started")
    Participant.objects.update(state=Participant.State.STARTED)

    send()

    assert mail.outbox == []
    assert mailing.letters.count() == 0


@pytest.fixture
def stuck_draft():
    """An applicant's draft with every row answered an hour ago."""
    cohort = make_round()
    make_started(cohort, "33333333", now=NOW - timedelta(hours=1))
    return Attempt.objects.get()


def test_applicant_who_has_submitted_since_is_not_reminded_to_finish(stuck_draft):
    mailing = post_letters(stuck_draft.participant.cohort, "stuck", now=NOW)
    attempts.submit(attempt=stuck_draft, as_oneself=True, language="en", now=NOW)

    send()

    assert mail.outbox == []
    assert mailing.letters.count() == 0


def test_applicant_who_has_saved_since_is_not_reminded_to_finish(stuck_draft):
    mailing = post_letters(stuck_draft.participant.cohort, "stuck", now=NOW)
    attempts.save(attempt=stuck_draft, changes={1: 5}, language="en", now=NOW)

    send()

    assert mail.outbox == []
    assert mailing.letters.count() == 0


def test_applicant_who_was_decided_about_since_is_not_reminded_to_finish(stuck_draft):
    mailing = post_letters(stuck_draft.participant.cohort, "stuck", now=NOW)
    Application.objects.update(stage="not-selected")

    send()

    assert mail.outbox == []
    assert mailing.letters.count() == 0


def test_nobody_is_reminded_to_start_after_closing():
    mailing = make_mailing(kind="not-started")
    Cohort.objects.update(closes_at=NOW - timedelta(minutes=1))

    send()

    assert mail.outbox == []
    assert mailing.letters.count() == 0


@pytest.mark.parametrize("kind", ["invitation", "not-started"])
def test_applicant_who_was_decided_about_during_a_pause_gets_no_letter(kind):
    mailing = make_mailing(kind=kind)
    mailings.pause(mailing=mailing)
    Application.objects.update(stage="not-selected")
    mailings.resume(mailing=mailing, now=NOW)

    send()

    assert mail.outbox == []
    assert mailing.letters.count() == 0


@pytest.mark.parametrize(
    ("opens", "closes", "sent"), [(-2, -1, 0), (-2, 1, 1), (1, 2, 1)]
)
def test_invitation_is_sent_while_its_round_is_open_or_planned(opens, closes, sent):
    mailing = make_mailing()
    Cohort.objects.update(
        opens_at=NOW + timedelta(minutes=opens),
        closes_at=NOW + timedelta(minutes=closes),
        grace_minutes=60,
    )

    send()

    assert len(mail.outbox) == sent
    assert mailing.letters.count() == sent


def test_renewed_link_goes_out_after_closing_and_decision():
    cohort = make_round()
    make_invited(cohort)
    post_letters(cohort, renew_links=True, now=NOW)
    Application.objects.update(stage="not-selected")
    Cohort.objects.update(closes_at=NOW - timedelta(hours=2))

    send()

    assert len(mail.outbox) == 1


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda: Application.objects.update(stage="offer"), id="decided"),
        pytest.param(
            lambda: Cohort.objects.update(closes_at=NOW - timedelta(hours=2)),
            id="closed",
        ),
    ],
)
def test_invitation_that_renews_no_link_stays_one_when_a_link_is_renewed(change):
    """A link that is not the first one says nothing about the mailing."""
    mailing = make_mailing()
    Participant.objects.update(link_version=2)
    change()

    send()

    assert mail.outbox == []
    assert mailing.letters.count() == 0


def test_invitation_is_sent_to_an_applicant_who_has_started_since():
    make_mailing()
    Participant.objects.update(state=Participant.State.STARTED)

    send()

    assert len(mail.outbox) == 1


# --- other workers --------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_letters_are_not_sent_inside_a_transaction(settings):
    settings.TASKS = DATABASE_QUEUE
    make_mailing()

    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        send()

    assert mail.outbox == []


@pytest.mark.django_db(transaction=True)
def test_workers_at_once_send_each_letter_once(server, settings):
    settings.TASKS = DATABASE_QUEUE
    addresses = [f"applicant-{number}@example.org" for number in range(20)]
    mailing = make_mailing(*addresses)

    runs = at_once(send, send, send)

    assert sum(run.sent for run in runs) == 20
    assert sorted(server.recipients) == sorted(addresses)
    assert states_of(mailing) == [("sent", 1)] * 20


def test_log_does_not_say_who_was_written_to(server, caplog):
    caplog.set_level(logging.DEBUG)
    make_mailing(
        "gone@example.org", "drop@example.org", "no address at all", "ben@example.org"
    )

    send()

    for trace in ("gone@", "drop@", "no address", "ben@", "Applicant", "/l/"):
        assert trace not in caplog.text
