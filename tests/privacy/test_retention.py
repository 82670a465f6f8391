from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django_tasks_db.models import DBTaskResult

from assessments.files.learner_lists import Line
from assessments.groups import counters
from assessments.models import (
    AccessLogEntry,
    Attempt,
    Cohort,
    DeclaredGroups,
    DocumentArchive,
    Letter,
    Mailing,
    Participant,
)
from assessments.privacy import retention
from assessments.screening import access_log, decision_log
from assessments.sittings import attempts, participants
from tests.factories import make_cohort, make_draft, make_questionnaire, make_submitted
from tests.groups.counting import counters_by_hand, stored_counters
from tests.screening.deciding import decide
from tests.screening_factories import make_applicant, make_invited, make_round
from tests.staff_factories import make_person

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)


def purge():
    """Return the number of each kind of which something was removed."""
    numbers = {}
    for removed in retention.purge(now=NOW):
        if removed.number:
            numbers[removed.kind] = removed.number
    return numbers


def days_ago(days):
    return NOW - timedelta(days=days)


def make_closed(*staff, days, months=6, people=1):
    """A round that closed so many days ago, with applicants who submitted a day before."""
    cohort = make_round(*staff, retention_months=months, closes_at=days_ago(days))
    for _ in range(people):
        make_applicant_of(cohort)
    return cohort


def make_applicant_of(cohort):
    return make_applicant(cohort, now=cohort.closes_at - timedelta(days=1))


# --- solo visitors and learners -------------------------------------------------------
@pytest.mark.parametrize(("days", "left"), [(731, 0), (729, 1)])
def test_solo_visitor_is_erased_after_24_idle_months(days, left):
    make_draft(now=days_ago(days))

    purge()

    assert Participant.objects.count() == left


def test_months_count_from_the_last_save():
    draft = make_draft(now=days_ago(1000))
    Attempt.objects.filter(pk=draft.pk).update(saved_at=days_ago(10))

    assert purge() == {}


@pytest.mark.parametrize(
    ("months", "days", "left"), [(3, 92, 0), (3, 91, 1), (1, 31, 0), (24, 700, 1)]
)
def test_learner_is_erased_after_the_idle_months_of_the_cohort(months, days, left):
    make_draft(cohort=make_cohort(retention_months=months), now=days_ago(days))

    purge()

    assert Participant.objects.count() == left


def test_months_of_one_cohort_are_not_those_of_another_or_of_solo():
    shorter = make_cohort(retention_months=2)
    longer = make_cohort()
    idle = days_ago(100)
    for cohort in (shorter, longer, None):
        make_draft(longer.questionnaire, cohort=cohort, now=idle)

    assert purge() == {"learners": 1}
    assert shorter.participants.count() == 0
    assert longer.participants.count() == 1


def test_months_of_a_learner_count_from_the_last_save_of_any_attempt():
    person = make_submitted(
        cohort=make_cohort(retention_months=1), now=days_ago(900)
    ).participant
    person.attempts.update(saved_at=days_ago(300))
    again = attempts.repeat(participant=person, after=1, now=days_ago(10))

    assert purge() == {}
    assert Attempt.objects.latest("ordinal") == again


def test_listed_learner_who_never_started_is_erased_after_those_months():
    cohort = make_cohort(retention_months=6)
    participants.list_learners(
        cohort=cohort, lines=[Line(1, "Li Na", "")], now=days_ago(183)
    )

    assert purge() == {"learners": 1}
    assert counters.state_counts(cohort)["listed"] == 0


def test_counters_are_exact_after_a_purge():
    cohort = make_cohort()
    for place, days in [(None, 800), (cohort, 800), (cohort, 1), (None, 1)]:
        attempt = make_submitted(cohort.questionnaire, cohort=place, now=days_ago(days))
        Attempt.objects.filter(pk=attempt.pk).update(saved_at=days_ago(days))
    make_closed(days=200, people=2)

    assert purge() == {"solo visitors": 1, "learners": 1, "applicants": 2}
    assert stored_counters() == counters_by_hand()


# --- screening rounds -----------------------------------------------------------------
@pytest.mark.parametrize(
    ("months", "days", "left"), [(6, 183, 0), (6, 182, 1), (1, 31, 0), (24, 700, 1)]
)
def test_applicants_are_erased_after_the_months_of_the_round(months, days, left):
    make_closed(days=days, months=months)

    purge()

    assert Participant.objects.count() == left


def test_months_of_a_round_count_from_its_closing_time_and_not_from_the_answers():
    cohort = make_closed(days=182, people=0)
    make_applicant(cohort, now=days_ago(600))
    make_invited(cohort, now=days_ago(600))

    assert purge() == {}


@pytest.mark.parametrize(("put_off", "left"), [(0, 0), (300, 0)])
def test_putting_the_closing_time_off_keeps_nobody_longer_than_they_agreed_to(
    put_off, left
):
    cohort = make_closed(days=200)
    Cohort.objects.filter(pk=cohort.pk).update(closes_at=days_ago(200 - put_off))

    purge()

    assert Participant.objects.count() == left


def test_purged_applicant_leaves_a_log_without_content():
    cohort = make_closed(days=200)
    decide(cohort.participants.get(), now=days_ago(199))

    purge()
    lines = [
        (line.kind, line.made_at, line.content) for line in decision_log.log_of(cohort)
    ]

    assert lines == [("decision", days_ago(199), None), ("erased", NOW, None)]
    assert decision_log.find_faults(cohort) == []


