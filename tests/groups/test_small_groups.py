"""An anonymous cohort releases and withdraws whole batches of five: replays of the
attacks that would leave one person by subtraction.
"""

from collections import Counter
from itertools import pairwise

import pytest

from assessments.cohorts import data_export, technical_sheet
from assessments.cohorts.before_after import cohort_change
from assessments.cohorts.summary import CohortSummary
from assessments.groups import recounting
from assessments.models import Attempt
from assessments.privacy import erasure
from assessments.sittings import attempts
from tests.factories import make_cohort, make_questionnaire
from tests.groups.counting import counters_by_hand, release_faults, stored_counters
from tests.racing import at_once
from tests.sittings.answering import answer_again, answer_in_two_languages
from tests.staff_factories import NOW, make_attempt

pytestmark = pytest.mark.django_db
# The answers of nine people, of raw sums 4 to 12, so that a histogram tells who is in it;
# rows 1 and 3 have their service pole on the left.
NINE_ANSWERS = ["5151", "5251", "5252", "5253", "5254", "5255", "4255", "3255", "2255"]
# Raw sum → people, where the first five of the nine are shown.
FIRST_FIVE = dict.fromkeys(range(4, 9), 1)


@pytest.fixture
def cohort():
    return make_cohort(questionnaire=make_questionnaire(rows=4), names_asked=False)


@pytest.fixture
def named(cohort):
    return make_cohort(questionnaire=cohort.questionnaire)


def submit(cohort, *answers_of_people, **changes):
    return [make_attempt(cohort, answers, **changes) for answers in answers_of_people]


def erase(attempt):
    return erasure.erase(participant=attempt.participant, now=NOW)


def shown_histogram(cohort, language="en"):
    """Return raw sum → people, as the figures of the cohort hold them."""
    return CohortSummary(cohort).tally(language).histogram


def exported_histogram(cohort):
    """Return raw sum → people, as the data file holds them."""
    column = data_export.columns(cohort).index("raw_sum")
    return Counter(line[column] for line in data_export.lines(cohort))


def batches_of(cohort):
    released = cohort.attempts.filter(is_released=True)
    return sorted(set(released.values_list("release_batch", flat=True)))


def pair_count(cohort):
    return cohort_change(cohort, "en").n


def raw_sums_of_pairs(cohort):
    """Return the first and last raw sum of each pair; empty below ten pairs."""
    change = cohort_change(cohort, "en")
    return [(pair.first, pair.last) for pair in change.pairs]


# --- release ----------------------------------------------------------------------------------------
def test_four_wait_for_a_fifth(cohort):
    submit(cohort, *NINE_ANSWERS[:4])

    assert shown_histogram(cohort) == {}
    assert batches_of(cohort) == []


def test_fifth_submission_releases_all_five(cohort):
    submit(cohort, *NINE_ANSWERS[:4])

    [fifth] = submit(cohort, NINE_ANSWERS[4])

    assert shown_histogram(cohort) == FIRST_FIVE
    assert batches_of(cohort) == [fifth.pk]


def test_languages_wait_apart(cohort):
    submit(cohort, *NINE_ANSWERS[:4])
    submit(cohort, *NINE_ANSWERS[:4], language="zh-hans")

    assert batches_of(cohort) == []


def test_mixed_attempts_wait_together_whatever_their_last_language(cohort):
    made = [answer_in_two_languages(cohort) for _ in range(5)]
    Attempt.objects.filter(pk=made[0].pk).update(language="zh-hant")

    assert shown_histogram(cohort, "") == {8: 5}
    assert len(batches_of(cohort)) == 1


def test_mixed_attempt_is_no_fifth_of_a_language(cohort):
    submit(cohort, *NINE_ANSWERS[:4])
    answer_in_two_languages(cohort)

    assert batches_of(cohort) == []


def test_cohorts_wait_apart(cohort):
    submit(
        make_cohort(questionnaire=cohort.questionnaire, names_asked=False),
        NINE_ANSWERS[0],
    )
    submit(cohort, *NINE_ANSWERS[:4])

    assert batches_of(cohort) == []


def test_named_and_solo_attempts_are_released_at_once_and_in_no_batch(named):
    answer_again(make_attempt(named, "5342"))
    make_attempt(None, "5342", questionnaire=named.questionnaire)

    assert set(Attempt.objects.values_list("is_released", "release_batch")) == {
        (True, None)
    }


def test_repeat_in_place_of_the_fifth_person_brings_nobody_in(cohort):
    [first, *_] = submit(cohort, *NINE_ANSWERS[:4])
    answer_again(first)

    assert batches_of(cohort) == []


@pytest.mark.parametrize("n", [4, 14])
def test_fifth_submission_takes_the_same_queries_at_any_size(
    cohort, n, django_assert_num_queries
):
    submit(cohort, *(NINE_ANSWERS * 2)[:n])
    draft = make_attempt(cohort, "5342", submitted=False)
    with django_assert_num_queries(26):
        attempts.submit(attempt=draft, as_oneself=True, language="en", now=NOW)


