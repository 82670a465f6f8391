"""What an applicant adds to the answers, and further attempts, which only HR allows."""

from datetime import timedelta

import pytest

from assessments.models import Application, Attempt, Participant
from assessments.privacy import erasure
from assessments.screening import applicant_start, comments, decisions
from assessments.sittings import attempts
from tests.factories import make_submitted
from tests.screening.deciding import NOW
from tests.screening_factories import (
    make_invited,
    make_round,
    make_started,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def screening_round(questionnaire):
    return make_round(questionnaire=questionnaire, closes_at=NOW + timedelta(days=14))


def _comment(person, text, now=NOW):
    return comments.save_comment(participant=person, text=text, now=now)


def _repeat(person, after=1, now=NOW):
    """A second attempt as somebody who has just come by their link."""
    return attempts.repeat(
        participant=Participant.objects.get(pk=person.pk), after=after, now=now
    )


def _answer_every_row(draft):
    return attempts.save(
        attempt=draft, changes=dict.fromkeys(range(1, 9), 4), language="en", now=NOW
    )


def _start(person):
    return applicant_start.start_agreed(
        participant=person, version=1, language="en", now=NOW
    )


def _withdraw(person):
    decisions.note_withdrawal(participant=person, now=NOW)


# --- the comment ----------------------------------------------------------------------
def test_a_comment_is_kept_with_its_time(ann):
    application = _comment(ann, "I was ill.")

    assert application.comment == "I was ill."
    assert application.commented_at == NOW


def test_a_newer_comment_takes_the_place_of_the_one_before(ann):
    _comment(ann, "First")

    later = NOW + timedelta(hours=1)
    application = _comment(ann, "Second", later)

    assert application.comment == "Second"
    assert application.commented_at == later


def test_an_empty_comment_takes_it_away_with_its_time(ann):
    _comment(ann, "First")

    application = _comment(ann, "")

    assert application.comment == ""
    assert application.commented_at is None


def test_a_comment_changes_nothing_else(ann):
    before = Application.objects.values().get()
    _comment(ann, "I was ill.")

    assert Application.objects.values().get() == before | {
        "comment": "I was ill.",
        "commented_at": NOW,
    }


def test_who_withdrew_adds_nothing(ann):
    _comment(ann, "First")
    _withdraw(ann)
    with pytest.raises(attempts.NotAcceptingAnswers):
        _comment(ann, "Second")

    assert Application.objects.get().comment == "First"


def test_a_comment_of_who_has_erased_everything_is_told_so(ann):
    erasure.erase(participant=Participant.objects.get(), now=NOW)
    with pytest.raises(Participant.DoesNotExist):
        _comment(ann, "Too late")


def test_withdrawing_is_known_of_applicants_only(ann):
    solo = make_submitted().participant
    _withdraw(ann)

    assert ann.has_withdrawn is True
    assert solo.has_withdrawn is False


# --- a second attempt -----------------------------------------------------------------
def test_nobody_answers_again_by_themselves(ann):
    with pytest.raises(attempts.NotAcceptingAnswers):
        _repeat(ann)

    assert Attempt.objects.count() == 1


def test_who_was_allowed_to_answers_again_and_both_attempts_stay(ann):
    assert attempts.allow_another(participant=ann, now=NOW) is True

    assert _repeat(ann).ordinal == 2
    states = ann.attempts.order_by("ordinal").values_list("state", flat=True)
    assert list(states) == ["submitted", "draft"]


def test_a_second_press_of_hr_allows_no_third_attempt(ann):
    assert attempts.allow_another(participant=ann, now=NOW) is True
    assert attempts.allow_another(participant=ann, now=NOW) is False
    assert Application.objects.get().attempts_allowed == 2


def test_one_permission_is_one_attempt(ann):
    attempts.allow_another(participant=ann, now=NOW)
    second = _answer_every_row(_repeat(ann))
    attempts.submit(attempt=second, as_oneself=True, language="en", now=NOW)
    with pytest.raises(attempts.NotAcceptingAnswers):
        _repeat(ann, after=2)


def test_a_further_attempt_is_allowed_after_the_second_one(ann):
    attempts.allow_another(participant=ann, now=NOW)
    second = _answer_every_row(_repeat(ann))
    attempts.submit(attempt=second, as_oneself=True, language="en", now=NOW)

    assert attempts.allow_another(participant=ann, now=NOW) is True
    assert _repeat(ann, after=2).ordinal == 3


def test_nothing_is_allowed_while_an_attempt_is_under_way(ann):
    attempts.allow_another(participant=ann, now=NOW)
    _repeat(ann)

    assert not attempts.allow_another(participant=ann, now=NOW)


@pytest.mark.parametrize("make", [make_invited, make_started])
def test_nothing_is_allowed_before_the_first_is_submitted(screening_round, make):
    person = make(screening_round, now=NOW)

    assert not attempts.allow_another(participant=person, now=NOW)


def test_who_withdrew_is_allowed_nothing_more(ann):
    _withdraw(ann)

    assert attempts.allow_another(participant=ann, now=NOW) is False
    assert Application.objects.get().attempts_allowed == 1


def test_who_has_erased_everything_is_allowed_nothing_more(ann):
    erasure.erase(participant=Participant.objects.get(), now=NOW)

    assert not attempts.allow_another(participant=ann, now=NOW)


def test_a_learner_of_a_class_is_no_applicant_to_allow_anything(questionnaire):
    learner = make_submitted(questionnaire).participant

    assert not attempts.allow_another(participant=learner, now=NOW)


def test_nothing_more_is_allowed_once_the_round_is_closed(ann, screening_round):
    allowed = attempts.allow_another(participant=ann, now=screening_round.closes_at)

    assert allowed is False
    assert Application.objects.get().attempts_allowed == 1


def test_what_was_allowed_ends_with_the_round(ann, screening_round):
    attempts.allow_another(participant=ann, now=NOW)
    with pytest.raises(attempts.NotAcceptingAnswers):
        _repeat(ann, now=screening_round.closes_at)


def test_what_was_allowed_ends_with_withdrawing(ann):
    attempts.allow_another(participant=ann, now=NOW)
    _withdraw(ann)
    with pytest.raises(attempts.NotAcceptingAnswers):
        _repeat(ann)


def test_the_switch_of_classes_allows_nothing_in_a_round(ann, screening_round):
    type(screening_round).objects.update(repeats_allowed=True)

    assert not attempts.may_repeat(Participant.objects.get(), NOW)


# --- starting and answering -----------------------------------------------------------
def test_who_withdrew_before_starting_does_not_start(screening_round):
    person = make_invited(screening_round, now=NOW)
    _withdraw(person)
    with pytest.raises(attempts.NotAcceptingAnswers):
        _start(person)

    assert Attempt.objects.count() == 0


def test_who_withdrew_saves_no_answer(screening_round):
    person = make_started(screening_round, "33333333", now=NOW)
    _withdraw(person)
    with pytest.raises(attempts.NotAcceptingAnswers):
        attempts.save(
            attempt=person.attempts.get(), changes={1: 5}, language="en", now=NOW
        )

    assert Attempt.objects.get().answers == "33333333"


def test_who_withdrew_submits_nothing(screening_round):
    person = make_started(screening_round, "33333333", now=NOW)
    _withdraw(person)
    with pytest.raises(attempts.NotAcceptingAnswers):
        attempts.submit(
            attempt=person.attempts.get(), as_oneself=True, language="en", now=NOW
        )

    assert Attempt.objects.get().state == "draft"


def test_starting_twice_makes_one_attempt(screening_round):
    person = make_invited(screening_round, now=NOW)
    first = _start(person)

    assert _start(person) == first
