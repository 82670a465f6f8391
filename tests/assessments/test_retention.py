from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command

from assessments import attempts, counters, participants, retention
from assessments.learner_lists import Line
from assessments.models import Attempt, Participant
from tests.factories import make_cohort, make_draft, make_questionnaire, make_submitted

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)


@pytest.mark.parametrize(("days", "left"), [(731, 0), (729, 1)])
def test_a_solo_visitor_is_erased_after_24_idle_months(days, left):
    make_draft(now=NOW - timedelta(days=days))
    retention.purge(now=NOW)
    assert Participant.objects.count() == left


def test_the_months_count_from_the_last_save():
    draft = make_draft(now=NOW - timedelta(days=1000))
    Attempt.objects.filter(pk=draft.pk).update(saved_at=NOW - timedelta(days=10))
    assert retention.purge(now=NOW) == {"self": 0, "course": 0}


@pytest.mark.parametrize(("months", "days", "left"), [(3, 92, 0), (3, 91, 1), (1, 31, 0), (24, 700, 1)])
def test_a_learner_is_erased_after_the_idle_months_of_the_cohort(months, days, left):
    make_draft(cohort=make_cohort(retention_months=months), now=NOW - timedelta(days=days))
    retention.purge(now=NOW)
    assert Participant.objects.count() == left


def test_months_of_one_cohort_are_not_those_of_another_or_of_solo():
    shorter, longer, idle = make_cohort(retention_months=2), make_cohort(), NOW - timedelta(days=100)
    for cohort in (shorter, longer, None):
        make_draft(longer.questionnaire, cohort=cohort, now=idle)
    assert retention.purge(now=NOW) == {"self": 0, "course": 1}
    assert (shorter.participants.count(), longer.participants.count()) == (0, 1)


def test_a_learner_s_months_count_from_the_last_save_of_any_attempt():
    person = make_submitted(cohort=make_cohort(retention_months=1), now=NOW - timedelta(days=900)).participant
    person.attempts.update(saved_at=NOW - timedelta(days=300))
    again = attempts.repeat(participant=person, after=1, now=NOW - timedelta(days=10))
    assert (retention.purge(now=NOW)["course"], Attempt.objects.latest("ordinal")) == (0, again)


def test_a_listed_learner_who_never_started_is_erased_after_those_months():
    cohort = make_cohort(retention_months=6)
    participants.list_learners(cohort=cohort, lines=[Line(1, "Li Na", "")], now=NOW - timedelta(days=183))
    assert (retention.purge(now=NOW)["course"], counters.states_of(cohort)["listed"]) == (1, 0)


def test_what_was_removed_is_told_by_purpose():
    questionnaire, long_ago = make_questionnaire(), NOW - timedelta(days=800)
    make_draft(questionnaire, now=long_ago)
    make_draft(questionnaire, cohort=make_cohort(), now=long_ago)
    assert retention.purge(now=NOW) == {"self": 1, "course": 1}


def test_the_command_says_what_it_removed(capsys):
    make_draft(now=datetime(2020, 1, 1, tzinfo=UTC))
    call_command("purge_expired")
    assert capsys.readouterr().out == "self: 1 removed\ncourse: 0 removed\n"
