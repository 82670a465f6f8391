"""The migration that brought counters, on a database of before: results, drafts, a
repeat, solo visitors.
"""

from datetime import UTC, datetime, timedelta
from itertools import count
from types import SimpleNamespace

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from assessments.groups import counters, recounting
from assessments.models import (
    Attempt,
    Cohort,
    CohortStaff,
    CountedGroup,
    RowCount,
    SumCount,
)
from assessments.sittings import attempts
from tests.factories import make_questionnaire
from tests.groups.counting import release_faults

pytestmark = pytest.mark.django_db
BEFORE = [("assessments", "0001_initial")]
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
_numbers = count(1)


def migrate(targets=None):
    executor = MigrationExecutor(connection)
    targets = targets or executor.loader.graph.leaf_nodes()
    executor.migrate(targets)
    return executor.loader.project_state(targets).apps


class Past:
    """Writes with the models of that time."""

    def __init__(self, apps):
        self.apps = apps

    def create(self, model, **fields):
        return self.apps.get_model("assessments", model).objects.create(**fields)

    def make_cohort(self, title, staff):
        cohort = self.create("Cohort", title=title, code=f"CODE{next(_numbers)}")
        self.create("CohortStaff", cohort=cohort, user_id=staff.pk)
        return cohort

    def make_participant(self, cohort, questionnaire, *attempts):
        """Make a participant with attempts that have these fields."""
        participant = self.create(
            "Participant",
            cohort=cohort,
            purpose="course" if cohort else "self",
            start_nonce=f"nonce-{next(_numbers)}",
            created_at=NOW,
        )
        for ordinal, attempt in enumerate(attempts, 1):
            self.create(
                "Attempt",
                participant=participant,
                questionnaire_id=questionnaire.pk,
                ordinal=ordinal,
                **attempt,
            )


def draft(answers):
    """Return the fields of a draft, in the columns of that time."""
    return {
        "answers": answers,
        "thoughts": "-" * len(answers),
        "answered_in": "en",
        "started_at": NOW,
        "saved_at": NOW,
    }


def submitted(answers, language="en", *, submitted_at=NOW, mixed_languages=False):
    """Return the fields of a submitted attempt, in the columns of that time."""
    return draft(answers) | {
        "state": "submitted",
        "submitted_at": submitted_at,
        "language": language,
        "mixed_languages": mixed_languages,
        "raw_sum": 24,
        "total": 60,
        "band": "middle",
        "width": 4,
        "scoring_version": 1,
    }


def fill(past):
    """Make an answered cohort, an empty one and solo visitors of two versions."""
    answered = make_questionnaire(version=1)
    newest = make_questionnaire(version=2, rows=4, positions=7)
    trainer = get_user_model().objects.create_user("trainer")
    cohort = past.make_cohort("Answered", trainer)
    past.make_cohort("Empty", trainer)

    # Four in English, of the five it takes, and one in simplified Chinese.
    past.make_participant(
        cohort, answered, submitted("53421534"), submitted("11111111")
    )
    past.make_participant(cohort, answered, submitted("15151515"), draft("33000000"))
    past.make_participant(cohort, answered, submitted("33333333", "zh-hans"))
    past.make_participant(cohort, answered, submitted("44444444"))
    past.make_participant(cohort, answered, submitted("22222222"))
    past.make_participant(cohort, answered, submitted("24242424", mixed_languages=True))
    past.make_participant(cohort, answered, draft("53400000"))

    # Six in traditional Chinese, of whom the first to begin is the last to submit.
    past.make_participant(cohort, answered, submitted("11111111", "zh-hant"))
    for day in range(1, 6):
        attempt = submitted(
            "53421534", "zh-hant", submitted_at=NOW - timedelta(days=day)
        )
        past.make_participant(cohort, answered, attempt)

    # Five more in several languages.
    for _ in range(5):
        attempt = submitted("24242424", "zh-hans", mixed_languages=True)
        past.make_participant(cohort, answered, attempt)

    past.make_participant(None, answered, submitted("12345123"))
    past.make_participant(None, newest, submitted("1234"), submitted("7777"))
    past.make_participant(None, newest, submitted("7654"))
    past.make_participant(None, newest, draft("1200"))
    return SimpleNamespace(answered=answered, newest=newest)


