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
from tests.groups.counting import faults

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

    def create(self, model, **facts):
        return self.apps.get_model("assessments", model).objects.create(**facts)

    def cohort(self, title, staff):
        cohort = self.create("Cohort", title=title, code=f"CODE{next(_numbers)}")
        self.create("CohortStaff", cohort=cohort, user_id=staff.pk)
        return cohort

    def person(self, cohort, *answered):
        """Who gave these answers, each a questionnaire and an attempt's facts."""
        facts = {
            "cohort": cohort,
            "purpose": "course" if cohort else "self",
            "created_at": NOW,
        }
        person = self.create(
            "Participant", start_nonce=f"nonce-{next(_numbers)}", **facts
        )
        for ordinal, (questionnaire, attempt) in enumerate(answered, 1):
            self.create(
                "Attempt",
                participant=person,
                questionnaire_id=questionnaire.pk,
                ordinal=ordinal,
                **attempt,
            )


def draft(answers):
    facts = {"answers": answers, "thoughts": "-" * len(answers), "answered_in": "en"}
    return facts | {"started_at": NOW, "saved_at": NOW}


def submitted(answers, language="en", **changes):
    result = {
        "raw_sum": 24,
        "total": 60,
        "band": "middle",
        "width": 4,
        "scoring_version": 1,
    }
    return (
        draft(answers)
        | {"state": "submitted", "submitted_at": NOW, "language": language}
        | result
        | changes
    )


def fill(past):
    answered = make_questionnaire(version=1)
    newest = make_questionnaire(version=2, rows=4, positions=7)
    trainer = get_user_model().objects.create_user("trainer")
    cohort = past.cohort("Answered", trainer)
    past.cohort("Empty", trainer)
    past.person(
        cohort, (answered, submitted("53421534")), (answered, submitted("11111111"))
    )
    past.person(
        cohort, (answered, submitted("15151515")), (answered, draft("33000000"))
    )
    past.person(cohort, (answered, submitted("33333333", "zh-hans")))
    past.person(cohort, (answered, submitted("44444444")))
    past.person(cohort, (answered, submitted("22222222")))
    past.person(cohort, (answered, submitted("24242424", mixed_languages=True)))
    past.person(cohort, (answered, draft("53400000")))
    for day in range(6):
        # Who began first is the last to submit.
        when = NOW - timedelta(days=day)
        past.person(
            cohort,
            (
                answered,
                submitted(
                    "53421534" if day else "11111111", "zh-hant", submitted_at=when
                ),
            ),
        )
    for _ in range(5):
        past.person(
            cohort, (answered, submitted("24242424", "zh-hans", mixed_languages=True))
        )
    past.person(None, (answered, submitted("12345123")))
    past.person(None, (newest, submitted("1234")), (newest, submitted("7777")))
    past.person(None, (newest, submitted("7654")))
    past.person(None, (newest, draft("1200")))
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
    found = CountedGroup.objects.filter(cohort=cohort).order_by(
        "questionnaire__version", "language"
    )
    return [
        (group.questionnaire.version, group.language, counters.tally_of(group).n)
        for group in found
    ]


def test_nothing_is_left_for_a_recount_to_put_right(versions):
    assert recounting.recount() == []


def test_first_results_of_a_cohort_are_counted_by_fives_of_a_language(cohort):
    assert groups_of(cohort) == [(1, "", 5), (1, "zh-hant", 5)]


def test_who_submitted_last_of_six_waits_for_four_more(cohort):
    six = cohort.attempts.filter(language="zh-hant", mixed_languages=False)

    assert list(
        six.filter(is_released=False).values_list("answers", "release_batch")
    ) == [("11111111", None)]


def test_five_have_the_number_of_the_fifth(cohort):
    five = cohort.attempts.filter(language="zh-hant", is_released=True)

    assert (
        list(five.values_list("release_batch", flat=True))
        == [five.latest("submitted_at").pk] * 5
    )


def test_solo_results_are_all_shown_and_repeats_in_a_cohort_are_kept_back(cohort):
    assert set(
        Attempt.objects.submitted()
        .filter(cohort=None)
        .values_list("is_released", "release_batch")
    ) == {(True, None)}
    assert [
        (each.is_released, each.release_batch == each.pk)
        for each in cohort.attempts.filter(ordinal=2, state="submitted")
    ] == [(False, True)]


def test_fives_are_as_they_should_be(versions):
    assert faults() == []


def test_first_results_of_solo_visitors_are_counted_by_version(versions):
    assert groups_of(None) == [(1, "en", 1), (2, "en", 2)]


def test_points_are_counted_from_the_side_they_are_earned_on(versions):
    # Rows 1 and 3 have their service pole on the left, of seven positions.
    group = CountedGroup.objects.get(cohort=None, questionnaire=versions.newest)
    tally = counters.tally_of(group)

    assert tally.rows[1, 7] == (1, 18)
    assert tally.rows[1, 1] == (1, 14)
    assert tally.rows[2, 2] == (1, 18)


def test_groups_have_a_line_for_every_cell(versions):
    group = CountedGroup.objects.get(cohort=None, questionnaire=versions.newest)
    lines = (
        RowCount.objects.filter(group=group).count(),
        SumCount.objects.filter(group=group).count(),
    )

    assert lines == (4 * 7, 4 * 7 - 4 + 1)


def test_states_are_those_of_the_first_attempts(cohort):
    assert counters.state_counts(cohort) == {"listed": 0, "started": 1, "submitted": 17}
    assert (
        sorted(cohort.participants.values_list("state", flat=True))
        == ["started"] + ["submitted"] * 17
    )


def test_solo_visitors_have_states_of_their_own(versions):
    assert counters.state_counts(None) == {"listed": 0, "started": 1, "submitted": 3}


def test_attempts_know_their_cohort(cohort):
    assert cohort.attempts.count() == 20
    assert Attempt.objects.filter(cohort=None).count() == 5


def test_cohort_keeps_the_version_that_was_answered_in_it(cohort, versions):
    assert cohort.questionnaire == versions.answered


def test_cohort_that_nobody_answered_in_gets_the_newest_version(versions):
    assert Cohort.objects.get(title="Empty").questionnaire == versions.newest


def test_whoever_was_on_a_cohort_owns_it(cohort):
    assert list(
        CohortStaff.objects.filter(cohort=cohort).values_list("user__username", "role")
    ) == [("trainer", "owner")]


def test_cohort_goes_on_as_it_was_promised(cohort):
    kept = (
        cohort.names_asked,
        cohort.repeats_allowed,
        cohort.retention_months,
        cohort.closes_at,
    )

    assert kept == (False, True, 24, None)
    assert cohort.state_at(NOW) == "open"


def test_draft_from_before_makes_a_five_with_those_who_waited(cohort):
    found = cohort.attempts.get(state="draft", ordinal=1)
    changes = dict.fromkeys(range(4, 9), 3)
    saved = attempts.save(attempt=found, changes=changes, language="en", now=NOW)
    attempts.submit(attempt=saved, as_oneself=True, language="en", now=NOW)

    assert groups_of(cohort) == [(1, "", 5), (1, "en", 5), (1, "zh-hant", 5)]
    assert recounting.recount() == []
