from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.admin.models import LogEntry
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
from tests.groups.counting import by_hand, stored
from tests.screening.deciding import decide
from tests.screening_factories import make_applicant, make_invited, make_round
from tests.staff_factories import make_person

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)


def removed(now=NOW):
    return {due.kind: due.number for due in retention.purge(now=now) if due.number}


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


# --- solo visitors and learners ---------------------------------------------------------------------------
@pytest.mark.parametrize(("days", "left"), [(731, 0), (729, 1)])
def test_a_solo_visitor_is_erased_after_24_idle_months(days, left):
    make_draft(now=days_ago(days))
    retention.purge(now=NOW)

    assert Participant.objects.count() == left


def test_the_months_count_from_the_last_save():
    draft = make_draft(now=days_ago(1000))
    Attempt.objects.filter(pk=draft.pk).update(saved_at=days_ago(10))

    assert removed() == {}


@pytest.mark.parametrize(
    ("months", "days", "left"), [(3, 92, 0), (3, 91, 1), (1, 31, 0), (24, 700, 1)]
)
def test_a_learner_is_erased_after_the_idle_months_of_the_cohort(months, days, left):
    make_draft(cohort=make_cohort(retention_months=months), now=days_ago(days))
    retention.purge(now=NOW)

    assert Participant.objects.count() == left


def test_months_of_one_cohort_are_not_those_of_another_or_of_solo():
    shorter = make_cohort(retention_months=2)
    longer = make_cohort()
    idle = days_ago(100)
    for cohort in (shorter, longer, None):
        make_draft(longer.questionnaire, cohort=cohort, now=idle)

    assert removed() == {"learners": 1}
    assert shorter.participants.count() == 0
    assert longer.participants.count() == 1


def test_a_learner_s_months_count_from_the_last_save_of_any_attempt():
    person = make_submitted(
        cohort=make_cohort(retention_months=1), now=days_ago(900)
    ).participant
    person.attempts.update(saved_at=days_ago(300))
    again = attempts.repeat(participant=person, after=1, now=days_ago(10))

    assert removed() == {}
    assert Attempt.objects.latest("ordinal") == again


def test_a_listed_learner_who_never_started_is_erased_after_those_months():
    cohort = make_cohort(retention_months=6)
    participants.list_learners(
        cohort=cohort, lines=[Line(1, "Li Na", "")], now=days_ago(183)
    )

    assert removed() == {"learners": 1}
    assert counters.state_counts(cohort)["listed"] == 0


def test_counters_are_exact_after_a_purge():
    cohort = make_cohort()
    for place, days in [(None, 800), (cohort, 800), (cohort, 1), (None, 1)]:
        person = make_submitted(
            cohort.questionnaire, cohort=place, now=days_ago(days)
        ).participant
        person.attempts.update(saved_at=days_ago(days))
    make_closed(days=200, people=2)

    assert removed() == {"solo visitors": 1, "learners": 1, "applicants": 2}
    assert stored() == by_hand()


# --- screening rounds -------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("months", "days", "left"), [(6, 183, 0), (6, 182, 1), (1, 31, 0), (24, 700, 1)]
)
def test_applicants_are_erased_after_the_months_of_the_round(months, days, left):
    make_closed(days=days, months=months)
    retention.purge(now=NOW)

    assert Participant.objects.count() == left


def test_the_months_of_a_round_count_from_its_closing_time_and_not_from_the_answers():
    cohort = make_closed(days=182, people=0)
    make_applicant(cohort, now=days_ago(600))
    make_invited(cohort, now=days_ago(600))

    assert removed() == {}


@pytest.mark.parametrize(("put_off", "left"), [(0, 0), (300, 0)])
def test_putting_the_closing_time_off_keeps_nobody_longer_than_they_agreed_to(
    put_off, left
):
    cohort = make_closed(days=200)
    Cohort.objects.filter(pk=cohort.pk).update(closes_at=days_ago(200 - put_off))
    retention.purge(now=NOW)

    assert Participant.objects.count() == left


def test_a_purged_applicant_leaves_a_log_without_content():
    cohort = make_closed(days=200)
    decide(cohort.participants.get(), now=days_ago(199))
    retention.purge(now=NOW)
    lines = [
        (line.kind, line.made_at, line.content) for line in decision_log.log_of(cohort)
    ]

    assert lines == [("decision", days_ago(199), None), ("erased", NOW, None)]
    assert decision_log.find_faults(cohort) == []


def test_looks_at_a_round_s_list_go_with_its_applicants():
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

    assert removed() == {"applicants": 1, "looks at lists of applicants": 1}
    assert set(AccessLogEntry.objects.values_list("cohort", flat=True)) == {running.pk}


# --- the outbox -------------------------------------------------------------------------------------------
def make_mailing(cohort, created_at, *people):
    facts = {
        "kind": "invitation",
        "site": "https://example.org",
        "made_by": make_person(f"by-{created_at:%Y%m%d}"),
    }
    made = Mailing.objects.create(
        cohort=cohort, nonce=f"{created_at}", created_at=created_at, **facts
    )
    Letter.objects.bulk_create(
        Letter(mailing=made, participant=person) for person in people
    )
    return made