@pytest.fixture(scope="module")
def versions(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        try:
            versions = fill(Past(migrate(BEFORE)))
            migrate()
            yield versions
        finally:
            migrate()
            call_command("flush", interactive=False, verbosity=0)


@pytest.fixture
def cohort(versions):
    return Cohort.objects.get(title="Answered")


def groups_of(cohort):
    """Return how many people are counted by version and language."""
    people = {}
    for group in CountedGroup.objects.filter(cohort=cohort):
        version = group.questionnaire.version
        people[version, group.language] = counters.tally_of(group).n
    return people


def test_nothing_is_left_for_a_recount_to_put_right(versions):
    assert recounting.recount() == []


def test_first_results_of_a_cohort_are_counted_by_fives_of_a_language(cohort):
    assert groups_of(cohort) == {(1, ""): 5, (1, "zh-hant"): 5}


def test_who_submitted_last_of_six_waits_for_four_more(cohort):
    six = cohort.attempts.filter(language="zh-hant", mixed_languages=False)

    waiting = six.get(is_released=False)
    assert waiting.answers == "11111111"
    assert waiting.release_batch is None


def test_five_have_the_number_of_the_fifth(cohort):
    five = cohort.attempts.filter(language="zh-hant", is_released=True)
    fifth = five.latest("submitted_at")

    assert list(five.values_list("release_batch", flat=True)) == [fifth.pk] * 5


def test_solo_results_are_all_released(versions):
    for attempt in Attempt.objects.submitted().filter(cohort=None):
        assert attempt.is_released is True
        assert attempt.release_batch is None


def test_repeat_in_a_cohort_is_kept_back(cohort):
    repeat = cohort.attempts.get(ordinal=2, state="submitted")

    assert repeat.is_released is False
    assert repeat.release_batch == repeat.pk


def test_fives_are_as_they_should_be(versions):
    assert release_faults() == []


def test_first_results_of_solo_visitors_are_counted_by_version(versions):
    assert groups_of(None) == {(1, "en"): 1, (2, "en"): 2}


def test_points_are_counted_from_the_side_they_are_earned_on(versions):
    # Rows 1 and 3 have their service pole on the left, of seven positions.
    group = CountedGroup.objects.get(cohort=None, questionnaire=versions.newest)
    tally = counters.tally_of(group)

    assert tally.rows[1, 7] == (1, 18)
    assert tally.rows[1, 1] == (1, 14)
    assert tally.rows[2, 2] == (1, 18)


def test_groups_have_a_line_for_every_cell(versions):
    group = CountedGroup.objects.get(cohort=None, questionnaire=versions.newest)

    assert RowCount.objects.filter(group=group).count() == 4 * 7
    assert SumCount.objects.filter(group=group).count() == 4 * 7 - 4 + 1


def test_states_are_those_of_the_first_attempts(cohort):
    assert counters.state_counts(cohort) == {"listed": 0, "started": 1, "submitted": 17}
    states = cohort.participants.values_list("state", flat=True)
    assert sorted(states) == ["started"] + ["submitted"] * 17


def test_solo_visitors_have_states_of_their_own(versions):
    assert counters.state_counts(None) == {"listed": 0, "started": 1, "submitted": 3}


def test_attempts_know_their_cohort(cohort):
    assert cohort.attempts.count() == 20
    assert Attempt.objects.filter(cohort=None).count() == 5


def test_cohort_keeps_the_version_that_was_answered_in_it(cohort, versions):
    assert cohort.questionnaire == versions.answered


def test_cohort_that_nobody_answered_in_gets_the_newest_version(versions):
    assert Cohort.objects.get(title="Empty").questionnaire == versions.newest


def test_staff_of_a_cohort_owns_it(cohort):
    membership = CohortStaff.objects.get(cohort=cohort)

    assert membership.user.username == "trainer"
    assert membership.role == "owner"


def test_cohort_goes_on_as_it_was_promised(cohort):
    assert cohort.names_asked is False
    assert cohort.repeats_allowed is True
    assert cohort.retention_months == 24
    assert cohort.closes_at is None
    assert cohort.state_at(NOW) == "open"


def test_draft_from_before_makes_a_five_with_those_who_waited(cohort):
    draft_of_before = cohort.attempts.get(state="draft", ordinal=1)
    changes = dict.fromkeys(range(4, 9), 3)
    saved = attempts.save(
        attempt=draft_of_before, changes=changes, language="en", now=NOW
    )
    attempts.submit(attempt=saved, as_oneself=True, language="en", now=NOW)

    assert groups_of(cohort) == {(1, ""): 5, (1, "en"): 5, (1, "zh-hant"): 5}
    assert recounting.recount() == []
