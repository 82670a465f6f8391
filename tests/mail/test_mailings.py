"""HR's side of the outbox: who gets a letter, how far a mailing is, pausing it."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from django.db import transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from assessments.groups.used_form import UsedForm
from assessments.mail import mailings, sending
from assessments.models import Application, Letter, Mailing, Participant
from tests.factories import make_user
from tests.screening_factories import (
    make_applicant,
    make_invited,
    make_round,
    make_started,
)
from tests.sittings.test_races import at_once

pytestmark = pytest.mark.django_db
NOW = timezone.now()
LATER = NOW + timedelta(minutes=40)
DATABASE_QUEUE = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


@pytest.fixture
def hr():
    return make_user(get_user_model(), "hr")


def _post(cohort, user, kind="invitation", people=None, **changes):
    people = cohort.participants.all() if people is None else people
    facts = {
        "site": "https://check.example.org",
        "nonce": "one",
        "now": LATER,
    } | changes
    mailing, _ = mailings.post(
        cohort=cohort, kind=kind, people=people, user=user, **facts
    )
    return mailing


def _names(mailing):
    return sorted(mailing.letters.values_list("participant__name", flat=True))


def _cast():
    """A round with somebody in every state."""
    cohort = make_round()
    make_invited(cohort, "Listed", now=NOW)
    make_started(cohort, name="Stuck", now=NOW)
    make_started(cohort, name="Busy", now=LATER)
    make_applicant(cohort, name="Done", now=NOW)
    return cohort


@pytest.mark.parametrize(
    ("kind", "names"),
    [("invitation", ["Listed"]), ("not-started", ["Listed"]), ("stuck", ["Stuck"])],
)
def test_each_kind_goes_only_to_whom_it_is_for(hr, kind, names):
    assert _names(_post(_cast(), hr, kind)) == names


def test_a_new_link_goes_to_everybody(hr):
    assert _names(_post(_cast(), hr, renew_links=True)) == [
        "Busy",
        "Done",
        "Listed",
        "Stuck",
    ]


def test_only_those_named_get_a_letter(hr):
    cohort = make_round()
    one = make_invited(cohort, "One")
    _ = make_invited(cohort, "Other")

    assert _names(_post(cohort, hr, people=[one])) == ["One"]


@pytest.mark.parametrize("changes", [{"email": ""}, {"withdrawn_at": NOW}])
@pytest.mark.parametrize("renew", [True, False])
def test_who_withdrew_or_has_no_address_gets_none(hr, changes, renew):
    cohort = make_round()
    make_invited(cohort)
    Application.objects.update(**changes)

    assert _names(_post(cohort, hr, renew_links=renew)) == []


def test_another_round_s_applicant_gets_none(hr):
    assert _names(_post(make_round(), hr, people=[make_invited(make_round())])) == []


@pytest.mark.parametrize("kind", ["invitation", "not-started", "stuck"])
def test_nobody_is_written_to_once_the_round_is_closed(hr, kind):
    cohort = _cast()
    type(cohort).objects.update(closes_at=NOW - timedelta(hours=2))

    assert _names(_post(cohort, hr, kind)) == []


@pytest.mark.parametrize("kind", ["invitation", "not-started", "stuck"])
def test_nobody_about_whom_something_is_decided_is_written_to(hr, kind):
    cohort = _cast()
    Application.objects.update(stage="not-selected")

    assert _names(_post(cohort, hr, kind)) == []


def test_a_new_link_is_for_everybody_after_the_end_too(hr):
    cohort = _cast()
    type(cohort).objects.update(closes_at=NOW - timedelta(hours=2))
    Application.objects.update(stage="not-selected")

    assert len(_names(_post(cohort, hr, renew_links=True))) == 4


def test_the_same_form_makes_one_mailing(hr):
    cohort = make_round()
    make_invited(cohort)
    first = _post(cohort, hr)
    make_invited(cohort)

    assert _post(cohort, hr) == first
    assert Letter.objects.count() == 1


@pytest.mark.parametrize("forms", [1, 2])
def test_posting_says_whether_the_mailing_is_new(hr, forms):
    cohort = make_round()
    created = []
    for number in (1, forms):
        _, is_created = mailings.post(
            cohort=cohort,
            kind="invitation",
            people=[],
            site="https://check.example.org",
            user=hr,
            nonce=f"form {number}",
            now=LATER,
        )
        created.append(is_created)

    assert created == [True, forms == 2]


def test_another_round_s_form_is_refused(hr):
    _post(make_round(), hr)
    with pytest.raises(UsedForm):
        _post(make_round(), hr)


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_once_make_one_mailing_and_one_new_link(hr, settings):
    settings.TASKS = DATABASE_QUEUE
    cohort = make_round()
    person = make_invited(cohort)
    press = lambda: _post(cohort, hr, people=[person], renew_links=True)  # noqa: E731
    made = at_once(press, press, press)
    person.refresh_from_db()

    assert len(set(made)) == 1
    assert Letter.objects.count() == 1
    assert person.link_version == 2


@pytest.mark.parametrize(("renew", "version"), [(True, 2), (False, 1)])
def test_a_resend_raises_the_link_version(hr, renew, version):
    cohort = make_round()
    make_invited(cohort)
    _post(cohort, hr, renew_links=renew)

    assert Participant.objects.get().link_version == version


@pytest.mark.parametrize("renew", [True, False])
def test_a_mailing_says_whether_it_renews_links(hr, renew):
    mailing = _post(make_round(), hr, renew_links=renew)
    mailing.refresh_from_db()

    assert mailing.renews_links is renew


def test_nothing_is_posted_where_no_mail_is_configured(hr, settings):
    settings.MAIL_IS_CONFIGURED = False
    with pytest.raises(mailings.NoMail):
        _post(make_round(), hr)

    assert Mailing.objects.exists() is False


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("fails", "left"), [(False, (1, 1)), (True, (0, 0))])
def test_the_queue_s_row_commits_with_the_letters_or_not_at_all(
    hr, settings, fails, left
):
    settings.TASKS = DATABASE_QUEUE
    cohort = make_round()
    make_invited(cohort)
    with transaction.atomic():
        _post(cohort, hr)
        transaction.set_rollback(fails)

    assert (Letter.objects.count(), DBTaskResult.objects.count()) == left


def test_the_queue_s_row_holds_no_name_and_no_address(hr, settings):
    settings.TASKS = DATABASE_QUEUE
    cohort = make_round()
    make_invited(cohort)
    _post(cohort, hr)

    assert DBTaskResult.objects.get().args_kwargs == {"args": [], "kwargs": {}}


def test_nothing_is_sent_before_the_commit(hr, django_capture_on_commit_callbacks):
    cohort = make_round()
    make_invited(cohort)
    with django_capture_on_commit_callbacks(execute=True):
        _post(cohort, hr, now=NOW)
        before = len(mail.outbox)

    assert before == 0
    assert len(mail.outbox) == 1


# --- pausing and telling ----------------------------------------------------------------------------
@pytest.fixture
def mailing(hr):
    cohort = make_round()
    for name in ("Ann", "Ben", "Cleo", "Dan"):
        make_invited(cohort, name)
    return _post(cohort, hr)


def _set(mailing, *states, **changes):
    for letter, state in zip(mailing.letters.order_by("participant__name"), states):
        Letter.objects.filter(pk=letter.pk).update(state=state, **changes)


def test_pausing_twice_is_pausing_once(mailing):
    pauses = [mailings.pause(mailing=mailing), mailings.pause(mailing=mailing)]

    assert pauses == [True, False]
    assert mailings.progress_of(mailing).is_paused is True


def test_resuming_twice_is_resuming_once(mailing):
    mailings.pause(mailing=mailing)
    resumes = [
        mailings.resume(mailing=mailing, now=NOW),
        mailings.resume(mailing=mailing, now=NOW),
    ]

    assert resumes == [True, False]
    assert mailings.progress_of(mailing).is_paused is False


def test_resuming_wakes_the_worker(mailing, settings):
    settings.TASKS = DATABASE_QUEUE
    mailings.pause(mailing=mailing)
    mailings.resume(mailing=mailing, now=NOW)

    assert DBTaskResult.objects.get().task_path == "assessments.mail.tasks.send_letters"


def test_progress_counts_each_state(mailing):
    _set(mailing, "sent", "failed", "unknown", "sending")
    facts = {
        "total": 4,
        "waiting": 0,
        "sending": 1,
        "sent": 1,
        "failed": 1,
        "unknown": 1,
        "is_paused": False,
    }
    told = mailings.progress_of(mailing)

    assert told == mailings.Progress(**facts)
    assert told.done == 3
    assert told.percent == 75
    assert told.is_finished is False


def test_progress_is_finished_when_each_letter_has_an_end(mailing):
    _set(mailing, "sent", "sent", "failed", "unknown")
    told = mailings.progress_of(mailing)

    assert told.percent == 100
    assert told.is_finished is True


def test_progress_of_an_empty_mailing_is_all_done(hr):
    told = mailings.progress_of(_post(make_round(), hr))

    assert told.total == 0
    assert told.percent == 100
    assert told.is_finished is True


def test_progress_says_why_letters_still_wait(mailing):
    _set(mailing, "waiting", reason="451 Greylisted")

    assert mailings.progress_of(mailing).trouble == "451 Greylisted"


def test_mailings_are_listed_newest_first_each_with_its_progress(
    hr, mailing, django_assert_num_queries
):
    _set(mailing, "sent", "failed")
    newest = _post(mailing.cohort, hr, nonce="two", now=LATER + timedelta(minutes=1))
    _post(make_round(), hr, nonce="another round's")

    with django_assert_num_queries(1):
        listed = mailings.newest_mailings(mailing.cohort, limit=5)

    assert [posted.mailing for posted in listed] == [newest, mailing]
    assert listed[0].progress == mailings.progress_of(newest)
    assert listed[1].progress == mailings.progress_of(mailing)
    assert listed[1].progress.done == 2


def test_no_more_mailings_are_listed_than_asked_for(hr, mailing):
    newest = _post(mailing.cohort, hr, nonce="two", now=LATER + timedelta(minutes=1))

    (posted,) = mailings.newest_mailings(mailing.cohort, limit=1)

    assert posted.mailing == newest


def test_failed_letters_are_told_with_their_reason(mailing):
    _set(mailing, "sent", "failed", reason="550 No such user")
    told = [
        (each.participant.name, each.is_unknown, each.reason)
        for each in mailings.failed_of(mailing)
    ]

    assert told == [("Ben", False, "550 No such user")]


def test_unknown_letters_are_told_as_unknown(mailing):
    _set(mailing, "unknown", reason=sending.NEVER_CONFIRMED)
    told = [
        (each.participant.name, each.is_unknown, each.reason)
        for each in mailings.failed_of(mailing)
    ]

    assert told == [
        ("Ann", True, "The mail server did not confirm it, twice. It may have arrived.")
    ]


@pytest.mark.parametrize("number", [1, 3])
def test_telling_costs_the_same_for_any_number_of_letters(
    mailing, number, django_assert_num_queries
):
    _set(mailing, *["failed"] * number)
    with django_assert_num_queries(2):
        mailings.progress_of(mailing)
        [each.participant.application.email for each in mailings.failed_of(mailing)]
