"""What each write does to the counters: they always equal a count of the attempts."""

from datetime import timedelta

import pytest

from assessments.files.learner_lists import Line
from assessments.groups import counters
from assessments.models import DOMAINS, CountedGroup, Participant, RowCount, SumCount
from assessments.privacy import erasure, retention
from assessments.questionnaires.scoring_keys import key_of
from assessments.sittings import attempts, participants
from assessments.sittings.attempts import Incomplete
from assessments.statistics import response_counts
from tests.factories import make_cohort, make_questionnaire
from tests.groups.counting import counters_by_hand, stored_counters
from tests.sittings.answering import answer_again, answer_in_two_languages, list_learner
from tests.staff_factories import NOW, make_attempt

pytestmark = pytest.mark.django_db


@pytest.fixture
def cohort():
    return make_cohort(questionnaire=make_questionnaire(rows=4))


def states(cohort):
    """Return how many are listed, started and submitted."""
    return tuple(counters.state_counts(cohort).values())


def groups():
    """Return (cohort, language) → people in the group."""
    return {
        (group.cohort, group.language): counters.tally_of(group).n
        for group in CountedGroup.objects.all()
    }


# --- states -------------------------------------------------------------------------------------------
def test_person_who_starts_is_counted_as_started(cohort):
    make_attempt(cohort, "0000", submitted=False)

    assert states(cohort) == (0, 1, 0)


def test_second_press_on_start_counts_nobody_twice(cohort):
    for _ in range(2):
        participants.start(
            nonce="one",
            questionnaire=cohort.questionnaire,
            cohort=cohort,
            now=NOW,
            name="Ada",
        )

    assert states(cohort) == (0, 1, 0)


def test_listed_learners_are_counted_as_listed(cohort):
    participants.list_learners(
        cohort=cohort, lines=[Line(1, "Ada", ""), Line(2, "Bo", "7")], now=NOW
    )

    assert states(cohort) == (2, 0, 0)


def test_learner_listed_again_is_counted_once(cohort):
    list_learner(cohort)
    list_learner(cohort)

    assert states(cohort) == (1, 0, 0)


def test_listed_learner_who_starts_changes_state(cohort):
    participants.start_listed(participant=list_learner(cohort), now=NOW)

    assert states(cohort) == (0, 1, 0)


def test_listed_learner_who_presses_start_twice_changes_state_once(cohort):
    ada = list_learner(cohort)
    for _ in range(2):
        participants.start_listed(participant=ada, now=NOW)

    assert states(cohort) == (0, 1, 0)


def test_person_who_submits_changes_state(cohort):
    make_attempt(cohort, "5342")

    assert states(cohort) == (0, 0, 1)


def test_state_is_kept_on_the_participant_too(cohort):
    attempt = make_attempt(cohort, "5342")

    assert Participant.objects.get(pk=attempt.participant_id).state == "submitted"


def test_refused_submission_changes_no_state(cohort):
    draft = make_attempt(cohort, "5340", submitted=False)
    with pytest.raises(Incomplete):
        attempts.submit(attempt=draft, as_oneself=True, language="en", now=NOW)

    assert states(cohort) == (0, 1, 0)


def test_person_who_answers_again_stays_submitted(cohort):
    first = make_attempt(cohort, "5342")
    attempts.repeat(participant=first.participant, after=1, now=NOW)

    assert states(cohort) == (0, 0, 1)


@pytest.mark.parametrize("answers", ["5342", "0000"])
def test_erased_person_is_subtracted(cohort, answers):
    attempt = make_attempt(cohort, answers, submitted=answers == "5342")
    erasure.erase(participant=attempt.participant, now=NOW)

    assert states(cohort) == (0, 0, 0)


def test_person_erased_twice_is_subtracted_once(cohort):
    gone = make_attempt(cohort, "5342").participant
    make_attempt(cohort, "5342")
    erasure.erase(participant=Participant.objects.get(pk=gone.pk), now=NOW)
    erasure.erase(participant=gone, now=NOW)

    assert states(cohort) == (0, 0, 1)


def test_person_taken_off_the_list_is_subtracted(cohort):
    erasure.remove_unstarted(participant=list_learner(cohort), now=NOW)

    assert states(cohort) == (0, 0, 0)


def test_person_who_has_started_stays_counted(cohort):
    ada = list_learner(cohort)
    participants.start_listed(participant=ada, now=NOW)
    erasure.remove_unstarted(participant=ada, now=NOW)

    assert states(cohort) == (0, 1, 0)


def test_purged_person_is_subtracted(cohort):
    make_attempt(cohort, "5342", now=NOW - timedelta(days=800))
    make_attempt(cohort, "5342", now=NOW)
    retention.purge(now=NOW)

    assert states(cohort) == (0, 0, 1)


def test_solo_visitors_are_counted_by_themselves(cohort):
    make_attempt(None, "5342")

    assert states(None) == (0, 0, 1)
    assert states(cohort) == (0, 0, 0)


