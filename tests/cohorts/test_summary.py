"""Groups of a cohort by language, and what an anonymous cohort keeps back."""

from datetime import timedelta

import pytest

from assessments.cohorts.summary import POOLED, CohortSummary, released_first_attempts
from assessments.models import DOMAINS
from assessments.privacy import erasure
from assessments.questionnaires.scoring_keys import key_of
from assessments.sittings import attempts
from assessments.statistics import response_counts
from tests.factories import make_cohort, make_questionnaire
from tests.sittings.answering import answer_again, answer_in_two_languages
from tests.staff_factories import NOW, make_attempt

pytestmark = pytest.mark.django_db


@pytest.fixture
def questionnaire():
    return make_questionnaire(rows=4)


@pytest.fixture
def cohort(questionnaire):
    return make_cohort(questionnaire=questionnaire)


@pytest.fixture
def anonymous(questionnaire):
    return make_cohort(questionnaire=questionnaire, names_asked=False)


def submit(cohort, *strings, language="en", start=0):
    """Let a learner submit each minute, from minute `start` on."""
    submitted = []
    for minute, answers in enumerate(strings, start):
        now = NOW + timedelta(minutes=minute)
        submitted.append(make_attempt(cohort, answers, language=language, now=now))
    return submitted


def people_by_language(cohort):
    return {group.language: group.number for group in CohortSummary(cohort).groups}


def histogram(cohort, language="en"):
    return CohortSummary(cohort).tally(language).histogram


def counted(cohort, *strings):
    """Return the histogram of these answers, without the counters."""
    key = key_of(cohort.questionnaire)
    return response_counts.count(strings, key, DOMAINS).histogram


# --- groups by language -------------------------------------------------------------------------------
def test_cohort_without_submissions_has_no_groups(cohort):
    make_attempt(cohort, "5342", submitted=False)

    assert CohortSummary(cohort).groups == []


def test_languages_are_counted_apart(cohort):
    submit(cohort, "5342", "1234")
    submit(cohort, "5342", language="zh-hans")

    assert people_by_language(cohort) == {"en": 2, "zh-hans": 1}


def test_largest_group_comes_first(cohort):
    submit(cohort, "5342")
    submit(cohort, "5342", "1234", language="zh-hant")

    assert list(people_by_language(cohort)) == ["zh-hant", "en"]


def test_groups_of_one_size_come_by_language(cohort):
    submit(cohort, "5342", language="zh-hant")
    submit(cohort, "5342")

    assert list(people_by_language(cohort)) == ["en", "zh-hant"]


def test_group_that_everybody_has_left_is_left_out(cohort):
    [attempt] = submit(cohort, "5342")
    erasure.erase(participant=attempt.participant, now=NOW)

    assert CohortSummary(cohort).groups == []


def test_another_version_s_groups_are_left_out(cohort):
    submit(cohort, "5342")
    cohort.questionnaire = make_questionnaire(rows=4)
    cohort.save()
    submit(cohort, "1234")

    assert people_by_language(cohort) == {"en": 1}
    assert histogram(cohort, POOLED) == counted(cohort, "1234")


def test_another_cohort_s_and_solo_groups_are_left_out(cohort, questionnaire):
    submit(make_cohort(title="Other"), "5342")
    make_attempt(None, "5342", questionnaire=questionnaire)

    assert CohortSummary(cohort).groups == []


def test_attempts_after_the_first_are_left_out(cohort):
    [first] = submit(cohort, "5342")
    answer_again(first)

    assert histogram(cohort) == counted(cohort, "5342")


# --- which language -----------------------------------------------------------------------------------
def test_largest_language_is_shown(cohort):
    submit(cohort, "5342")
    submit(cohort, "5342", "1234", language="zh-hant")

    assert CohortSummary(cohort).language_to_show("") == "zh-hant"


def test_larger_mixed_group_is_not_shown(cohort):
    submit(cohort, "5342")
    for _ in range(2):
        answer_in_two_languages(cohort)

    assert CohortSummary(cohort).language_to_show("") == "en"


