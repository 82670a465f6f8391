"""Change from attempt to attempt. The test has four rows of five positions: a raw point
is five score points.
"""

from datetime import timedelta
from types import SimpleNamespace

import pytest

from assessments.cohorts.before_after import (
    MeasurementError,
    changes_of,
    cohort_change,
    measurement_error,
)
from assessments.cohorts.summary import CohortSummary
from assessments.models import Attempt
from assessments.privacy import erasure
from assessments.sittings import attempts
from assessments.statistics.group_statistics import Figure
from assessments.statistics.reliable_change import paired_change, reliable_change
from tests.factories import make_cohort, make_questionnaire
from tests.sittings.answering import answer_again, answer_in_two_languages
from tests.staff_factories import NOW, make_attempt

pytestmark = pytest.mark.django_db
# First and last raw sums of ten people: their mean change is 2.5.
TEN = [
    (8, 8),
    (8, 9),
    (9, 11),
    (10, 13),
    (10, 14),
    (11, 16),
    (12, 12),
    (13, 14),
    (14, 18),
    (7, 10),
]


@pytest.fixture
def questionnaire():
    return make_questionnaire(rows=4)


@pytest.fixture
def cohort(questionnaire):
    return make_cohort(questionnaire=questionnaire)


@pytest.fixture
def anonymous(questionnaire):
    return make_cohort(questionnaire=questionnaire, names_asked=False)


def answers_worth(raw_sum):
    """Return answers of this raw sum to four rows."""
    points_of_each, left_over = divmod(raw_sum, 4)
    answers = ""
    for row in range(1, 5):
        points = points_of_each + 1 if row <= left_over else points_of_each
        # Rows 1 and 3 have their service pole on the left.
        position = 6 - points if row in (1, 3) else points
        answers += str(position)
    return answers


def submit_first(cohort, raw_sum, **changes):
    return make_attempt(cohort, answers_worth(raw_sum), **changes)


def submit_again(attempt, raw_sum, *, language="en", minutes=0):
    return answer_again(
        attempt,
        answers_worth(raw_sum),
        language=language,
        now=NOW + timedelta(minutes=minutes),
    )


def answer_twice(cohort, *pairs, start=0, **changes):
    """Let a person answer twice for each pair of raw sums.

    The second attempts come a minute apart, from minute `start` on.
    """
    second_attempts = []
    for minute, (before, after) in enumerate(pairs, start):
        attempt = submit_first(cohort, before, **changes)
        second_attempts.append(submit_again(attempt, after, minutes=minute))
    return second_attempts


def take_next_version(cohort):
    cohort.questionnaire = make_questionnaire(rows=4)
    cohort.save()


def sums(change):
    return [(pair.first, pair.last) for pair in change.pairs]


# --- the measurement error ---------------------------------------------------------------------------------
def summary(sem):
    figures = SimpleNamespace(sem=Figure(sem, 100, 100))
    cohort = SimpleNamespace(questionnaire=SimpleNamespace(width=6))
    return SimpleNamespace(cohort=cohort, figures=lambda language: figures)


def test_error_of_a_small_group_is_the_width_of_the_version(cohort):
    assert measurement_error(CohortSummary(cohort), "en") == MeasurementError(
        4.0, is_provisional=True
    )


def test_error_of_a_large_group_is_its_own():
    assert measurement_error(summary(sem=5.25), "en") == MeasurementError(
        5.25, is_provisional=False
    )


@pytest.mark.parametrize("sem", [None, 0.0])
def test_measured_error_that_is_undefined_or_0_is_not_used(sem):
    assert measurement_error(summary(sem), "en") == MeasurementError(
        6.0, is_provisional=True
    )


def test_measured_error_is_that_of_the_language(cohort, monkeypatch):
    asked = []
    monkeypatch.setattr(
        CohortSummary,
        "figures",
        lambda self, language: asked.append(language) or summary(5.0).figures(""),
    )
    cohort_change(cohort, "zh-hans")

    assert asked == ["zh-hans"]


# --- one learner --------------------------------------------------------------------------------------
def changes(cohort, *submitted):
    return [
        (change.before.ordinal, change.after.ordinal, change.shown_difference)
        for change in changes_of(cohort, submitted)
    ]


def test_one_attempt_has_not_changed(cohort):
    assert changes_of(cohort, [submit_first(cohort, 10)]) == []


def test_two_attempts_are_one_change_in_score_points(cohort):
    one = submit_first(cohort, 10)

    assert changes(cohort, one, submit_again(one, 13)) == [(1, 2, 15)]


def test_three_attempts_are_compared_in_turn_and_the_first_with_the_last(cohort):
    one = submit_first(cohort, 10)
    two = submit_again(one, 13)

    assert changes(cohort, one, two, submit_again(two, 9)) == [
        (1, 2, 15),
        (2, 3, -20),
        (1, 3, -5),
    ]


