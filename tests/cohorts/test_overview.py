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


def people_at_each_step(cohort):
    return [step.n for step in overview(cohort, LATER).steps]


def make_drafts(cohort, *answers):
    for answer_string in answers:
        make_attempt(cohort, answer_string, submitted=False)


# --- the funnel ---------------------------------------------------------------------------------------
def test_funnel_of_an_empty_cohort_is_empty(cohort):
    shown = overview(cohort, LATER)

    assert [step.percent for step in shown.steps] == [0, 0, 0]
    assert shown.stuck == 0
    assert shown.rows == []


def test_each_step_counts_everybody_who_has_come_at_least_this_far(cohort):
    list_learner(cohort)
    make_drafts(cohort, "5000", "5300")
    make_attempt(cohort, "5342")

    assert people_at_each_step(cohort) == [4, 3, 1]


def test_steps_are_parts_of_everybody(cohort):
    list_learner(cohort)
    make_drafts(cohort, "5000", "5300")
    make_attempt(cohort, "5342")

    assert overview(cohort, LATER).steps == [
        Step("joined", 4, 4),
        Step("started", 3, 4),
        Step("submitted", 1, 4),
    ]


def test_person_who_answers_again_is_counted_once(cohort):
    answer_again(make_attempt(cohort, "5342"))

    assert people_at_each_step(cohort) == [1, 1, 1]


def test_erased_person_is_not_counted(cohort):
    make_drafts(cohort, "5000")
    erasure.erase(participant=make_attempt(cohort, "5342").participant, now=NOW)

    assert people_at_each_step(cohort) == [1, 1, 0]


def test_another_cohort_s_and_solo_people_are_left_out(cohort):
    make_attempt(make_cohort(title="Other"), "5342")
    make_attempt(None, "5342", questionnaire=cohort.questionnaire)

    assert people_at_each_step(cohort) == [0, 0, 0]


@pytest.mark.parametrize(
    ("n", "percent", "width"), [(8, 100, 400), (1, 13, 52), (0, 0, 0)]
)
def test_step_is_a_percent_rounded_half_up_and_a_bar_of_that_length(n, percent, width):
    step = Step("started", n, 8)

    assert step.percent == percent
    assert step.width == width


# --- where people have stopped ------------------------------------------------------------------------
def test_person_who_has_just_saved_is_not_stuck(cohort):
    make_drafts(cohort, "5000")

    assert overview(cohort, NOW + timedelta(minutes=30)).stuck == 0


def test_listed_and_submitted_people_are_not_stuck(cohort):
    list_learner(cohort)
    make_attempt(cohort, "5342")

    assert overview(cohort, LATER).stuck == 0


def test_stuck_people_are_counted_by_the_row_they_are_at(cohort):
    make_drafts(cohort, "0000", "5300", "5400", "5540")
    shown = overview(cohort, LATER)

    assert shown.stuck == 4
    assert shown.rows == [(3, 2), (1, 1), (4, 1)]


def test_rows_of_as_many_people_come_in_the_order_of_the_test(cohort):
    make_drafts(cohort, "5540", "5000", "0000")

    assert overview(cohort, LATER).rows == [(1, 1), (2, 1), (4, 1)]


def test_person_who_answered_all_and_did_not_submit_is_stuck_on_the_last_row(cohort):
    make_drafts(cohort, "5342")

    assert overview(cohort, LATER).rows == [(4, 1)]


def test_of_too_many_stuck_people_those_who_stopped_last_are_counted(
    cohort, monkeypatch
):
    monkeypatch.setattr(overviews, "MOST_STUCK", 2)
    make_attempt(cohort, "0000", submitted=False, now=NOW - timedelta(minutes=10))
    make_attempt(cohort, "5300", submitted=False, now=NOW - timedelta(minutes=9))
    make_attempt(cohort, "5540", submitted=False, now=NOW - timedelta(minutes=8))
    shown = overview(cohort, LATER)

    assert shown.stuck == 2
    assert shown.stuck_is_cut_off is True
    assert shown.rows == [(3, 1), (4, 1)]


def test_fewer_stuck_people_are_not_cut_off(cohort):
    make_drafts(cohort, "5000")

    assert overview(cohort, LATER).stuck_is_cut_off is False


@pytest.mark.parametrize("people", [1, 3])
def test_overview_takes_the_same_queries_for_one_and_three(
    cohort, people, django_assert_num_queries
):
    make_drafts(cohort, *["5000"] * people)
    with django_assert_num_queries(2):
        assert overview(cohort, LATER).stuck == people
