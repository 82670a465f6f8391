"""Recounting puts right what differs and names it."""

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from assessments.groups import counters, recounting
from assessments.models import (
    Attempt,
    CountedGroup,
    Participant,
    RowCount,
    StateCount,
    SumCount,
)
from assessments.privacy import erasure
from tests.factories import make_cohort, make_questionnaire
from tests.groups.counting import counters_by_hand, release_faults, stored_counters
from tests.sittings.answering import answer_again, answer_in_two_languages, list_learner
from tests.staff_factories import make_attempt

pytestmark = pytest.mark.django_db


@pytest.fixture
def busy():
    """A cohort in which everything has happened."""
    cohort = make_cohort(questionnaire=make_questionnaire(rows=4))
    answer_again(make_attempt(cohort, "5342"))
    make_attempt(cohort, "1234", language="zh-hans")
    answer_in_two_languages(cohort, "1111")
    make_attempt(cohort, "5000", submitted=False)
    make_attempt(None, "4444", questionnaire=cohort.questionnaire)
    erasure.erase(
        participant=make_attempt(cohort, "2222", language="zh-hant").participant,
        now=timezone.now(),
    )
    list_learner(cohort)
    return cohort


def states(cohort):
    return tuple(counters.state_counts(cohort).values())


def test_counters_equal_a_count_by_hand(busy):
    assert stored_counters() == counters_by_hand()


def test_count_of_the_attempts_is_what_is_stored(busy):
    tallies = recounting.count_attempts()

    assert len(tallies) == 4
    for group_id, tally in tallies.items():
        group = CountedGroup.objects.get(**group_id._asdict())
        assert counters.tally_of(group).histogram == tally.histogram


def test_attempts_read_in_chunks_are_all_counted(busy, monkeypatch):
    at_once = recounting.count_attempts()
    monkeypatch.setattr(recounting, "CHUNK", 1)
    in_chunks = recounting.count_attempts()

    assert in_chunks.keys() == at_once.keys()
    for group_id, tally in in_chunks.items():
        assert tally.histogram == at_once[group_id].histogram


def test_recount_of_right_counters_says_nothing(busy):
    assert recounting.recount() == []


def test_recount_of_an_empty_site_says_nothing():
    assert recounting.recount() == []


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
    before = stored_counters()
    spoilt = model.objects.filter(group=english_of(busy), **line).update(**wrong)
    recounting.recount()

    assert spoilt == 1
    assert stored_counters() == before


def test_recount_names_the_group_of_a_spoilt_line(busy):
    group = english_of(busy)
    group.sum_counts.filter(raw_sum=8).update(n=3)
    place = f"{busy.pk}/{busy.questionnaire_id}/en"

    assert recounting.recount() == [f"group {place}: 3 people stored, 1 counted"]


def test_recount_names_a_group_of_which_only_sums_differ(busy):
    group = english_of(busy)
    group.sum_counts.filter(raw_sum=8).update(skill_squares=0)

    assert recounting.recount() == [f"group {group}: sums of points differ"]


def test_spoilt_line_of_the_first_row_can_still_be_read(busy):
    RowCount.objects.filter(group=english_of(busy), row=1).update(n=9)

    assert counters.tally_of(english_of(busy)).n == 1


def test_recount_restores_a_lost_group(busy):
    before = stored_counters()
    CountedGroup.objects.filter(cohort=busy).delete()

    assert len(recounting.recount()) == 3
    assert stored_counters() == before


def test_recount_restores_a_lost_group_of_solo_visitors(busy):
    CountedGroup.objects.filter(cohort=None).delete()

    assert recounting.recount() == [
        f"group solo/{busy.questionnaire_id}/en: 0 people stored, 1 counted"
    ]


@pytest.mark.parametrize(
    ("model", "line"),
    [(RowCount, {"row": 2, "points": 3}), (SumCount, {"raw_sum": 20})],
)
def test_recount_restores_a_lost_line_of_nobody(busy, model, line):
    model.objects.filter(group=english_of(busy), **line).delete()

    assert len(recounting.recount()) == 1
    assert model.objects.filter(group=english_of(busy), **line).count() == 1


def test_recount_empties_a_group_of_nobody(busy):
    group = CountedGroup.objects.get(cohort=busy, language="zh-hant")
    group.sum_counts.filter(raw_sum=8).update(n=2)
    recounting.recount()

    assert counters.tally_of(group).n == 0


@pytest.mark.parametrize(
    ("state", "wrong"),
    [("listed", "started"), ("started", "submitted"), ("submitted", "listed")],
)
def test_recount_puts_a_wrong_state_right(busy, state, wrong):
    person = Participant.objects.filter(cohort=busy, state=state).first()
    Participant.objects.filter(pk=person.pk).update(state=wrong)

    assert recounting.recount() == [f"participant {person.pk}: state set to {state}"]
    assert Participant.objects.get(pk=person.pk).state == state


def test_recount_puts_a_wrong_count_of_a_state_right(busy):
    StateCount.objects.filter(cohort=busy, state="submitted").update(n=7)

    assert recounting.recount() == [
        f"cohort {busy.pk}: 7 stored as submitted, 3 counted"
    ]
    assert states(busy) == (1, 1, 3)