@pytest.mark.parametrize(
    ("after", "is_reliable"),
    [(10, False), (12, False), (13, True), (8, False), (7, True), (20, True)],
)
def test_change_beyond_the_provisional_error_is_reliable(cohort, after, is_reliable):
    # 1.96 · 4 · √2 is 11.1 score points: more than two raw points, fewer than three.
    one = submit_first(cohort, 10)
    [change] = changes_of(cohort, [one, submit_again(one, after)])

    assert change.change.is_reliable == is_reliable
    assert change.error == MeasurementError(4.0, is_provisional=True)


def test_change_is_judged_by_the_measured_error_where_there_is_one(cohort, monkeypatch):
    monkeypatch.setattr(
        CohortSummary,
        "figures",
        lambda self, language: summary(sem=6.0).figures(language),
    )
    one = submit_first(cohort, 10)
    [change] = changes_of(cohort, [one, submit_again(one, 13)])

    assert change.change == reliable_change(50.0, 65.0, 6.0)
    assert change.error == MeasurementError(6.0, is_provisional=False)


def test_attempts_in_different_languages_are_not_compared(cohort):
    one = submit_first(cohort, 10)
    two = submit_again(one, 13, language="zh-hans")

    assert changes(cohort, one, two, submit_again(two, 15)) == [(1, 3, 25)]


def test_attempts_in_two_languages_at_once_are_not_compared(cohort):
    one = answer_in_two_languages(cohort)

    assert changes_of(cohort, [one, submit_again(one, 13)]) == []


def test_attempts_at_different_versions_are_not_compared(cohort):
    one = submit_first(cohort, 10)
    take_next_version(cohort)

    assert changes_of(cohort, [one, submit_again(one, 13)]) == []


# --- a cohort's pairs ---------------------------------------------------------------------------------
def test_cohort_in_which_nobody_answered_again(cohort):
    submit_first(cohort, 10)
    change = cohort_change(cohort, "en")

    assert change.n == 0
    assert change.needs == 10
    assert change.is_shown is False
    assert change.paired is None
    assert change.pairs == []


def test_nine_pairs_are_counted_and_not_shown(cohort):
    answer_twice(cohort, *TEN[:9])
    change = cohort_change(cohort, "en")

    assert change.n == 9
    assert change.is_shown is False
    assert change.paired is None
    assert change.pairs == []


def test_ten_pairs_are_shown_in_score_points(cohort):
    answer_twice(cohort, *TEN)
    found = cohort_change(cohort, "en").paired
    by_hand = paired_change(*zip(*[(5 * before, 5 * after) for before, after in TEN]))

    assert {name: round(value, 9) for name, value in vars(found).items()} == {
        name: round(value, 9) for name, value in vars(by_hand).items()
    }


def test_mean_change_of_ten_pairs_by_hand(cohort):
    answer_twice(cohort, *TEN)

    assert (
        cohort_change(cohort, "en").paired.mean
        == sum(after - before for before, after in TEN) / 10 * 5
    )


def test_pair_names_the_learner(cohort):
    answer_twice(cohort, *TEN[:9])
    [last] = answer_twice(cohort, TEN[9], name="Ada")
    pair = cohort_change(cohort, "en").pairs[-1]

    assert pair.participant_id == last.participant_id
    assert pair.name == "Ada"
    assert pair.first == 7
    assert pair.last == 10


def test_pairs_are_sorted_by_their_reliable_change(cohort):
    answer_twice(
        cohort, (10, 13), (10, 12), (13, 10), (12, 10), (10, 10), *[(10, 20)] * 5
    )
    change = cohort_change(cohort, "en")

    assert [pair.last for pair in change.risen] == [13, *[20] * 5]
    assert [pair.last for pair in change.fallen] == [10]
    assert [(pair.first, pair.last) for pair in change.steady] == [
        (10, 12),
        (12, 10),
        (10, 10),
    ]


def test_last_submitted_attempt_is_the_one_compared(cohort):
    [second, *_] = answer_twice(cohort, *TEN)
    submit_again(submit_again(second, 9), 17)

    assert sums(cohort_change(cohort, "en")) == [(8, 17), *TEN[1:]]


def test_draft_of_another_attempt_changes_nothing(cohort):
    made = answer_twice(cohort, *TEN)
    attempts.repeat(participant=made[0].participant, after=2, now=NOW)

    assert sums(cohort_change(cohort, "en")) == TEN


def test_erased_person_is_in_no_pair(cohort):
    made = answer_twice(cohort, *TEN)
    erasure.erase(participant=made[0].participant, now=NOW)

    assert cohort_change(cohort, "en").n == 9


def test_another_cohort_s_pairs_are_left_out(cohort):
    answer_twice(make_cohort(title="Other"), *TEN[:2])
    answer_twice(cohort, TEN[0])

    assert cohort_change(cohort, "en").n == 1