@pytest.mark.parametrize(
    ("asked", "chosen"),
    [("zh-hans", "zh-hans"), ("all", "all"), ("zh-hant", "en"), ("xx", "en")],
)
def test_requested_language_is_shown_if_it_has_a_group(cohort, asked, chosen):
    submit(cohort, "5342", "1234")
    submit(cohort, "5342", language="zh-hans")

    assert CohortSummary(cohort).language_to_show(asked) == chosen


def test_language_of_the_site_is_shown_without_any_group(cohort):
    assert CohortSummary(cohort).language_to_show("zh-hans") == "en"


# --- pooled and mixed ---------------------------------------------------------------------------------
def test_mixed_group_is_no_language(cohort):
    submit(cohort, "5342")
    answer_in_two_languages(cohort)
    summary = CohortSummary(cohort)

    assert [group.language for group in summary.languages] == ["en"]
    assert summary.mixed.number == 1


def test_cohort_without_mixed_answers_has_no_mixed_group(cohort):
    submit(cohort, "5342")

    assert CohortSummary(cohort).mixed is None


def test_languages_and_the_mixed_one_are_pooled(cohort):
    submit(cohort, "5342")
    submit(cohort, "1234", language="zh-hans")
    answer_in_two_languages(cohort, "1111")

    assert histogram(cohort, POOLED) == counted(cohort, "5342", "1234", "1111")


def test_mixed_answers_are_in_no_language(cohort):
    submit(cohort, "5342")
    answer_in_two_languages(cohort, "1111")

    assert histogram(cohort) == counted(cohort, "5342")


def test_language_of_nobody_has_an_empty_tally(cohort):
    submit(cohort, "5342")

    assert CohortSummary(cohort).figures("zh-hant").n == 0


def test_nobody_waits_in_a_cohort_with_names(cohort):
    submit(cohort, "5342", "1234", "1111")

    assert CohortSummary(cohort).has_waiting is False
    assert CohortSummary(cohort).figures("en").n == 3


# --- anonymous ----------------------------------------------------------------------------------------
# Raw sums 4 to 9, so that a histogram tells who is in it; rows 1 and 3 have their service pole on the left.
SIX = ["5151", "5251", "5252", "5253", "5254", "5255"]


