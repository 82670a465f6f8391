"""HR's side of letters: who gets one, how far a mailing is, pausing it."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from django.db import transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from assessments.groups.used_form import UsedForm
from assessments.mail import mailings, sending
from assessments.models import Application, Cohort, Letter, Mailing, Participant
from tests.factories import make_user
from tests.mail.posting import DATABASE_QUEUE, SITE, post_letters
from tests.racing import at_once
from tests.screening_factories import (
    make_applicant,
    make_invited,
    make_round,
    make_started,
)

pytestmark = pytest.mark.django_db
NOW = timezone.now()
LATER = NOW + timedelta(minutes=40)
KINDS = Mailing.Kind.values


def names_of(mailing):
    return sorted(mailing.letters.values_list("participant__name", flat=True))


@pytest.fixture
def cohort():
    """A round with an applicant in every state."""
    cohort = make_round()
    make_invited(cohort, "Listed", now=NOW)
    make_started(cohort, name="Stuck", now=NOW)
    make_started(cohort, name="Busy", now=LATER)
    make_applicant(cohort, name="Done", now=NOW)
    return cohort


# --- who gets a letter ----------------------------------------------------------------
@pytest.mark.parametrize(
    ("kind", "names"),
    [("invitation", ["Listed"]), ("not-started", ["Listed"]), ("stuck", ["Stuck"])],
)
def test_kind_of_letter_goes_only_to_those_it_is_for(cohort, kind, names):
    mailing = post_letters(cohort, kind, now=LATER)

    assert names_of(mailing) == names


def test_renewed_link_goes_to_everybody(cohort):
    mailing = post_letters(cohort, renew_links=True, now=LATER)

    assert names_of(mailing) == ["Busy", "Done", "Listed", "Stuck"]


def test_only_named_applicants_get_a_letter():
    cohort = make_round()
    named = make_invited(cohort, "Named")
    make_invited(cohort, "Not named")

    mailing = post_letters(cohort, people=[named])

    assert names_of(mailing) == ["Named"]


@pytest.mark.parametrize("changes", [{"email": ""}, {"withdrawn_at": NOW}])
@pytest.mark.parametrize("renew_links", [True, False])
def test_applicant_who_withdrew_or_has_no_address_gets_none(changes, renew_links):
    cohort = make_round()
    make_invited(cohort)
    Application.objects.update(**changes)

    mailing = post_letters(cohort, renew_links=renew_links)

    assert names_of(mailing) == []


def test_applicant_of_another_round_gets_none():
    stranger = make_invited(make_round())

    mailing = post_letters(make_round(), people=[stranger])

    assert names_of(mailing) == []


@pytest.mark.parametrize("kind", KINDS)
def test_nobody_gets_a_letter_once_the_round_is_closed(cohort, kind):
    Cohort.objects.update(closes_at=NOW - timedelta(hours=2))

    mailing = post_letters(cohort, kind, now=LATER)

    assert names_of(mailing) == []


@pytest.mark.parametrize(
    ("kind", "names"),
    [("invitation", ["Listed"]), ("not-started", []), ("stuck", ["Stuck"])],
)
def test_nobody_is_reminded_to_start_before_the_opening(cohort, kind, names):
    Cohort.objects.update(opens_at=LATER + timedelta(hours=1))

    mailing = post_letters(cohort, kind, now=LATER)

    assert names_of(mailing) == names


@pytest.mark.parametrize("kind", KINDS)
def test_applicants_who_were_decided_about_get_no_letter(cohort, kind):
    Application.objects.update(stage="not-selected")

    mailing = post_letters(cohort, kind, now=LATER)

    assert names_of(mailing) == []


def test_renewed_link_goes_to_everybody_after_closing_and_decision(cohort):
    Cohort.objects.update(closes_at=NOW - timedelta(hours=2))
    Application.objects.update(stage="not-selected")

    mailing = post_letters(cohort, renew_links=True, now=LATER)

    assert len(names_of(mailing)) == 4


# --- posting --------------------------------------------------------------------------
def test_same_form_makes_one_mailing():
    cohort = make_round()
    make_invited(cohort)
    first = post_letters(cohort)
    make_invited(cohort)

    second = post_letters(cohort)

    assert second == first
    assert Letter.objects.count() == 1


@pytest.mark.parametrize(
    ("second_form", "is_created"), [("first form", False), ("second form", True)]
)
def test_posting_says_whether_the_mailing_was_created(second_form, is_created):
    cohort = make_round()
    user = make_user(get_user_model(), "hr")
    post_letters(cohort, user=user, nonce="first form")

    _, created = mailings.post(
        cohort=cohort,
        kind="invitation",
        people=[],
        site=SITE,
        user=user,
        nonce=second_form,
        now=LATER,
    )

    assert created is is_created


def test_form_of_another_round_is_refused():
    post_letters(make_round())

    with pytest.raises(UsedForm):
        post_letters(make_round())


@pytest.mark.django_db(transaction=True)
def test_presses_at_once_make_one_mailing_and_one_new_link(settings):
    settings.TASKS = DATABASE_QUEUE
    cohort = make_round()
    participant = make_invited(cohort)
    user = make_user(get_user_model(), "hr")

    def press():
        return post_letters(cohort, people=[participant], user=user, renew_links=True)

    posted = at_once(press, press, press)
    participant.refresh_from_db()

    assert len(set(posted)) == 1
    assert Letter.objects.count() == 1
    assert participant.link_version == 2


@pytest.mark.parametrize(("renew_links", "version"), [(True, 2), (False, 1)])
def test_only_renewing_raises_the_link_version(renew_links, version):
    cohort = make_round()
    make_invited(cohort)

    post_letters(cohort, renew_links=renew_links)

    assert Participant.objects.get().link_version == version


@pytest.mark.parametrize("renew_links", [True, False])
def test_mailing_says_whether_it_renews_links(renew_links):
    mailing = post_letters(make_round(), renew_links=renew_links)
    mailing.refresh_from_db()

    assert mailing.renews_links is renew_links


def test_nothing_is_posted_if_no_mail_is_configured(settings):
    settings.MAIL_IS_CONFIGURED = False

    with pytest.raises(mailings.NoMail):
        post_letters(make_round())

    assert Mailing.objects.exists() is False


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("is_rolled_back", "number"), [(False, 1), (True, 0)])
def test_task_in_the_queue_commits_with_the_letters_or_not_at_all(
    settings, is_rolled_back, number
):
    settings.TASKS = DATABASE_QUEUE
    cohort = make_round()
    make_invited(cohort)

    with transaction.atomic():
        post_letters(cohort)
        transaction.set_rollback(is_rolled_back)

    assert Letter.objects.count() == number
    assert DBTaskResult.objects.count() == number


def test_task_in_the_queue_holds_no_name_and_no_address(settings):
    settings.TASKS = DATABASE_QUEUE
    cohort = make_round()
    make_invited(cohort)

    post_letters(cohort)

    assert DBTaskResult.objects.get().args_kwargs == {"args": [], "kwargs": {}}


def test_nothing_is_sent_before_the_commit(django_capture_on_commit_callbacks):
    cohort = make_round()
    make_invited(cohort)

    with django_capture_on_commit_callbacks(execute=True):
        post_letters(cohort, now=NOW)
        sent_before = len(mail.outbox)

    assert sent_before == 0
    assert len(mail.outbox) == 1


# --- pausing --------------------------------------------------------------------------
@pytest.fixture
def mailing():
    cohort = make_round()
    for name in ("Ann", "Ben", "Cleo", "Dan"):
        make_invited(cohort, name)
    return post_letters(cohort, now=LATER)


def test_second_pause_changes_nothing(mailing):
    first = mailings.pause(mailing=mailing)
    second = mailings.pause(mailing=mailing)

    assert first is True
    assert second is False
    assert mailings.progress_of(mailing).is_paused is True


def test_second_resume_changes_nothing(mailing):
    mailings.pause(mailing=mailing)

    first = mailings.resume(mailing=mailing, now=NOW)
    second = mailings.resume(mailing=mailing, now=NOW)

    assert first is True
    assert second is False
    assert mailings.progress_of(mailing).is_paused is False


def test_resuming_enqueues_sending(mailing, settings):
    settings.TASKS = DATABASE_QUEUE
    mailings.pause(mailing=mailing)

    mailings.resume(mailing=mailing, now=NOW)

    assert DBTaskResult.objects.get().task_path == "assessments.mail.tasks.send_letters"


# --- what became of the letters -------------------------------------------------------
def set_states(mailing, *states, reason=""):
    """Give the first letters, in the order of names, these states."""
    letters = mailing.letters.order_by("participant__name")
    for letter, state in zip(letters, states):
        letter.state = state
        letter.reason = reason
        letter.save()


def failures_of(mailing):
    failures = []
    for failure in mailings.failed_of(mailing):
        failures.append((failure.participant.name, failure.is_unknown, failure.reason))
    return failures


def test_progress_counts_letters_by_state(mailing):
    set_states(mailing, "sent", "failed", "unknown", "sending")

    progress = mailings.progress_of(mailing)

    assert progress == mailings.Progress(
        total=4,
        waiting=0,
        sending=1,
        sent=1,
        failed=1,
        unknown=1,
        is_paused=False,
    )
    assert progress.done == 3
    assert progress.percent == 75
    assert progress.is_finished is False


def test_progress_is_finished_when_each_letter_has_an_end(mailing):
    set_states(mailing, "sent", "sent", "failed", "unknown")

    progress = mailings.progress_of(mailing)

    assert progress.percent == 100
    assert progress.is_finished is True


def test_progress_of_a_mailing_without_letters_is_finished():
    progress = mailings.progress_of(post_letters(make_round()))

    assert progress.total == 0
    assert progress.percent == 100
    assert progress.is_finished is True


def test_progress_says_why_letters_still_wait(mailing):
    set_states(mailing, "waiting", reason="451 Greylisted")

    assert mailings.progress_of(mailing).trouble == "451 Greylisted"


def test_mailings_are_listed_newest_first_each_with_its_progress(
    mailing, django_assert_num_queries
):
    set_states(mailing, "sent", "failed")
    newest = post_letters(
        mailing.cohort, nonce="second form", now=LATER + timedelta(minutes=1)
    )
    post_letters(make_round(), nonce="form of another round")

    with django_assert_num_queries(1):
        listed = mailings.newest_mailings(mailing.cohort, limit=5)

    assert [posted.mailing for posted in listed] == [newest, mailing]
    assert listed[0].progress == mailings.progress_of(newest)
    assert listed[1].progress == mailings.progress_of(mailing)
    assert listed[1].progress.done == 2


def test_no_more_mailings_are_listed_than_asked_for(mailing):
    newest = post_letters(
        mailing.cohort, nonce="second form", now=LATER + timedelta(minutes=1)
    )

    [posted] = mailings.newest_mailings(mailing.cohort, limit=1)

    assert posted.mailing == newest


def test_failed_letters_come_with_their_reason(mailing):
    set_states(mailing, "sent")
    ben = mailing.letters.filter(participant__name="Ben")
    ben.update(state="failed", reason="550 No such user")

    assert failures_of(mailing) == [("Ben", False, "550 No such user")]


def test_letters_that_were_never_confirmed_come_as_unknown(mailing):
    set_states(mailing, "unknown", reason=sending.NEVER_CONFIRMED)

    assert failures_of(mailing) == [
        ("Ann", True, "The mail server did not confirm it, twice. It may have arrived.")
    ]


@pytest.mark.parametrize("number", [1, 3])
def test_progress_and_failures_take_the_same_queries_for_any_number_of_letters(
    mailing, number, django_assert_num_queries
):
    set_states(mailing, *["failed"] * number)

    with django_assert_num_queries(2):
        mailings.progress_of(mailing)
        for failure in mailings.failed_of(mailing):
            assert failure.participant.application.email