# --- languages and versions ---------------------------------------------------------------------------
def test_pairs_are_those_of_one_language(cohort):
    answer_twice(cohort, *TEN[:2])
    submit_again(submit_first(cohort, 10, language="zh-hans"), 12, language="zh-hans")

    assert [
        cohort_change(cohort, language).n for language in ("en", "zh-hans", "zh-hant")
    ] == [2, 1, 0]


def test_person_with_a_repeat_in_another_language_is_counted_apart(cohort):
    submit_again(submit_first(cohort, 10), 12, language="zh-hans")
    submit_again(submit_first(cohort, 10, language="zh-hant"), 12)
    answer_twice(cohort, TEN[0])
    change = cohort_change(cohort, "en")

    assert change.n == 1
    assert change.other_languages == 2


def test_person_with_repeats_in_two_languages_is_compared_in_the_first_one(cohort):
    submit_again(submit_again(submit_first(cohort, 10), 12), 15, language="zh-hans")
    change = cohort_change(cohort, "en")

    assert change.n == 1
    assert change.other_languages == 0


def test_mixed_attempts_are_in_no_pair(cohort):
    submit_again(answer_in_two_languages(cohort), 12)
    [second] = answer_twice(cohort, TEN[0])
    Attempt.objects.filter(pk=second.pk).update(mixed_languages=True)
    change = cohort_change(cohort, "en")

    assert change.n == 0
    assert change.other_languages == 0


def test_first_attempt_at_another_version_is_in_no_pair(cohort):
    one = submit_first(cohort, 10)
    take_next_version(cohort)
    submit_again(one, 12)
    change = cohort_change(cohort, "en")

    assert change.n == 0
    assert change.other_languages == 0


def test_attempts_both_at_another_version_are_in_no_pair(cohort):
    answer_twice(cohort, TEN[0])
    take_next_version(cohort)

    assert cohort_change(cohort, "en").n == 0


# --- anonymous ----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("pairs", "n", "has_left_out"),
    [(4, 0, True), (5, 5, False), (9, 5, True), (10, 10, False), (12, 10, True)],
)
def test_anonymous_pairs_are_released_in_fives(anonymous, pairs, n, has_left_out):
    answer_twice(anonymous, *[(10, 12)] * pairs)
    change = cohort_change(anonymous, "en")

    assert change.n == n
    assert change.has_left_out == has_left_out
    assert change.is_shown == (n >= 10)


def test_anonymous_pairs_are_released_by_their_second_submission(anonymous):
    late = submit_first(anonymous, 20)
    answer_twice(anonymous, *TEN)
    submit_again(late, 4, minutes=60)

    assert sums(cohort_change(anonymous, "en")) == TEN


@pytest.mark.parametrize("people", [1, 5])
def test_third_attempts_of_anonymous_people_move_no_figure(anonymous, people):
    made = answer_twice(anonymous, *TEN)
    for minutes, second in enumerate(made[:people], 60):
        submit_again(second, 20, minutes=minutes)
    change = cohort_change(anonymous, "en")

    assert sums(change) == TEN
    assert change.has_left_out is True


def test_four_repeats_of_one_anonymous_person_make_no_five(anonymous):
    answer_twice(anonymous, *TEN)
    [newest] = answer_twice(anonymous, (10, 12))
    for number in range(4):
        newest = submit_again(newest, 20 - number, minutes=60 + number)

    assert sums(cohort_change(anonymous, "en")) == TEN


def test_erasing_one_of_ten_anonymous_pairs_takes_their_five(anonymous):
    made = answer_twice(anonymous, *TEN)
    erasure.erase(participant=made[0].participant, now=NOW)
    change = cohort_change(anonymous, "en")

    assert change.n == 5
    assert change.is_shown is False
    assert change.pairs == []


def test_anonymous_pairs_of_mixed_or_changed_languages_never_fill_a_five(anonymous):
    answer_twice(anonymous, *TEN[:4])
    submit_again(answer_in_two_languages(anonymous), 12)
    submit_again(submit_first(anonymous, 10, language="zh-hans"), 12)

    assert cohort_change(anonymous, "en").n == 0


def test_attempt_in_another_language_takes_no_anonymous_pair_away(anonymous):
    [second, *_] = answer_twice(anonymous, *TEN)
    submit_again(second, 20, language="zh-hans", minutes=60)

    assert sums(cohort_change(anonymous, "en")) == TEN


def test_pairs_of_a_cohort_with_names_do_not_wait(cohort):
    answer_twice(cohort, *TEN, (10, 12))
    change = cohort_change(cohort, "en")

    assert change.n == 11
    assert change.has_left_out is False


# --- cost ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize("pairs", [1, 3])
def test_change_takes_the_same_queries_for_one_and_three_pairs(
    cohort, pairs, django_assert_num_queries
):
    answer_twice(cohort, *TEN[:pairs])
    with django_assert_num_queries(3):
        assert cohort_change(cohort, "en").n == pairs