def test_recount_restores_lost_counts_of_states(busy):
    StateCount.objects.all().delete()

    assert recounting.recount() == [
        f"cohort {busy.pk}: 0 stored as listed, 1 counted",
        f"cohort {busy.pk}: 0 stored as started, 1 counted",
        f"cohort {busy.pk}: 0 stored as submitted, 3 counted",
        "solo: 0 stored as submitted, 1 counted",
    ]
    assert states(busy) == (1, 1, 3)


# --- what is released ------------------------------------------------------------------------------------
@pytest.fixture
def fives():
    """An anonymous cohort with two batches, and one person who waits."""
    cohort = make_cohort(questionnaire=make_questionnaire(rows=4), names_asked=False)
    for number in range(11):
        make_attempt(cohort, f"534{number % 5 + 1}")
    return cohort


def batches_of(cohort):
    released = cohort.attempts.filter(is_released=True)
    return sorted(set(released.values_list("release_batch", flat=True)))


@pytest.mark.parametrize(
    "wrong",
    [
        {"is_released": False},
        {"is_released": False, "release_batch": 7},
        {"release_batch": 7},
    ],
)
def test_recount_releases_what_a_cohort_with_names_holds_back(busy, wrong):
    attempt = busy.attempts.submitted().first()
    Attempt.objects.filter(pk=attempt.pk).update(**wrong)

    assert recounting.recount() == [f"attempt {attempt.pk}: released"]
    assert release_faults() == []
    assert stored_counters() == counters_by_hand()


def test_recount_releases_a_solo_attempt_that_is_held_back(busy):
    attempt = Attempt.objects.get(cohort=None)
    Attempt.objects.filter(pk=attempt.pk).update(is_released=False)

    assert recounting.recount() == [f"attempt {attempt.pk}: released"]
    assert release_faults() == []


def test_recount_leaves_a_draft_alone(busy):
    recounting.recount()

    assert list(
        Attempt.objects.filter(state="draft").values_list(
            "is_released", "release_batch"
        )
    ) == [(False, None)]


def test_recount_of_whole_batches_says_nothing(fives):
    assert recounting.recount() == []
    assert len(batches_of(fives)) == 2
    assert release_faults() == []


def test_recount_withdraws_a_torn_batch_and_subtracts_it(fives):
    torn, whole = batches_of(fives)
    fives.attempts.filter(release_batch=torn).first().participant.delete()
    differences = recounting.recount()

    assert differences[:2] == [
        f"cohort {fives.pk}: 11 stored as submitted, 10 counted",
        f"batch {torn}: withdrawn, it is not 5 attempts",
    ]
    assert batches_of(fives) == [whole]
    assert release_faults() == []
    assert stored_counters() == counters_by_hand()


def test_torn_batch_does_not_come_back_with_the_next_submission(fives):
    torn, whole = batches_of(fives)
    fives.attempts.filter(release_batch=torn).first().participant.delete()
    recounting.recount()
    make_attempt(fives, "5342")

    assert batches_of(fives) == [whole]
    assert recounting.recount() == []


def test_recount_withdraws_what_was_released_without_a_batch(fives):
    stray, whole = batches_of(fives)
    fives.attempts.filter(release_batch=stray).update(release_batch=None)

    assert recounting.recount()[0] == "batch None: withdrawn, it is not 5 attempts"
    assert batches_of(fives) == [whole]
    assert release_faults() == []
    assert stored_counters() == counters_by_hand()


# --- once more ----------------------------------------------------------------------------------------
def test_recount_after_a_recount_says_nothing(busy):
    Participant.objects.update(state="listed")
    RowCount.objects.update(n=5)
    recounting.recount()

    assert recounting.recount() == []


# --- the command --------------------------------------------------------------------------------------
def spoil(cohort):
    StateCount.objects.filter(cohort=cohort, state="started").update(n=2)
    return f"cohort {cohort.pk}: 2 stored as started, 1 counted\n"


def test_command_says_that_nothing_differed(busy, capsys):
    call_command("recount_statistics")

    assert capsys.readouterr().out == "Nothing differed.\n"


def test_command_puts_right_what_differs_and_says_so(busy, capsys):
    difference = spoil(busy)
    call_command("recount_statistics")

    assert capsys.readouterr().out == difference
    assert states(busy) == (1, 1, 3)


def test_check_by_command_says_that_nothing_differed(busy, capsys):
    call_command("recount_statistics", "--check")

    assert capsys.readouterr().out == "Nothing differed.\n"


def test_check_by_command_says_what_differs_and_ends_with_1(busy, capsys):
    difference = spoil(busy)
    with pytest.raises(
        CommandError, match=r"These differ; nothing was changed\."
    ) as refused:
        call_command("recount_statistics", "--check")

    assert capsys.readouterr().out == difference
    assert refused.value.returncode == 1


def test_check_by_command_changes_nothing(busy):
    spoil(busy)
    CountedGroup.objects.filter(cohort=None).delete()
    with pytest.raises(CommandError):
        call_command("recount_statistics", "--check")

    assert states(busy) == (1, 2, 3)
    assert CountedGroup.objects.filter(cohort=None).exists() is False
