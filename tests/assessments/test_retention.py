from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command

from assessments import retention
from assessments.models import Attempt, Participant
from tests.factories import make_cohort, make_draft, make_questionnaire

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


def test_what_was_removed_is_told_by_purpose():
    questionnaire, long_ago = make_questionnaire(), NOW - timedelta(days=800)
    make_draft(questionnaire, now=long_ago)
    make_draft(questionnaire, cohort=make_cohort(), now=long_ago)
    assert retention.purge(now=NOW) == {"self": 1, "course": 1}


def test_the_command_says_what_it_removed(capsys):
    make_draft(now=datetime(2020, 1, 1, tzinfo=UTC))
    call_command("purge_expired")
    assert capsys.readouterr().out == "self: 1 removed\ncourse: 0 removed\n"