@pytest.mark.parametrize("n", [5, 6, 9, 10, 12])
def test_anonymous_figures_are_those_of_whole_batches(anonymous, n):
    strings = [SIX[number % 6] for number in range(n)]
    submit(anonymous, *strings)

    assert histogram(anonymous) == counted(anonymous, *strings[: n // 5 * 5])


@pytest.mark.parametrize(
    ("n", "waiting"),
    [(0, False), (4, True), (5, False), (6, True), (9, True), (10, False)],
)
def test_people_beyond_whole_batches_wait(anonymous, n, waiting):
    submit(anonymous, *(SIX[number % 6] for number in range(n)))

    assert CohortSummary(anonymous).has_waiting is waiting


def test_four_of_each_of_three_languages_all_wait(anonymous):
    for language in ("en", "zh-hans", "zh-hant"):
        submit(anonymous, *SIX[:4], language=language)

    assert people_by_language(anonymous) == {}
    assert CohortSummary(anonymous).has_waiting is True


def test_draft_does_not_wait(anonymous):
    make_attempt(anonymous, "5342", submitted=False)

    assert CohortSummary(anonymous).has_waiting is False


def test_batches_are_by_submission_and_not_by_start(anonymous):
    first_to_start = make_attempt(anonymous, "5255", submitted=False)
    late = NOW + timedelta(hours=1)
    submit(anonymous, *SIX[:5], start=1)
    attempts.submit(attempt=first_to_start, as_oneself=True, language="en", now=late)

    assert histogram(anonymous) == counted(anonymous, *SIX[:5])


def test_last_of_six_submitted_at_one_time_waits(anonymous):
    for string in SIX:
        submit(anonymous, string)

    assert histogram(anonymous) == counted(anonymous, *SIX[:5])


def test_anonymous_group_of_four_shows_nothing(anonymous):
    submit(anonymous, *SIX[:4])

    assert CohortSummary(anonymous).figures("en").n == 0


def test_anonymous_group_of_four_is_not_among_the_pooled(anonymous):
    submit(anonymous, *SIX[:5])
    submit(anonymous, *SIX[:4], language="zh-hans", start=10)

    assert histogram(anonymous, POOLED) == counted(anonymous, *SIX[:5])


def test_anonymous_mixed_group_of_four_is_not_among_the_pooled(anonymous):
    submit(anonymous, *SIX[:5])
    for _ in range(4):
        answer_in_two_languages(anonymous)

    assert histogram(anonymous, POOLED) == counted(anonymous, *SIX[:5])


def test_anonymous_groups_are_pooled_as_they_are_shown(anonymous):
    submit(anonymous, *SIX)
    submit(anonymous, *SIX, language="zh-hans", start=10)
    summary = CohortSummary(anonymous)

    assert summary.tally(POOLED).histogram == counted(anonymous, *SIX[:5], *SIX[:5])
    assert summary.has_waiting is True


def test_erasing_one_of_five_leaves_an_anonymous_group_that_shows_nothing(anonymous):
    made = submit(anonymous, *SIX[:5])
    erasure.erase(participant=made[2].participant, now=NOW)

    assert histogram(anonymous) == {}
    assert people_by_language(anonymous) == {}
    assert CohortSummary(anonymous).has_waiting is True


def test_erasing_one_of_ten_leaves_the_other_five(anonymous):
    made = submit(anonymous, *SIX[:5], *["5555"] * 5)
    erasure.erase(participant=made[2].participant, now=NOW)

    assert histogram(anonymous) == counted(anonymous, *["5555"] * 5)


def test_erasing_one_of_six_releases_nobody_who_waited(anonymous):
    made = submit(anonymous, *SIX)
    erasure.erase(participant=made[2].participant, now=NOW)

    assert histogram(anonymous) == {}


def test_erasing_somebody_who_waited_changes_no_figure(anonymous):
    made = submit(anonymous, *SIX)
    erasure.erase(participant=made[5].participant, now=NOW)

    assert histogram(anonymous) == counted(anonymous, *SIX[:5])


def test_answering_again_moves_no_figure(anonymous):
    [first, *_] = submit(anonymous, *SIX[:5])
    answer_again(first)

    assert histogram(anonymous) == counted(anonymous, *SIX[:5])


# --- the newest of a group ------------------------------------------------------------------------------
def listed(cohort, language="en"):
    return [attempt.answers for attempt in released_first_attempts(cohort, language)]


def test_attempts_of_a_group_come_newest_first(cohort):
    submit(cohort, "5342", "1234")
    answer_again(submit(cohort, "1111", start=5)[0])

    assert listed(cohort) == ["1111", "1234", "5342"]


def test_attempts_of_other_groups_are_not_listed(cohort):
    submit(cohort, "5342")
    submit(cohort, "1234", language="zh-hans")
    answer_in_two_languages(cohort)

    assert listed(cohort) == ["5342"]


def test_attempts_listed_of_an_anonymous_group_are_those_of_its_figures(anonymous):
    submit(anonymous, *SIX)

    assert listed(anonymous) == SIX[4::-1]


# --- cost ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize("languages", [["en"], ["en", "zh-hans", "zh-hant"]])
def test_groups_of_one_and_three_languages_take_the_same_queries(
    cohort, languages, django_assert_num_queries
):
    for language in languages:
        submit(cohort, "5342", language=language)
    with django_assert_num_queries(2):
        assert len(CohortSummary(cohort).groups) == len(languages)


@pytest.mark.parametrize("languages", [["en"], ["en", "zh-hans", "zh-hant"]])
def test_anonymous_groups_take_the_same_queries_however_many_wait(
    anonymous, languages, django_assert_num_queries
):
    for language in languages:
        submit(anonymous, *SIX, language=language)
    with django_assert_num_queries(2):
        assert len(CohortSummary(anonymous).groups) == len(languages)


def test_everything_of_a_summary_takes_no_further_query(
    cohort, django_assert_num_queries
):
    submit(cohort, *SIX)
    summary = CohortSummary(cohort)

    assert summary.key == key_of(cohort.questionnaire)
    assert len(summary.groups) == 1
    with django_assert_num_queries(0):
        (
            summary.figures(summary.language_to_show("")),
            summary.figures(POOLED),
            summary.mixed,
        )