def test_cohorts_are_counted_apart(cohort):
    other = make_cohort(title="Other")
    make_attempt(other, "5342")

    assert states(other) == (0, 0, 1)
    assert states(cohort) == (0, 0, 0)


# --- groups -------------------------------------------------------------------------------------------
def test_draft_is_in_no_group(cohort):
    make_attempt(cohort, "5342", submitted=False)

    assert groups() == {}


def test_submission_is_in_the_group_of_its_language(cohort):
    make_attempt(cohort, "5342", language="zh-hant")

    assert groups() == {(cohort, "zh-hant"): 1}


def test_submission_in_two_languages_is_in_the_mixed_group(cohort):
    answer_in_two_languages(cohort)

    assert groups() == {(cohort, ""): 1}


def test_solo_submissions_share_a_group_without_a_cohort():
    questionnaire = make_questionnaire(rows=4)
    make_attempt(None, "5342", questionnaire=questionnaire)
    make_attempt(None, "1234", questionnaire=questionnaire)

    assert groups() == {(None, "en"): 2}


def test_versions_have_groups_of_their_own(cohort):
    make_attempt(None, "5342", questionnaire=cohort.questionnaire)
    make_attempt(None, "5342", questionnaire=make_questionnaire(rows=4))

    people = [counters.tally_of(group).n for group in CountedGroup.objects.all()]

    assert people == [1, 1]


def test_group_holds_what_was_answered(cohort):
    strings = ["5342", "1234", "5555"]
    for string in strings:
        make_attempt(cohort, string)
    tally = counters.tally_of(CountedGroup.objects.get())

    counted = response_counts.count(strings, key_of(cohort.questionnaire), DOMAINS)

    assert tally - counted == tally - tally


def test_attempt_after_the_first_is_not_counted(cohort):
    answer_again(make_attempt(cohort, "5342"))

    assert groups() == {(cohort, "en"): 1}
    assert stored_counters() == counters_by_hand()


def test_attempt_after_the_first_makes_no_group(cohort):
    answer_again(make_attempt(cohort, "5342"), language="zh-hans")

    assert groups() == {(cohort, "en"): 1}


def test_second_submission_of_an_attempt_is_not_counted(cohort):
    done = make_attempt(cohort, "5342")
    attempts.submit(attempt=done, as_oneself=True, language="zh-hans", now=NOW)

    assert groups() == {(cohort, "en"): 1}


def test_erasing_subtracts_what_was_counted(cohort):
    gone = make_attempt(cohort, "5342")
    make_attempt(cohort, "1234")
    erasure.erase(participant=gone.participant, now=NOW)

    assert groups() == {(cohort, "en"): 1}
    assert stored_counters() == counters_by_hand()


def test_erasing_the_last_person_leaves_lines_of_nobody(cohort):
    erasure.erase(participant=make_attempt(cohort, "5342").participant, now=NOW)

    assert groups() == {(cohort, "en"): 0}
    assert stored_counters() == ({}, {}, {})


def test_erasing_subtracts_a_mixed_attempt(cohort):
    erasure.erase(participant=answer_in_two_languages(cohort).participant, now=NOW)

    assert groups() == {(cohort, ""): 0}


def test_erasing_somebody_with_a_repeat_subtracts_the_first_attempt(cohort):
    second = answer_again(make_attempt(cohort, "5342"))
    erasure.erase(participant=second.participant, now=NOW)

    assert stored_counters() == ({}, {}, {})


def test_purging_subtracts_what_was_counted(cohort):
    make_attempt(cohort, "5342", now=NOW - timedelta(days=800))
    retention.purge(now=NOW)

    assert groups() == {(cohort, "en"): 0}
    assert stored_counters() == ({}, {}, {})


def test_new_group_has_a_line_for_each_number_of_points_of_a_row(cohort):
    make_attempt(cohort, "5342")
    lines = RowCount.objects.order_by("row", "points").values_list("row", "points")

    assert list(lines) == [
        (row, points) for row in range(1, 5) for points in range(1, 6)
    ]


def test_new_group_has_a_line_for_every_raw_sum(cohort):
    make_attempt(cohort, "5342")

    raw_sums = SumCount.objects.order_by("raw_sum").values_list("raw_sum", flat=True)

    assert list(raw_sums) == list(range(4, 21))


def test_counting_into_a_group_takes_the_same_queries_at_any_size(
    cohort, django_assert_num_queries
):
    for string in ("5342", "1234"):
        make_attempt(cohort, string)
    draft = make_attempt(cohort, "5555", submitted=False)
    with django_assert_num_queries(11):
        attempts.submit(attempt=draft, as_oneself=True, language="en", now=NOW)


def test_tallies_of_three_groups_take_one_query(cohort, django_assert_num_queries):
    for language in ("en", "zh-hans", "zh-hant"):
        make_attempt(cohort, "5342", language=language)
    groups_of_languages = list(CountedGroup.objects.all())

    with django_assert_num_queries(1):
        tallies = counters.tallies_of(groups_of_languages)

    assert [tally.n for tally in tallies.values()] == [1, 1, 1]
