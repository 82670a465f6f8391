from datetime import timedelta

import pytest

from assessments.cohorts import overview as overviews
from assessments.cohorts.overview import Step, overview
from assessments.privacy import erasure
from tests.factories import make_cohort, make_questionnaire
from tests.sittings.answering import answer_again, list_learner
from tests.staff_factories import NOW, make_attempt

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(minutes=31)


@pytest.fixture
def cohort():
    return make_cohort(questionnaire=make_questionnaire(rows=4))


def numbers(cohort):
    return [step.n for step in overview(cohort, LATER).steps]


def stop_at(cohort, *answers):
    for string in answers:
        make_attempt(cohort, string, submitted=False)


# --- the funnel ---------------------------------------------------------------------------------------
def test_cohort_of_nobody(cohort):
    found = overview(cohort, LATER)

    assert [step.percent for step in found.steps] == [0, 0, 0]
    assert found.stuck == 0
    assert found.rows == []


def test_each_step_counts_everybody_who_has_come_at_least_this_far(cohort):
    list_learner(cohort)
    stop_at(cohort, "5000", "5300")
    make_attempt(cohort, "5342")

    assert numbers(cohort) == [4, 3, 1]


def test_steps_are_parts_of_everybody(cohort):
    list_learner(cohort)
    stop_at(cohort, "5000", "5300")
    make_attempt(cohort, "5342")

    assert overview(cohort, LATER).steps == [
        Step("joined", 4, 4),
        Step("started", 3, 4),
        Step("submitted", 1, 4),
    ]


def test_who_answers_again_is_counted_once(cohort):
    answer_again(make_attempt(cohort, "5342"))

    assert numbers(cohort) == [1, 1, 1]


def test_who_is_erased_is_not_counted(cohort):
    stop_at(cohort, "5000")
    erasure.erase(participant=make_attempt(cohort, "5342").participant, now=NOW)

    assert numbers(cohort) == [1, 1, 0]


def test_another_cohort_s_and_solo_people_are_left_out(cohort):
    make_attempt(make_cohort(title="Other"), "5342")
    make_attempt(None, "5342", questionnaire=cohort.questionnaire)

    assert numbers(cohort) == [0, 0, 0]


@pytest.mark.parametrize(
    ("n", "percent", "width"), [(8, 100, 400), (1, 13, 52), (0, 0, 0)]
)
def test_step_is_a_percent_rounded_half_up_and_a_bar_of_that_length(n, percent, width):
    step = Step("started", n, 8)

    assert step.percent == percent
    assert step.width == width


# --- where people have stopped ------------------------------------------------------------------------
def test_who_saved_something_just_now_is_not_stuck(cohort):
    stop_at(cohort, "5000")

    assert overview(cohort, NOW + timedelta(minutes=30)).stuck == 0


def test_neither_listed_nor_submitted_are_stuck(cohort):
    list_learner(cohort)
    make_attempt(cohort, "5342")

    assert overview(cohort, LATER).stuck == 0


def test_stuck_people_are_counted_by_the_row_they_are_at(cohort):
    stop_at(cohort, "0000", "5300", "5400", "5540")
    found = overview(cohort, LATER)

    assert found.stuck == 4
    assert found.rows == [(3, 2), (1, 1), (4, 1)]


def test_rows_of_as_many_people_come_in_the_order_of_the_test(cohort):
    stop_at(cohort, "5540", "5000", "0000")

    assert overview(cohort, LATER).rows == [(1, 1), (2, 1), (4, 1)]


def test_who_answered_everything_and_did_not_submit_is_stuck_at_the_last_row(cohort):
    stop_at(cohort, "5342")

    assert overview(cohort, LATER).rows == [(4, 1)]


def test_of_more_stuck_people_than_are_looked_at_the_last_to_stop_are(
    cohort, monkeypatch
):
    monkeypatch.setattr(overviews, "MOST_STUCK", 2)
    for minutes, string in enumerate(["0000", "5300", "5540"]):
        make_attempt(
            cohort, string, submitted=False, now=NOW - timedelta(minutes=10 - minutes)
        )
    found = overview(cohort, LATER)

    assert found.stuck == 2
    assert found.stuck_is_cut_off is True
    assert found.rows == [(3, 1), (4, 1)]


def test_fewer_stuck_people_are_not_cut_off(cohort):
    stop_at(cohort, "5000")

    assert overview(cohort, LATER).stuck_is_cut_off is False


@pytest.mark.parametrize("people", [1, 3])
def test_overview_takes_the_same_queries_for_one_and_three(
    cohort, people, django_assert_num_queries
):
    stop_at(cohort, *["5000"] * people)
    with django_assert_num_queries(2):
        assert overview(cohort, LATER).stuck == people
