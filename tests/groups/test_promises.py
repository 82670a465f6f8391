"""What a cohort or round promised to those who joined may not be taken back."""

from datetime import UTC, datetime, timedelta

import pytest

from assessments.groups.promises import broken_promises
from tests.factories import make_cohort, make_questionnaire
from tests.screening_factories import make_invited, make_round
from tests.staff_factories import make_attempt

pytestmark = pytest.mark.django_db

CLOSES = datetime(2026, 3, 2, 10, tzinfo=UTC)
FINISHING = CLOSES + timedelta(minutes=1)
FIXED = "Cannot be changed once somebody has joined."
ONLY_SHORTER = "People have joined with a shorter time: it can only get shorter."
FINISHING_NOW = "People are finishing right now: it can only get longer."
INVITED_WITH_IT = (
    "People have been invited with this time to finish: it can only get longer."
)


@pytest.fixture
def empty_cohort():
    return make_cohort(retention_months=12, grace_minutes=60)


@pytest.fixture
def joined_cohort(empty_cohort):
    make_attempt(empty_cohort, submitted=False)
    empty_cohort.closes_at = CLOSES
    return empty_cohort


@pytest.fixture
def empty_round():
    return make_round(grace_minutes=60)


@pytest.fixture
def round_with_applicant(empty_round):
    make_invited(empty_round)
    empty_round.closes_at = CLOSES
    return empty_round


def broken(cohort, now=CLOSES, **changes):
    messages = broken_promises(cohort, changes, now)
    return {field: str(message) for field, message in messages.items()}


def test_version_and_names_may_change_while_nobody_has_joined(empty_cohort):
    changes = {"questionnaire": make_questionnaire(), "names_asked": False}

    assert broken(empty_cohort, **changes) == {}


def test_version_stays_once_somebody_has_joined(joined_cohort):
    assert broken(joined_cohort, questionnaire=make_questionnaire()) == {
        "questionnaire": FIXED
    }


def test_names_or_none_stays_once_somebody_has_joined(joined_cohort):
    assert broken(joined_cohort, names_asked=False) == {"names_asked": FIXED}


def test_the_same_values_break_no_promise(joined_cohort):
    changes = {
        "questionnaire": joined_cohort.questionnaire,
        "names_asked": True,
        "retention_months": 12,
        "grace_minutes": 60,
    }

    assert broken(joined_cohort, now=FINISHING, **changes) == {}


def test_answers_may_be_kept_longer_while_nobody_has_joined(empty_cohort):
    assert broken(empty_cohort, retention_months=13) == {}


def test_answers_are_not_kept_longer_once_somebody_has_joined(joined_cohort):
    assert broken(joined_cohort, retention_months=13) == {
        "retention_months": ONLY_SHORTER
    }


def test_answers_may_always_be_kept_for_a_shorter_time(joined_cohort):
    assert broken(joined_cohort, retention_months=11) == {}


def test_learners_may_get_less_time_to_finish_before_closing(joined_cohort):
    before_closing = CLOSES - timedelta(minutes=1)

    assert broken(joined_cohort, now=before_closing, grace_minutes=0) == {}


def test_learners_who_are_finishing_get_no_less_time(joined_cohort):
    assert broken(joined_cohort, now=FINISHING, grace_minutes=59) == {
        "grace_minutes": FINISHING_NOW
    }


def test_learners_who_are_finishing_may_get_more_time(joined_cohort):
    assert broken(joined_cohort, now=FINISHING, grace_minutes=61) == {}


def test_applicants_get_no_less_time_from_the_invitation_on(round_with_applicant):
    before_closing = CLOSES - timedelta(days=1)

    assert broken(round_with_applicant, now=before_closing, grace_minutes=59) == {
        "grace_minutes": INVITED_WITH_IT
    }


def test_round_without_applicants_may_give_less_time_before_closing(empty_round):
    before_closing = empty_round.closes_at - timedelta(days=1)

    assert broken(empty_round, now=before_closing, grace_minutes=59) == {}


def test_several_promises_are_told_at_once(joined_cohort):
    changes = {"names_asked": False, "retention_months": 24}

    assert broken(joined_cohort, **changes) == {
        "names_asked": FIXED,
        "retention_months": ONLY_SHORTER,
    }