@pytest.mark.parametrize(("days", "left"), [(31, 0), (29, 1)])
def test_a_mailing_without_letters_is_removed_after_30_days(days, left):
    make_mailing(make_round(), days_ago(days))
    retention.purge(now=NOW)

    assert Mailing.objects.count() == left


def test_a_mailing_stays_as_long_as_a_letter_of_it():
    cohort = make_round()
    make_mailing(cohort, days_ago(90), make_invited(cohort, now=days_ago(90)))

    assert removed() == {}
    assert Letter.objects.count() == 1


def test_letters_and_their_mailing_go_with_the_applicants():
    cohort = make_closed(days=200)
    make_mailing(cohort, days_ago(220), cohort.participants.get())

    assert removed() == {"applicants": 1, "mailings without letters": 1}


@pytest.mark.parametrize(("hours", "left"), [(25, 0), (23, 1)])
def test_papers_are_removed_after_a_day(hours, left):
    facts = {"kind": "results", "language": "en", "nonce": "archive", "file": b"zip"}
    made_at = NOW - timedelta(hours=hours)
    DocumentArchive.objects.create(
        cohort=make_round(), made_by=make_person("hr"), created_at=made_at, **facts
    )
    retention.purge(now=NOW)

    assert DocumentArchive.objects.count() == left


# --- the rest ---------------------------------------------------------------------------------------------
def test_declared_groups_that_nobody_leads_to_are_removed():
    owner = make_applicant(make_round()).application
    owner.declared_groups_key = DeclaredGroups.objects.create(gender="woman").key
    owner.save()
    DeclaredGroups.objects.create(gender="man")

    assert removed() == {"declared groups of nobody": 1}
    assert DeclaredGroups.objects.get().pk == owner.declared_groups_key


@pytest.mark.parametrize(("days", "left"), [(731, 0), (729, 1)])
def test_the_admin_s_history_is_kept_24_months(days, left):
    facts = {
        "user": make_person("hr"),
        "action_flag": 2,
        "content_type": ContentType.objects.get_for_model(Cohort),
    }
    LogEntry.objects.create(
        object_id="1", object_repr="…", action_time=days_ago(days), **facts
    )
    retention.purge(now=NOW)

    assert LogEntry.objects.count() == left


@pytest.mark.parametrize(
    ("status", "days", "left"),
    [("SUCCESSFUL", 8, 0), ("FAILED", 8, 0), ("SUCCESSFUL", 6, 1), ("READY", None, 1)],
)
def test_finished_tasks_are_kept_a_week(status, days, left):
    facts = {
        "args_kwargs": {"args": [], "kwargs": {}},
        "run_after": days_ago(90),
        "task_path": "a.task",
    }
    DBTaskResult.objects.create(
        status=status, finished_at=days and days_ago(days), **facts
    )
    retention.purge(now=NOW)

    assert DBTaskResult.objects.count() == left


def test_sessions_that_ended_are_removed():
    for key, minutes in [("ended", -1), ("lasts", 1)]:
        Session.objects.create(
            session_key=key, expire_date=NOW + timedelta(minutes=minutes)
        )

    assert removed() == {"sessions": 1}
    assert Session.objects.get().session_key == "lasts"


# --- being told -------------------------------------------------------------------------------------------
def test_a_survey_says_what_why_and_since_when():
    questionnaire = make_questionnaire()
    for days in (900, 1000, 1):
        make_draft(questionnaire, now=days_ago(days))
    told = retention.survey(now=NOW)[0]

    assert told == retention.Expired(
        "solo visitors", "kept 24 months after the last save", 2, days_ago(1000)
    )


def test_a_survey_changes_nothing():
    make_closed(days=200)
    make_draft(now=days_ago(900))
    first = retention.survey(now=NOW)
    second = retention.survey(now=NOW)

    assert first == second
    assert Participant.objects.count() == 2


def test_a_survey_tells_what_a_purge_removes():
    make_closed(days=200, people=2)
    make_draft(now=days_ago(900))
    told = [(due.kind, due.number) for due in retention.survey(now=NOW)]

    assert told == [(due.kind, due.number) for due in retention.purge(now=NOW)]


def test_a_second_purge_finds_nothing():
    make_closed(days=200)
    retention.purge(now=NOW)

    assert removed() == {}


def test_the_command_only_tells_by_default(capsys):
    make_draft(now=datetime(2020, 1, 1, tzinfo=UTC))
    call_command("purge")
    told = capsys.readouterr().out.splitlines()
    first = "1 solo visitors (kept 24 months after the last save; the oldest since 2020-01-01)"

    assert told[0] == first
    assert told[-1] == "Nothing was removed; --remove does it."
    assert Participant.objects.count() == 1


def test_the_command_removes_when_told_to(capsys):
    make_draft(now=datetime(2020, 1, 1, tzinfo=UTC))
    call_command("purge", remove=True)
    told = capsys.readouterr().out.splitlines()

    assert told[0] == "1 solo visitors (kept 24 months after the last save)"
    assert told[-1] == "Removed."
    assert Participant.objects.count() == 0
