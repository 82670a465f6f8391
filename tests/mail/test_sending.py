"""The worker's side of the outbox, against a mail server that answers as the address
asks for.
"""

import logging
from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from django.db import transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from assessments.mail import mailings, sending, tasks
from assessments.models import Application, Attempt, Cohort, Letter, Participant
from assessments.privacy import erasure
from assessments.sittings import attempts, signed_links
from tests.factories import make_user
from tests.mail import mail_server
from tests.mail.test_mailings import DATABASE_QUEUE
from tests.mail.test_wording import addresses_of
from tests.screening_factories import make_invited, make_round, make_started
from tests.sittings.test_races import at_once

pytestmark = pytest.mark.django_db
NOW = timezone.now()
SITE = "https://check.example.org"


@pytest.fixture
def server(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.DEFAULT_FROM_EMAIL = "Self-check <check@example.org>"
    with mail_server.running() as running:
        settings.EMAIL_HOST = "127.0.0.1"
        settings.EMAIL_PORT = running.port
        yield running


def make_mailing(*addresses, kind="invitation", **round_changes):
    """Letters to new applicants with these addresses."""
    cohort = make_round(**round_changes)
    for number, address in enumerate(addresses or ["ann@example.org"]):
        make_invited(cohort, f"Applicant {number}", f"{number}-{address}")
        Application.objects.filter(email=f"{number}-{address}").update(email=address)
    return post(cohort, kind)


def post(cohort, kind="invitation", **changes):
    users = get_user_model()
    user = users.objects.first() or make_user(users, "hr")
    facts = {"people": cohort.participants.all(), "nonce": kind, "now": NOW} | changes
    mailing, _ = mailings.post(cohort=cohort, kind=kind, site=SITE, user=user, **facts)
    return mailing


def send(at=NOW, **changes):
    return sending.send_waiting(lambda: at, **changes)


def states_of(mailing):
    return list(mailing.letters.order_by("pk").values_list("state", "tries"))


def test_each_letter_goes_out_once(server):
    mailing = make_mailing("ann@example.org", "ben@example.org")
    runs = send(), send()

    assert [run.sent for run in runs] == [2, 0]
    assert server.recipients == ["ann@example.org", "ben@example.org"]
    assert states_of(mailing) == [("sent", 1)] * 2


def test_many_letters_share_a_connection(server):
    make_mailing(*["ann@example.org"] * 12)
    send()

    assert len(server.letters) == 12
    assert server.connections == 1


def test_a_connection_is_not_used_for_ever(server, monkeypatch):
    monkeypatch.setattr("assessments.mail.smtp.LETTERS_A_CONNECTION", 5)
    make_mailing(*["ann@example.org"] * 12)
    send()

    assert len(server.letters) == 12
    assert server.connections == 3


def test_what_arrives_is_the_letter(server):
    mailing = make_mailing()
    send()
    arrived = message_from_bytes(server.letters[0][1], policy=default)
    link = f"{SITE}/l/{signed_links.token_for(mailing.letters.get().participant)}/"

    assert arrived["To"] == "Applicant 0 <ann@example.org>"
    assert arrived["From"] == "Self-check <check@example.org>"
    assert link in arrived.get_body(["plain"]).get_content()


@pytest.mark.parametrize("name", ["王小明" * 26, "Lee, Ann", 'Ann "Annie"'])
def test_a_name_leaves_the_address_alone(server, name):
    mailing = make_mailing()
    Participant.objects.update(name=name)
    send()
    arrived = message_from_bytes(server.letters[0][1])

    assert server.recipients == ["ann@example.org"]
    assert addresses_of(arrived["To"]) == [(name, "ann@example.org")]
    assert states_of(mailing) == [("sent", 1)]


# --- refusals ---------------------------------------------------------------------------------------
def test_a_refused_address_fails_with_the_server_s_words_and_no_address(server):
    mailing = make_mailing("gone@example.org", "ben@example.org")
    send()

    assert [each.reason for each in mailings.failed_of(mailing)] == [
        "550 5.1.1 …: no such user at …, see …"
    ]
    assert states_of(mailing) == [("failed", 1), ("sent", 1)]
    assert server.recipients == ["ben@example.org"]


def test_a_refused_letter_fails(server):
    mailing = make_mailing("spam@example.org")
    send()

    assert [each.reason for each in mailings.failed_of(mailing)] == [
        "554 5.7.1 Message refused"
    ]


def test_a_long_refusal_is_shortened():
    from assessments.mail.smtp import REASON_LENGTH, reason_of_refusal

    assert len(reason_of_refusal(550, b"no " * 500)) == REASON_LENGTH


@pytest.mark.parametrize(
    "address", ["later@example.org", "busy@example.org", "closing@example.org"]
)
def test_a_letter_put_off_waits_and_holds_up_nobody(server, address):
    mailing = make_mailing(address, "ben@example.org")
    send()

    assert states_of(mailing) == [("waiting", 1), ("sent", 1)]
    assert server.recipients == ["ben@example.org"]


def test_a_letter_put_off_is_tried_again_in_five_minutes(server):
    mailing = make_mailing("later@example.org")
    tries = []
    for minutes in (0, 4, 5, 19, 20):
        send(NOW + timedelta(minutes=minutes))
        tries.append(mailing.letters.get().tries)

    assert tries == [1, 1, 2, 2, 3]
    assert sending.next_retry_at() == NOW + timedelta(minutes=65)


def test_a_letter_put_off_each_time_has_failed(server):
    mailing = make_mailing("later@example.org")
    for hours in range(10):
        send(NOW + timedelta(hours=hours * 3))

    assert states_of(mailing) == [("failed", 5)]


def test_an_address_nobody_can_write_to_fails(server):
    mailing = make_mailing("no address at all", "ben@example.org")
    send()

    assert states_of(mailing) == [("failed", 1), ("sent", 1)]
    assert server.recipients == ["ben@example.org"]


def test_a_letter_nobody_confirmed_goes_out_once_more_and_is_then_unknown(server):
    mailing = make_mailing("drop@example.org")
    seen = []
    for minutes in (0, 10, 60, 600):
        send(NOW + timedelta(minutes=minutes))
        seen += states_of(mailing)

    assert seen == [("waiting", 1), ("unknown", 2), ("unknown", 2), ("unknown", 2)]


def test_a_letter_sent_again_has_the_id_of_the_first(server):
    mailing = make_mailing()
    for _ in range(2):
        send()
        mailing.letters.update(state="waiting", claimed_at=None)
    first, again = (
        message_from_bytes(letter)["Message-ID"] for _, letter in server.letters
    )

    assert first == again
    assert first.endswith("@example.org>") is True


# --- a server that takes nothing --------------------------------------------------------------------
@pytest.fixture
def no_server(settings):
    with mail_server.running() as gone:
        port = gone.port
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = port


def test_a_server_out_of_reach_costs_no_letter_a_try(no_server):
    mailing = make_mailing("ann@example.org", "ben@example.org")

    assert send() == sending.Run(sending.RunEnd.SERVER_UNAVAILABLE, 0)
    assert states_of(mailing) == [("waiting", 0)] * 2


def test_a_server_that_refuses_the_sender_costs_no_letter_a_try(server):
    server.refuses_sender = True
    mailing = make_mailing("ann@example.org", "ben@example.org")

    assert send().end == sending.RunEnd.SERVER_UNAVAILABLE
    assert states_of(mailing) == [("waiting", 0)] * 2


def test_the_queue_tries_again_later_and_later_and_then_pauses(no_server, settings):
    settings.TASKS = DATABASE_QUEUE
    mailing = make_mailing()
    for troubles in range(6):
        called = DBTaskResult.objects.get()
        assert called.args_kwargs["args"] == ([troubles] if troubles else [])
        called.delete()
        tasks.send_letters.func(troubles)

    assert DBTaskResult.objects.exists() is False
    assert states_of(mailing) == [("waiting", 0)]
    assert mailings.progress_of(mailing).is_paused is True
    assert mailings.progress_of(mailing).trouble == sending.SERVER_TOOK_NOTHING


def test_resuming_after_trouble_sends(server):
    mailing = make_mailing()
    sending.pause_all_waiting()
    mailings.resume(mailing=mailing, now=NOW)
    send()

    assert states_of(mailing) == [("sent", 1)]
    assert mailings.progress_of(mailing).trouble == ""


def test_nothing_pretends_to_be_sent_where_mail_is_configured_no_more(settings):
    mailing = make_mailing()
    settings.MAIL_IS_CONFIGURED = False
    send()

    assert states_of(mailing) == [("waiting", 0)]
    assert mail.outbox == []


# --- pausing, leaving, coming too late --------------------------------------------------------------
def test_pausing_takes_effect_before_the_next_letter():
    mailing = make_mailing("ann@example.org", "ben@example.org")
    send(go_on=lambda: not mail.outbox or mailings.pause(mailing=mailing) or True)

    assert len(mail.outbox) == 1
    assert states_of(mailing) == [("sent", 1), ("waiting", 0)]


def test_a_paused_mailing_holds_up_no_other():
    paused = make_mailing()
    other = post(make_invited(make_round()).cohort, nonce="other")
    mailings.pause(mailing=paused)
    send()

    assert states_of(paused) == [("waiting", 0)]
    assert states_of(other) == [("sent", 1)]


def test_a_worker_told_to_stop_finishes_the_letter_in_hand():
    mailing = make_mailing("ann@example.org", "ben@example.org")
    run = send(go_on=lambda: not mail.outbox)

    assert run == sending.Run(sending.RunEnd.TOLD_TO_STOP, 1)
    assert states_of(mailing) == [("sent", 1), ("waiting", 0)]


@pytest.mark.parametrize("changes", [{"withdrawn_at": NOW}, {"email": ""}])
def test_who_left_meanwhile_gets_no_letter(changes):
    mailing = make_mailing()
    Application.objects.update(**changes)
    send()

    assert mail.outbox == []
    assert mailing.letters.count() == 0


def test_who_is_erased_while_the_letter_goes_out_leaves_nothing(monkeypatch):
    mailing = make_mailing()
    person = mailing.letters.get().participant
    monkeypatch.setattr(
        "assessments.mail.smtp.MailServer.send",
        _erasing(person, sending.MailServer.send),
    )
    send()

    assert len(mail.outbox) == 1
    assert Letter.objects.count() == 0


def _erasing(person, send):
    def erase_then_send(server, message):
        erasure.erase(participant=person, now=NOW)
        return send(server, message)

    return erase_then_send


def test_who_started_meanwhile_is_not_reminded_to_start():
    mailing = make_mailing(kind="not-started")
    Participant.objects.update(state=Participant.State.STARTED)
    send()

    assert mail.outbox == []
    assert mailing.letters.count() == 0


@pytest.mark.parametrize("does", ["submits", "saves"])
def test_who_goes_on_meanwhile_is_not_reminded_to_finish(does):
    cohort = make_round()
    make_started(cohort, "33333333", now=NOW - timedelta(hours=1))
    mailing = post(cohort, "stuck")
    if does == "submits":
        attempts.submit(
            attempt=Attempt.objects.get(), as_oneself=True, language="en", now=NOW
        )
    else:
        attempts.save(
            attempt=Attempt.objects.get(), changes={1: 5}, language="en", now=NOW
        )
    send()

    assert mail.outbox == []
    assert mailing.letters.count() == 0


def test_nobody_is_reminded_after_closing():
    mailing = make_mailing(kind="not-started")
    Cohort.objects.update(closes_at=NOW - timedelta(minutes=1))
    send()

    assert mail.outbox == []
    assert mailing.letters.count() == 0


@pytest.mark.parametrize("kind", ["invitation", "not-started"])
def test_who_was_decided_about_while_it_was_paused_gets_no_letter(kind):
    mailing = make_mailing(kind=kind)
    mailings.pause(mailing=mailing)
    Application.objects.update(stage="not-selected")
    mailings.resume(mailing=mailing, now=NOW)
    send()

    assert mail.outbox == []
    assert mailing.letters.count() == 0


def test_who_was_decided_about_meanwhile_is_not_reminded_to_finish():
    cohort = make_round()
    make_started(cohort, "33333333", now=NOW - timedelta(hours=1))
    mailing = post(cohort, "stuck")
    Application.objects.update(stage="not-selected")
    send()

    assert mail.outbox == []
    assert mailing.letters.count() == 0


@pytest.mark.parametrize(
    ("opens", "closes", "sent"), [(-2, -1, 0), (-2, 1, 1), (1, 2, 1)]
)
def test_an_invitation_is_sent_while_its_round_is_open_or_planned(opens, closes, sent):
    mailing = make_mailing()
    times = {
        "opens_at": NOW + timedelta(minutes=opens),
        "closes_at": NOW + timedelta(minutes=closes),
    }
    Cohort.objects.update(**times, grace_minutes=60)
    send()

    assert len(mail.outbox) == sent
    assert mailing.letters.count() == sent


def test_a_new_link_sent_on_purpose_goes_out_after_the_end_too():
    post(make_invited(make_round()).cohort, renew_links=True)
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
def test_an_invitation_that_renews_no_link_stays_one_when_a_link_is_renewed(change):
    """A link that is not the first one says nothing about the mailing."""
    mailing = make_mailing()
    Participant.objects.update(link_version=2)
    change()

    send()

    assert mail.outbox == []
    assert mailing.letters.count() == 0


def test_an_invitation_is_sent_to_who_started_meanwhile():
    make_mailing()
    Participant.objects.update(state=Participant.State.STARTED)
    send()

    assert len(mail.outbox) == 1


# --- other workers -----------------------------------------------------------------------------------
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


def test_nothing_logged_tells_who_was_written_to(server, caplog):
    caplog.set_level(logging.DEBUG)
    make_mailing(
        "gone@example.org", "drop@example.org", "no address at all", "ben@example.org"
    )
    send()
    told = caplog.text

    assert [
        word
        for word in ("gone@", "drop@", "no address", "ben@", "Applicant", "/l/")
        if word in told
    ] == []
