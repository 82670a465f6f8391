"""What each deed does to the counters of states and groups. They always equal a count of the attempts."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command

from assessments import attempts, counters, participants, retention, tallies
from assessments.attempts import Incomplete
from assessments.keys import key_of
from assessments.learner_lists import Line
from assessments.models import DOMAINS, CountedGroup, Participant, Questionnaire, RowCount, StateCount, SumCount
from tests.assessments.counting import by_hand, stored
from tests.factories import make_cohort, make_questionnaire
from tests.staff.factories import make_attempt

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)


@pytest.fixture
def cohort():
    return make_cohort(questionnaire=make_questionnaire(rows=4))


def listed(cohort, name="Ada"):
    participants.list_learners(cohort=cohort, lines=[Line(1, name, "")], now=NOW)
    return cohort.participants.get(name=name)


def states(cohort):
    """Listed, started, submitted."""
    found = counters.states_of(cohort)
    return found["listed"], found["started"], found["submitted"]


def groups():
    """(cohort, language) → people in the group."""
    return {(group.cohort, group.language): counters.tally_of(group).n for group in CountedGroup.objects.all()}


def answered_again(attempt, answers="1111", language="en"):
    draft = attempts.repeat(participant=attempt.participant, after=attempt.ordinal, now=NOW)
    changes = {row: int(digit) for row, digit in enumerate(answers, 1)}
    attempts.save(attempt=draft, changes=changes, language=language, now=NOW)
    return attempts.submit(attempt=draft, as_oneself=True, language=language, now=NOW)


def answered_in_two_languages(cohort, answers="5342"):
    draft = make_attempt(cohort, answers, submitted=False, language="zh-hans")
    return attempts.submit(attempt=draft, as_oneself=True, language="en", now=NOW)


# --- states -------------------------------------------------------------------------------------------
def test_who_starts_is_started(cohort):
    make_attempt(cohort, "0000", submitted=False)
    assert states(cohort) == (0, 1, 0)


def test_second_press_on_start_counts_nobody_twice(cohort):
    for _ in range(2):
        participants.start(nonce="one", questionnaire=cohort.questionnaire, cohort=cohort, now=NOW)
    assert states(cohort) == (0, 1, 0)


def test_listed_learners_are_listed(cohort):
    participants.list_learners(cohort=cohort, lines=[Line(1, "Ada", ""), Line(2, "Bo", "7")], now=NOW)
    assert states(cohort) == (2, 0, 0)


def test_learner_listed_again_is_counted_once(cohort):
    listed(cohort)
    listed(cohort)
    assert states(cohort) == (1, 0, 0)


def test_listed_learner_who_starts_moves_on(cohort):
    participants.start_listed(participant=listed(cohort), now=NOW)
    assert states(cohort) == (0, 1, 0)


def test_listed_learner_who_presses_start_twice_moves_once(cohort):
    ada = listed(cohort)
    for _ in range(2):
        participants.start_listed(participant=ada, now=NOW)
    assert states(cohort) == (0, 1, 0)


def test_who_submits_moves_on(cohort):
    make_attempt(cohort, "5342")
    assert states(cohort) == (0, 0, 1)


def test_state_is_kept_on_the_participant_too(cohort):
    assert Participant.objects.get(pk=make_attempt(cohort, "5342").participant_id).state == "submitted"


def test_submission_refused_moves_nobody(cohort):
    draft = make_attempt(cohort, "5340", submitted=False)
    with pytest.raises(Incomplete):
        attempts.submit(attempt=draft, as_oneself=True, language="en", now=NOW)
    assert states(cohort) == (0, 1, 0)


def test_who_answers_again_stays_submitted(cohort):
    first = make_attempt(cohort, "5342")
    attempts.repeat(participant=first.participant, after=1, now=NOW)
    assert states(cohort) == (0, 0, 1)


@pytest.mark.parametrize("answers", ["5342", "0000"])
def test_who_is_erased_is_gone(cohort, answers):
    attempt = make_attempt(cohort, answers, submitted=answers == "5342")
    participants.erase(participant=attempt.participant)
    assert states(cohort) == (0, 0, 0)


def test_who_is_erased_twice_is_counted_out_once(cohort):
    gone = make_attempt(cohort, "5342").participant
    make_attempt(cohort, "5342")
    participants.erase(participant=Participant.objects.get(pk=gone.pk))
    participants.erase(participant=gone)
    assert states(cohort) == (0, 0, 1)


def test_who_is_struck_off_is_gone(cohort):
    participants.strike(participant=listed(cohort))
    assert states(cohort) == (0, 0, 0)


def test_who_has_started_is_not_struck_off(cohort):
    ada = listed(cohort)
    participants.start_listed(participant=ada, now=NOW)
    participants.strike(participant=ada)
    assert states(cohort) == (0, 1, 0)


def test_who_is_purged_is_gone(cohort):
    make_attempt(cohort, "5342", now=NOW - timedelta(days=800))
    make_attempt(cohort, "5342", now=NOW)
    retention.purge(now=NOW)
    assert states(cohort) == (0, 0, 1)


def test_solo_visitors_are_counted_by_themselves(cohort):
    make_attempt(None, "5342")
    assert (states(None), states(cohort)) == ((0, 0, 1), (0, 0, 0))


def test_cohorts_are_counted_apart(cohort):
    other = make_cohort(title="Other")
    make_attempt(other, "5342")
    assert (states(other), states(cohort)) == ((0, 0, 1), (0, 0, 0))


# --- groups -------------------------------------------------------------------------------------------
def test_draft_is_in_no_group(cohort):
    make_attempt(cohort, "5342", submitted=False)
    assert groups() == {}


def test_submission_is_in_the_group_of_its_language(cohort):
    make_attempt(cohort, "5342", language="zh-hant")
    assert groups() == {(cohort, "zh-hant"): 1}


def test_submission_in_two_languages_is_in_the_mixed_group(cohort):
    answered_in_two_languages(cohort)
    assert groups() == {(cohort, ""): 1}


def test_solo_submissions_share_a_group_without_a_cohort():
    questionnaire = make_questionnaire(rows=4)
    make_attempt(None, "5342", questionnaire=questionnaire)
    make_attempt(None, "1234", questionnaire=questionnaire)
    assert groups() == {(None, "en"): 2}


def test_versions_have_groups_of_their_own(cohort):
    make_attempt(None, "5342", questionnaire=cohort.questionnaire)
    make_attempt(None, "5342", questionnaire=make_questionnaire(rows=4))
    assert [counters.tally_of(group).n for group in CountedGroup.objects.all()] == [1, 1]


def test_group_holds_what_was_answered(cohort):
    strings = ["5342", "1234", "5555"]
    for string in strings:
        make_attempt(cohort, string)
    tally = counters.tally_of(CountedGroup.objects.get())
    assert tally - tallies.count(strings, key_of(cohort.questionnaire), DOMAINS) == tally - tally


def test_attempt_after_the_first_is_not_counted(cohort):
    answered_again(make_attempt(cohort, "5342"))
    assert (groups(), stored()) == ({(cohort, "en"): 1}, by_hand())


def test_attempt_after_the_first_makes_no_group(cohort):
    answered_again(make_attempt(cohort, "5342"), language="zh-hans")
    assert groups() == {(cohort, "en"): 1}


def test_second_submission_of_an_attempt_is_not_counted(cohort):
    done = make_attempt(cohort, "5342")
    attempts.submit(attempt=done, as_oneself=True, language="zh-hans", now=NOW)
    assert groups() == {(cohort, "en"): 1}


def test_erasing_takes_out_what_was_counted(cohort):
    gone = make_attempt(cohort, "5342")
    make_attempt(cohort, "1234")
    participants.erase(participant=gone.participant)
    assert (groups(), stored()) == ({(cohort, "en"): 1}, by_hand())


def test_erasing_the_last_one_leaves_lines_of_nobody(cohort):
    participants.erase(participant=make_attempt(cohort, "5342").participant)
    assert (groups(), stored()) == ({(cohort, "en"): 0}, ({}, {}, {}))


def test_erasing_takes_out_the_mixed_one(cohort):
    participants.erase(participant=answered_in_two_languages(cohort).participant)
    assert groups() == {(cohort, ""): 0}


def test_erasing_who_answered_again_takes_out_the_first_attempt(cohort):
    second = answered_again(make_attempt(cohort, "5342"))
    participants.erase(participant=second.participant)
    assert stored() == ({}, {}, {})


def test_purging_takes_out_what_was_counted(cohort):
    make_attempt(cohort, "5342", now=NOW - timedelta(days=800))
    retention.purge(now=NOW)
    assert (groups(), stored()) == ({(cohort, "en"): 0}, ({}, {}, {}))


def test_new_group_has_a_line_for_every_points_of_a_row(cohort):
    make_attempt(cohort, "5342")
    lines = RowCount.objects.order_by("row", "points").values_list("row", "points")
    assert list(lines) == [(row, points) for row in range(1, 5) for points in range(1, 6)]


def test_new_group_has_a_line_for_every_raw_sum(cohort):
    make_attempt(cohort, "5342")
    assert list(SumCount.objects.order_by("raw_sum").values_list("raw_sum", flat=True)) == list(range(4, 21))


def test_counting_into_a_group_takes_the_same_queries_at_any_size(cohort, django_assert_num_queries):
    for string in ("5342", "1234"):
        make_attempt(cohort, string)
    draft = make_attempt(cohort, "5555", submitted=False)
    with django_assert_num_queries(11):
        attempts.submit(attempt=draft, as_oneself=True, language="en", now=NOW)


def test_tallies_of_three_groups_take_one_query(cohort, django_assert_num_queries):
    for language in ("en", "zh-hans", "zh-hant"):
        make_attempt(cohort, "5342", language=language)
    found = list(CountedGroup.objects.all())
    with django_assert_num_queries(1):
        assert [tally.n for tally in counters.tallies_of(found).values()] == [1, 1, 1]


# --- recounting ---------------------------------------------------------------------------------------
@pytest.fixture
def busy(cohort):
    """A cohort in which everything has happened."""
    answered_again(make_attempt(cohort, "5342"))
    make_attempt(cohort, "1234", language="zh-hans")
    answered_in_two_languages(cohort, "1111")
    make_attempt(cohort, "5000", submitted=False)
    make_attempt(None, "4444", questionnaire=cohort.questionnaire)
    participants.erase(participant=make_attempt(cohort, "2222", language="zh-hant").participant)
    listed(cohort)
    return cohort


def test_counters_equal_a_count_by_hand(busy):
    assert stored() == by_hand()


def test_count_of_the_attempts_is_what_is_stored(busy):
    counted = counters.count_attempts()
    found = {(group.cohort_id, group.questionnaire_id, group.language): group for group in CountedGroup.objects.all()}
    assert {place: counters.tally_of(found[place]).histogram for place in counted} == {
        place: tally.histogram for place, tally in counted.items()
    }


def test_attempts_read_in_chunks_are_all_counted(busy, monkeypatch):
    whole = counters.count_attempts()
    monkeypatch.setattr(counters, "CHUNK", 1)
    assert {place: tally.histogram for place, tally in counters.count_attempts().items()} == {
        place: tally.histogram for place, tally in whole.items()
    }


def test_recount_of_right_counters_says_nothing(busy):
    assert counters.recount() == []


def test_recount_of_an_empty_site_says_nothing():
    assert counters.recount() == []


def english_of(cohort):
    return CountedGroup.objects.get(cohort=cohort, language="en")


# Row 1 has its service pole on the left: 5 there is one point.
@pytest.mark.parametrize(
    ("model", "line", "wrong"),
    [
        (RowCount, {"row": 1, "points": 1}, {"n": 3}),
        (RowCount, {"row": 1, "points": 1}, {"raw_sum": 1}),
        (RowCount, {"row": 4, "points": 5}, {"n": 1}),
        (RowCount, {"row": 4, "points": 5}, {"raw_sum": 7}),
        (SumCount, {"raw_sum": 8}, {"n": 0}),
        (SumCount, {"raw_sum": 8}, {"skill_squares": 0}),
        (SumCount, {"raw_sum": 20}, {"character": 1}),
    ],
)
def test_recount_puts_a_spoilt_line_right(busy, model, line, wrong):
    before = stored()
    assert model.objects.filter(group=english_of(busy), **line).update(**wrong) == 1
    counters.recount()
    assert stored() == before


def test_recount_names_the_group_of_a_spoilt_line(busy):
    group = english_of(busy)
    group.sum_counts.filter(raw_sum=8).update(n=3)
    place = f"{busy.pk}/{busy.questionnaire_id}/en"
    assert counters.recount() == [f"group {place}: 3 instead of 1, or other sums"]


def test_spoilt_line_of_the_first_row_can_still_be_read(busy):
    RowCount.objects.filter(group=english_of(busy), row=1).update(n=9)
    assert counters.tally_of(english_of(busy)).n == 1


def test_recount_makes_a_lost_group_again(busy):
    before = stored()
    CountedGroup.objects.filter(cohort=busy).delete()
    assert len(counters.recount()) == 3
    assert stored() == before


def test_recount_makes_a_lost_group_of_solo_again(busy):
    CountedGroup.objects.filter(cohort=None).delete()
    assert counters.recount() == [f"group solo/{busy.questionnaire_id}/en: 0 instead of 1, or other sums"]


@pytest.mark.parametrize(("model", "line"), [(RowCount, {"row": 2, "points": 3}), (SumCount, {"raw_sum": 20})])
def test_recount_makes_a_lost_line_of_nobody_again(busy, model, line):
    model.objects.filter(group=english_of(busy), **line).delete()
    assert len(counters.recount()) == 1
    assert model.objects.filter(group=english_of(busy), **line).count() == 1


def test_recount_empties_a_group_of_nobody(busy):
    group = CountedGroup.objects.get(cohort=busy, language="zh-hant")
    group.sum_counts.filter(raw_sum=8).update(n=2)
    counters.recount()
    assert counters.tally_of(group).n == 0


@pytest.mark.parametrize(("state", "wrong"), [("listed", "started"), ("started", "submitted"), ("submitted", "listed")])
def test_recount_puts_a_wrong_state_right(busy, state, wrong):
    person = Participant.objects.filter(cohort=busy, state=state).first()
    Participant.objects.filter(pk=person.pk).update(state=wrong)
    assert counters.recount() == [f"participant {person.pk}: the state is {state}"]
    assert Participant.objects.get(pk=person.pk).state == state


def test_recount_puts_a_wrong_number_of_a_state_right(busy):
    StateCount.objects.filter(cohort=busy, state="submitted").update(n=7)
    assert counters.recount() == [f"{busy.pk}: submitted: 7 instead of 3"]
    assert states(busy) == (1, 1, 3)


def test_recount_makes_lost_numbers_of_states_again(busy):
    StateCount.objects.all().delete()
    told = [f"{busy.pk}: {line}" for line in ("listed: 0 instead of 1", "started: 0 instead of 1")]
    assert counters.recount() == [*told, f"{busy.pk}: submitted: 0 instead of 3", "solo: submitted: 0 instead of 1"]
    assert states(busy) == (1, 1, 3)


def test_recount_after_a_recount_says_nothing(busy):
    Participant.objects.update(state="listed")
    RowCount.objects.update(n=5)
    Questionnaire.objects.update(width=3)
    counters.recount()
    assert counters.recount() == []


# --- the command --------------------------------------------------------------------------------------
def spoil(cohort):
    StateCount.objects.filter(cohort=cohort, state="started").update(n=2)
    return f"{cohort.pk}: started: 2 instead of 1\n"


def test_command_says_that_nothing_differed(busy, capsys):
    call_command("recount_statistics")
    assert capsys.readouterr().out == "Nothing differed.\n"


def test_command_puts_right_what_differs_and_says_so(busy, capsys):
    told = spoil(busy)
    call_command("recount_statistics")
    assert (capsys.readouterr().out, states(busy)) == (told, (1, 1, 3))


def test_check_by_command_says_that_nothing_differed(busy, capsys):
    call_command("recount_statistics", "--check")
    assert capsys.readouterr().out == "Nothing differed.\n"


def test_check_by_command_says_what_differs_and_ends_with_1(busy, capsys):
    told = spoil(busy)
    with pytest.raises(CommandError, match=r"These differ; nothing was changed\.") as refused:
        call_command("recount_statistics", "--check")
    assert (capsys.readouterr().out, refused.value.returncode) == (told, 1)


def test_check_by_command_changes_nothing(busy):
    spoil(busy)
    CountedGroup.objects.filter(cohort=None).delete()
    with pytest.raises(CommandError):
        call_command("recount_statistics", "--check")
    assert (states(busy), CountedGroup.objects.filter(cohort=None).exists()) == ((1, 2, 3), False)