# --- the attacks --------------------------------------------------------------------------------------
def test_figures_and_file_hold_the_first_five_of_nine(cohort):
    submit(cohort, *NINE_ANSWERS)

    assert shown_histogram(cohort) == FIRST_FIVE
    assert exported_histogram(cohort) == FIRST_FIVE


@pytest.mark.parametrize("gone", range(9))
def test_erasing_anybody_of_nine_changes_figures_and_file_by_a_whole_five_or_not_at_all(
    cohort, gone
):
    made = submit(cohort, *NINE_ANSWERS)

    erase(made[gone])

    is_of_the_five = gone < 5
    expected = {} if is_of_the_five else FIRST_FIVE
    assert shown_histogram(cohort) == expected
    assert exported_histogram(cohort) == expected


def test_erasing_one_of_the_five_withdraws_the_batch(cohort):
    made = submit(cohort, *NINE_ANSWERS)

    erase(made[0])

    assert batches_of(cohort) == []


def test_person_who_waited_does_not_fill_a_withdrawn_batch(cohort):
    made = submit(cohort, *NINE_ANSWERS)
    erase(made[0])

    submit(cohort, "5555")

    expected = {9: 1, 10: 1, 11: 1, 12: 2}
    assert shown_histogram(cohort) == expected
    assert exported_histogram(cohort) == expected


def test_other_four_of_a_withdrawn_batch_never_come_back(cohort):
    made = submit(cohort, *NINE_ANSWERS[:5])
    erase(made[0])
    submit(cohort, *["5555"] * 5)

    assert shown_histogram(cohort) == {12: 5}
    assert exported_histogram(cohort) == {12: 5}
    assert recounting.recount() == []


def test_erasing_the_others_of_a_withdrawn_batch_changes_nothing(cohort):
    made = submit(cohort, *NINE_ANSWERS[:5], *["5555"] * 5)
    for attempt in made[:5]:
        erase(attempt)
        assert shown_histogram(cohort) == {12: 5}
        assert release_faults() == []

    assert stored_counters() == counters_by_hand()


def test_joining_and_erasing_oneself_again_and_again_isolates_nobody(cohort):
    """Somebody who knows five answers and completes each batch learns nobody's."""
    submit(cohort, *NINE_ANSWERS[:4])
    histograms = [shown_histogram(cohort)]
    for answers in NINE_ANSWERS[4:]:
        [own] = submit(cohort, "3333")
        histograms.append(shown_histogram(cohort))
        erase(own)
        submit(cohort, answers)
        histograms.append(shown_histogram(cohort))

    for histogram in histograms:
        assert sum(histogram.values()) in (0, 5, 10)
    for before, after in pairwise(histograms):
        newly_shown = Counter(after) - Counter(before)
        assert newly_shown.total() in (0, 5)


def test_joining_again_after_erasing_waits_with_new_people_only(cohort):
    made = submit(cohort, *NINE_ANSWERS[:5])
    erase(made[4])
    submit(cohort, "3333")

    assert shown_histogram(cohort) == {}
    assert exported_histogram(cohort) == {}


def test_four_strangers_with_one_victim_cannot_be_taken_off_around_it(cohort):
    [victim, *own] = submit(cohort, *NINE_ANSWERS[:5])
    for attempt in own:
        erase(attempt)
    submit(cohort, *["3333"] * 4)

    assert shown_histogram(cohort) == {}
    assert Attempt.objects.get(pk=victim.pk).is_released is False


# --- before and after ---------------------------------------------------------------------------------
def answer_twice(cohort, *first_answers):
    """Return the second attempts."""
    second_attempts = []
    for answers in first_answers:
        first_attempt = make_attempt(cohort, answers)
        second_attempts.append(answer_again(first_attempt, "3333"))
    return second_attempts


def test_five_second_attempts_are_a_batch_of_their_own(cohort):
    made = answer_twice(cohort, *NINE_ANSWERS[:5])
    seconds = cohort.attempts.filter(ordinal=2)

    assert seconds.filter(is_released=True, release_batch=made[4].pk).count() == 5
    assert len(batches_of(cohort)) == 2
    assert pair_count(cohort) == 5


def test_four_more_repeats_by_one_person_move_no_pair(cohort):
    answer_twice(cohort, *NINE_ANSWERS, "5555")
    before = raw_sums_of_pairs(cohort)
    [newest] = answer_twice(cohort, "1111")
    for _ in range(4):
        newest = answer_again(newest, "2222")

    assert len(before) == 10
    assert raw_sums_of_pairs(cohort) == before
    assert pair_count(cohort) == 10


def is_kept_back(attempt):
    """Whether the attempt has a batch of its own, which is never full."""
    attempt.refresh_from_db()
    return not attempt.is_released and attempt.release_batch == attempt.pk


def test_second_attempt_in_another_language_waits_for_nobody(cohort):
    first = make_attempt(cohort, "5342", language="en")
    second = answer_again(first, language="zh-hans")

    assert is_kept_back(second)