def test_access_to_a_rounds_list_goes_with_its_applicants():
    hr = make_person("hr")
    over = make_closed(days=200)
    running = make_closed(days=10)
    for cohort in (over, running):
        person = cohort.participants.get()
        access_log.record_access(
            user=hr,
            screening_round=cohort,
            people=[person, None],
            kind="board",
            now=cohort.closes_at,
        )

    assert purge() == {"applicants": 1, "looks at lists of applicants": 1}
    assert set(AccessLogEntry.objects.values_list("cohort", flat=True)) == {running.pk}


# --- letters and archives -------------------------------------------------------------
def make_mailing(cohort, created_at, *people):
    mailing = Mailing.objects.create(
        cohort=cohort,
        kind="invitation",
        site="https://example.org",
        made_by=make_person("sender"),
        nonce="form",
        created_at=created_at,
    )
    for person in people:
        Letter.objects.create(mailing=mailing, participant=person)


@pytest.mark.parametrize(("days", "left"), [(31, 0), (29, 1)])
def test_mailing_without_letters_is_removed_after_30_days(days, left):
    make_mailing(make_round(), days_ago(days))

    purge()

    assert Mailing.objects.count() == left


def test_mailing_is_kept_as_long_as_a_letter_of_it():
    cohort = make_round()
    make_mailing(cohort, days_ago(90), make_invited(cohort, now=days_ago(90)))

    assert purge() == {}
    assert Letter.objects.count() == 1


def test_letters_and_their_mailing_go_with_the_applicants():
    cohort = make_closed(days=200)
    make_mailing(cohort, days_ago(220), cohort.participants.get())

    assert purge() == {"applicants": 1, "mailings without letters": 1}


@pytest.mark.parametrize(("hours", "left"), [(25, 0), (23, 1)])
def test_archive_is_removed_after_a_day(hours, left):
    DocumentArchive.objects.create(
        cohort=make_round(),
        made_by=make_person("hr"),
        kind="results",
        language="en",
        nonce="form",
        file=b"zip",
        created_at=NOW - timedelta(hours=hours),
    )

    purge()

    assert DocumentArchive.objects.count() == left


# --- the rest -------------------------------------------------------------------------
def test_declared_groups_that_nobody_leads_to_are_removed():
    owner = make_applicant(make_round()).application
    owner.declared_groups_key = DeclaredGroups.objects.create(gender="woman").key
    owner.save()
    DeclaredGroups.objects.create(gender="man")

    assert purge() == {"declared groups of nobody": 1}
    assert DeclaredGroups.objects.get().pk == owner.declared_groups_key


@pytest.mark.parametrize(("days", "left"), [(731, 0), (729, 1)])
def test_history_of_the_admin_is_kept_24_months(days, left):
    LogEntry.objects.create(
        user=make_person("hr"),
        action_flag=CHANGE,
        content_type=ContentType.objects.get_for_model(Cohort),
        object_id="1",
        object_repr="…",
        action_time=days_ago(days),
    )

    purge()

    assert LogEntry.objects.count() == left


@pytest.mark.parametrize(
    ("status", "days", "left"),
    [("SUCCESSFUL", 8, 0), ("FAILED", 8, 0), ("SUCCESSFUL", 6, 1), ("READY", None, 1)],
)
def test_finished_tasks_are_kept_a_week(status, days, left):
    finished_at = None
    if days is not None:
        finished_at = days_ago(days)
    DBTaskResult.objects.create(
        status=status,
        finished_at=finished_at,
        args_kwargs={"args": [], "kwargs": {}},
        run_after=days_ago(90),
        task_path="a.task",
    )

    purge()

    assert DBTaskResult.objects.count() == left


def test_sessions_that_ended_are_removed():
    for key, minutes in [("ended", -1), ("lasts", 1)]:
        Session.objects.create(
            session_key=key, expire_date=NOW + timedelta(minutes=minutes)
        )

    assert purge() == {"sessions": 1}
    assert Session.objects.get().session_key == "lasts"


# --- survey and command ---------------------------------------------------------------
def test_survey_says_what_expired_why_and_since_when():
    questionnaire = make_questionnaire()
    for days in (900, 1000, 1):
        make_draft(questionnaire, now=days_ago(days))

    solo_visitors = retention.survey(now=NOW)[0]

    assert solo_visitors == retention.Expired(
        kind="solo visitors",
        why="kept 24 months after the last save",
        number=2,
        oldest=days_ago(1000),
    )


def test_survey_changes_nothing():
    make_closed(days=200)
    make_draft(now=days_ago(900))
    first = retention.survey(now=NOW)
    second = retention.survey(now=NOW)

    assert first == second
    assert Participant.objects.count() == 2


def test_survey_says_what_a_purge_removes():
    make_closed(days=200, people=2)
    make_draft(now=days_ago(900))

    expired = [(result.kind, result.number) for result in retention.survey(now=NOW)]
    removed = [(result.kind, result.number) for result in retention.purge(now=NOW)]

    assert expired == removed


def test_second_purge_removes_nothing():
    make_closed(days=200)

    purge()

    assert purge() == {}


def test_command_only_says_what_expired_by_default(capsys):
    make_draft(now=datetime(2020, 1, 1, tzinfo=UTC))

    call_command("purge")
    lines = capsys.readouterr().out.splitlines()

    assert lines[0] == (
        "1 solo visitors (kept 24 months after the last save; "
        "the oldest since 2020-01-01)"
    )
    assert lines[-1] == "Nothing was removed; --remove does it."
    assert Participant.objects.count() == 1


def test_command_removes_on_request(capsys):
    make_draft(now=datetime(2020, 1, 1, tzinfo=UTC))

    call_command("purge", remove=True)
    lines = capsys.readouterr().out.splitlines()

    assert lines[0] == "1 solo visitors (kept 24 months after the last save)"
    assert lines[-1] == "Removed."
    assert Participant.objects.count() == 0
