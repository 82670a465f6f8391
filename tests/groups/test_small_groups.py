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
from tests.groups.counting import by_hand, faults, stored
from tests.racing import at_once
from tests.sittings.answering import answer_again, answer_in_two_languages
from tests.staff_factories import NOW, make_attempt

pytestmark = pytest.mark.django_db
# Raw sums 4 to 12, so that a histogram tells who is in it; rows 1 and 3 have their
# service pole on the left.
NINE = ["5151", "5251", "5252", "5253", "5254", "5255", "4255", "3255", "2255"]


@pytest.fixture
def cohort():
    return make_cohort(questionnaire=make_questionnaire(rows=4), names_asked=False)


@pytest.fixture
def named(cohort):
    return make_cohort(questionnaire=cohort.questionnaire)


def submit(cohort, *strings, **changes):
    return [make_attempt(cohort, string, **changes) for string in strings]


def erase(attempt):
    return erasure.erase(participant=attempt.participant, now=NOW)


def in_figures(cohort, language="en"):
    """Return raw sum → people."""
    return CohortSummary(cohort).tally(language).histogram


def in_file(cohort):
    place = data_export.columns(cohort).index("raw_sum")
    return Counter(line[place] for line in data_export.lines(cohort))


def batches_of(cohort):
    released = cohort.attempts.filter(is_released=True)
    return sorted(set(released.values_list("release_batch", flat=True)))


def pairs_of(cohort):
    """Return how many pairs there are, and from ten on their raw sums."""
    change = cohort_change(cohort, "en")
    return change.n, [(pair.first, pair.last) for pair in change.pairs]


# --- release ----------------------------------------------------------------------------------------
def test_four_wait_until_the_fifth_submits(cohort):
    submit(cohort, *NINE[:4])

    assert in_figures(cohort) == {}
    assert batches_of(cohort) == []
    [fifth] = submit(cohort, NINE[4])

    assert in_figures(cohort) == dict.fromkeys(range(4, 9), 1)
    assert batches_of(cohort) == [fifth.pk]


def test_languages_wait_apart(cohort):
    submit(cohort, *NINE[:4])
    submit(cohort, *NINE[:4], language="zh-hans")

    assert batches_of(cohort) == []


def test_mixed_attempts_wait_together_whatever_their_last_language(cohort):
    made = [answer_in_two_languages(cohort) for _ in range(5)]
    Attempt.objects.filter(pk=made[0].pk).update(language="zh-hant")

    assert in_figures(cohort, "") == {8: 5}
    assert len(batches_of(cohort)) == 1


def test_mixed_attempt_is_no_fifth_of_a_language(cohort):
    submit(cohort, *NINE[:4])
    answer_in_two_languages(cohort)

    assert batches_of(cohort) == []


def test_cohorts_wait_apart(cohort):
    submit(make_cohort(questionnaire=cohort.questionnaire, names_asked=False), NINE[0])
    submit(cohort, *NINE[:4])

    assert batches_of(cohort) == []


def test_named_and_solo_attempts_are_released_at_once_and_in_no_batch(named):
    answer_again(make_attempt(named, "5342"))
    make_attempt(None, "5342", questionnaire=named.questionnaire)

    assert set(Attempt.objects.values_list("is_released", "release_batch")) == {
        (True, None)
    }


def test_repeat_in_place_of_the_fifth_person_brings_nobody_in(cohort):
    [first, *_] = submit(cohort, *NINE[:4])
    answer_again(first)

    assert batches_of(cohort) == []


@pytest.mark.parametrize("n", [4, 14])
def test_fifth_submission_takes_the_same_queries_at_any_size(
    cohort, n, django_assert_num_queries
):
    submit(cohort, *(NINE * 2)[:n])
    draft = make_attempt(cohort, "5342", submitted=False)
    with django_assert_num_queries(26):
        attempts.submit(attempt=draft, as_oneself=True, language="en", now=NOW)


# --- the attacks --------------------------------------------------------------------------------------
@pytest.mark.parametrize("gone", range(9))
def test_erasing_anybody_of_nine_changes_figures_and_file_by_a_whole_five_or_not_at_all(
    cohort, gone
):
    made = submit(cohort, *NINE)
    before = in_figures(cohort)

    assert before == dict.fromkeys(range(4, 9), 1)
    assert in_file(cohort) == before
    erase(made[gone])
    after = {} if gone < 5 else before

    assert in_figures(cohort) == after
    assert in_file(cohort) == after


def test_person_who_waited_does_not_fill_a_withdrawn_batch(cohort):
    made = submit(cohort, *NINE)
    erase(made[0])

    assert batches_of(cohort) == []
    submit(cohort, "5555")

    assert (
        in_figures(cohort)
        == in_file(cohort)
        == {**dict.fromkeys(range(9, 13), 1), 12: 2}
    )


def test_other_four_of_a_withdrawn_batch_never_come_back(cohort):
    made = submit(cohort, *NINE[:5])
    erase(made[0])
    submit(cohort, *["5555"] * 5)

    assert in_figures(cohort) == in_file(cohort) == {12: 5}
    assert recounting.recount() == []