def test_second_attempt_after_a_mixed_one_waits_for_nobody(cohort):
    first = answer_in_two_languages(cohort)
    second = answer_again(first, language="en")

    assert is_kept_back(second)


def test_second_attempt_at_another_version_waits_for_nobody(cohort):
    first = make_attempt(cohort, "5342")
    cohort.questionnaire = make_questionnaire(rows=4)
    cohort.save()
    second = answer_again(first)

    assert is_kept_back(second)


def test_erasing_somebody_with_two_attempts_withdraws_both_batches(cohort):
    made = answer_twice(cohort, *NINE_ANSWERS[:5])
    erase(made[2])

    assert shown_histogram(cohort) == {}
    assert pair_count(cohort) == 0
    assert release_faults() == []


def test_erasing_somebody_with_one_attempt_leaves_the_second_attempts(cohort):
    [once] = submit(cohort, "5555")
    answer_twice(cohort, *NINE_ANSWERS[:5])
    erase(once)

    assert batches_of(cohort) != []
    assert pair_count(cohort) == 5
    assert release_faults() == []


# --- the technical sheet ------------------------------------------------------------------------------
def people_on_english_sheet(cohort):
    sheets = technical_sheet.sheets(cohort.questionnaire)
    people = {sheet.language: sheet.figures.n for sheet in sheets}
    return people["en"]


def test_technical_sheet_counts_released_attempts_only(cohort, named):
    submit(cohort, *NINE_ANSWERS)
    submit(named, "5342", "1234")

    assert people_on_english_sheet(cohort) == 7


def test_technical_sheet_leaves_out_a_withdrawn_batch(cohort, named):
    made = submit(cohort, *NINE_ANSWERS)
    submit(named, "5342", "1234")

    erase(made[0])

    assert people_on_english_sheet(cohort) == 2


def test_omega_reads_released_attempts_only(cohort, named):
    submit(cohort, *NINE_ANSWERS)
    submit(named, "1111")
    read = technical_sheet.newest_first(cohort.questionnaire, "en")

    assert [attempt.answers for attempt in read] == ["1111", *NINE_ANSWERS[4::-1]]


# --- at once ------------------------------------------------------------------------------------------
def submission(cohort, string="5342"):
    draft = make_attempt(cohort, string, submitted=False)
    return lambda: attempts.submit(
        attempt=draft, as_oneself=True, language="en", now=NOW
    )


def erasing(attempt):
    return lambda: erasure.erase(participant=attempt.participant, now=NOW)


def check_counters():
    assert release_faults() == []
    assert recounting.recount() == []
    assert stored_counters() == counters_by_hand()


@pytest.mark.django_db(transaction=True)
def test_two_racing_for_the_fifth_place_make_one_five(cohort):
    submit(cohort, *NINE_ANSWERS[:4])
    results = at_once(submission(cohort), submission(cohort))

    assert [type(result) for result in results] == [Attempt] * 2
    assert len(batches_of(cohort)) == 1
    assert cohort.attempts.filter(is_released=True).count() == 5
    check_counters()


@pytest.mark.django_db(transaction=True)
def test_six_racing_from_the_start_make_one_five(cohort):
    make_attempt(None, "5342", questionnaire=cohort.questionnaire)
    results = at_once(*(submission(cohort) for _ in range(6)))

    assert [type(result) for result in results] == [Attempt] * 6
    assert len(batches_of(cohort)) == 1
    assert cohort.attempts.filter(is_released=True).count() == 5
    check_counters()


@pytest.mark.django_db(transaction=True)
def test_erasing_one_of_four_while_the_fifth_submits_leaves_none_or_all_shown(cohort):
    made = submit(cohort, *NINE_ANSWERS[:4])
    results = at_once(submission(cohort), erasing(made[0]))

    assert [type(result) for result in results] == [Attempt, bool]
    assert batches_of(cohort) == []
    assert cohort.attempts.submitted().count() == 4
    check_counters()


@pytest.mark.django_db(transaction=True)
def test_all_of_a_five_erased_at_once_leave_nothing(cohort):
    made = submit(cohort, *NINE_ANSWERS[:5], *["5555"] * 5)

    results = at_once(*map(erasing, made[:5]))

    assert results == [True] * 5
    assert shown_histogram(cohort) == {12: 5}
    assert cohort.attempts.count() == 5
    check_counters()


@pytest.mark.django_db(transaction=True)
def test_members_of_both_fives_of_pairs_erased_while_others_answer_again(cohort):
    made = answer_twice(cohort, *NINE_ANSWERS[:5])
    waiting = submit(cohort, *NINE_ANSWERS[5:9])
    results = at_once(
        erasing(made[0]),
        erasing(made[1]),
        submission(cohort),
        lambda: answer_again(waiting[0], "2222"),
        lambda: answer_again(waiting[1], "2222"),
    )

    assert [type(result) for result in results[:2]] == [bool] * 2
    assert [type(result) for result in results[2:]] == [Attempt] * 3
    assert len(batches_of(cohort)) == 1
    check_counters()