def test_erasing_the_others_of_a_withdrawn_batch_changes_nothing(cohort):
    made = submit(cohort, *NINE[:5], *["5555"] * 5)
    for attempt in made[:5]:
        erase(attempt)
        assert in_figures(cohort) == {12: 5}
        assert faults() == []

    assert stored() == by_hand()


def test_joining_and_erasing_oneself_again_and_again_isolates_nobody(cohort):
    """Somebody who knows five answers and completes each batch learns nobody's."""
    submit(cohort, *NINE[:4])
    seen = [in_figures(cohort)]
    for string in NINE[4:]:
        [own] = submit(cohort, "3333")
        seen.append(in_figures(cohort))
        erase(own)
        submit(cohort, string)
        seen.append(in_figures(cohort))
    sizes = {sum(histogram.values()) for histogram in seen}
    steps = [
        sum((Counter(after) - Counter(before)).values())
        for before, after in pairwise(seen)
    ]

    assert sizes <= {0, 5, 10}
    assert set(steps) <= {0, 5}


def test_joining_again_after_erasing_waits_with_new_people_only(cohort):
    made = submit(cohort, *NINE[:5])
    erase(made[4])
    submit(cohort, "3333")

    assert in_figures(cohort) == {}
    assert in_file(cohort) == {}


def test_four_strangers_with_one_victim_cannot_be_taken_off_around_it(cohort):
    [victim, *own] = submit(cohort, *NINE[:5])
    for attempt in own:
        erase(attempt)
    submit(cohort, *["3333"] * 4)

    assert in_figures(cohort) == {}
    assert Attempt.objects.get(pk=victim.pk).is_released is False


# --- before and after ---------------------------------------------------------------------------------
def answer_twice(cohort, *strings):
    return [answer_again(make_attempt(cohort, string), "3333") for string in strings]


def test_five_second_attempts_are_a_batch_of_their_own(cohort):
    made = answer_twice(cohort, *NINE[:5])
    seconds = cohort.attempts.filter(ordinal=2)

    assert seconds.filter(is_released=True, release_batch=made[4].pk).count() == 5
    assert len(batches_of(cohort)) == 2
    assert pairs_of(cohort)[0] == 5


def test_four_more_repeats_by_one_person_move_no_pair(cohort):
    answer_twice(cohort, *NINE, "5555")
    before = pairs_of(cohort)
    [newest] = answer_twice(cohort, "1111")
    for _ in range(4):
        newest = answer_again(newest, "2222")

    assert before[0] == 10
    assert pairs_of(cohort) == before


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
    made = answer_twice(cohort, *NINE[:5])
    erase(made[2])

    assert in_figures(cohort) == {}
    assert pairs_of(cohort)[0] == 0
    assert faults() == []


def test_erasing_somebody_with_one_attempt_leaves_the_second_attempts(cohort):
    [once] = submit(cohort, "5555")
    answer_twice(cohort, *NINE[:5])
    erase(once)

    assert batches_of(cohort) != []
    assert pairs_of(cohort)[0] == 5
    assert faults() == []


# --- the technical sheet ------------------------------------------------------------------------------
def people_on_english_sheet(cohort):
    sheets = technical_sheet.sheets(cohort.questionnaire)
    people = {sheet.language: sheet.figures.n for sheet in sheets}
    return people["en"]


def test_technical_sheet_counts_released_attempts_only(cohort, named):
    made = submit(cohort, *NINE)
    submit(named, "5342", "1234")

    assert people_on_english_sheet(cohort) == 7
    erase(made[0])

    assert people_on_english_sheet(cohort) == 2


def test_omega_reads_released_attempts_only(cohort, named):
    submit(cohort, *NINE)
    submit(named, "1111")
    read = technical_sheet.newest_first(cohort.questionnaire, "en")

    assert [attempt.answers for attempt in read] == ["1111", *NINE[4::-1]]


# --- at once ------------------------------------------------------------------------------------------
def submission(cohort, string="5342"):
    draft = make_attempt(cohort, string, submitted=False)
    return lambda: attempts.submit(
        attempt=draft, as_oneself=True, language="en", now=NOW
    )


def erasing(attempt):
    return lambda: erasure.erase(participant=attempt.participant, now=NOW)


def check_counters():
    assert faults() == []
    assert recounting.recount() == []
    assert stored() == by_hand()


@pytest.mark.django_db(transaction=True)
def test_two_racing_for_the_fifth_place_make_one_five(cohort):
    submit(cohort, *NINE[:4])
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
    made = submit(cohort, *NINE[:4])
    results = at_once(submission(cohort), erasing(made[0]))

    assert [type(result) for result in results] == [Attempt, bool]
    assert batches_of(cohort) == []
    assert cohort.attempts.submitted().count() == 4
    check_counters()


@pytest.mark.django_db(transaction=True)
def test_all_of_a_five_erased_at_once_leave_nothing(cohort):
    made = submit(cohort, *NINE[:5], *["5555"] * 5)

    assert at_once(*map(erasing, made[:5])) == [True] * 5
    assert in_figures(cohort) == {12: 5}
    assert cohort.attempts.count() == 5
    check_counters()


@pytest.mark.django_db(transaction=True)
def test_members_of_both_fives_of_pairs_erased_while_others_answer_again(cohort):
    made = answer_twice(cohort, *NINE[:5])
    waiting = submit(cohort, *NINE[5:9])
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
