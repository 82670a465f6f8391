"""An applicant and HR at once: each in a thread with a connection of its own, on SQLite
and PostgreSQL.
"""

from datetime import timedelta
from functools import partial

import pytest

from assessments.groups import counters
from assessments.models import (
    AccessLogEntry,
    Application,
    Attempt,
    Consent,
    InterviewSheet,
    Participant,
    Rating,
    TeamNote,
)
from assessments.privacy import erasure
from assessments.screening import (
    access_log,
    applicant_start,
    comments,
    decisions,
    interview_ratings,
    invitations,
)
from assessments.screening.invitations import Invitee
from assessments.sittings import attempts
from tests.factories import make_competency, make_questionnaire
from tests.racing import at_once
from tests.screening.deciding import NOW
from tests.screening_factories import (
    make_invited,
    make_round,
    make_started,
)
from tests.staff_factories import make_person

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def screening_round():
    return make_round(
        questionnaire=make_questionnaire(), closes_at=NOW + timedelta(days=14)
    )


@pytest.fixture
def invited(screening_round):
    return make_invited(screening_round, now=NOW)


# --- what somebody does: a call to be made in a thread --------------------------------
def _agree(person, language="en"):
    return partial(
        applicant_start.start_agreed,
        participant=person,
        version=1,
        language=language,
        now=NOW,
    )


def _invite(screening_round, invitees):
    return partial(
        invitations.invite, screening_round=screening_round, invitees=invitees, now=NOW
    )


def _withdraw(person):
    return partial(decisions.note_withdrawal, participant=person, now=NOW)


def _erase(person):
    own_copy = Participant.objects.get(pk=person.pk)
    return partial(erasure.erase, participant=own_copy, now=NOW)


def _rate(person, user):
    return partial(
        interview_ratings.save_sheet,
        participant=person,
        interviewer=user,
        values={"accountability": 4},
        notes={},
        note="",
        now=NOW,
    )


def _write_note(person, user, nonce="one"):
    return partial(
        interview_ratings.write_note,
        participant=person,
        author=user,
        text="Said",
        nonce=nonce,
        now=NOW,
    )


def _open(person, user):
    return partial(
        access_log.record_access,
        user=user,
        screening_round=person.cohort,
        people=[person],
        kind=AccessLogEntry.Kind.APPLICANT,
        now=NOW,
    )


def _comment(person, text):
    return partial(comments.save_comment, participant=person, text=text, now=NOW)


def _allow_another(person):
    return partial(attempts.allow_another, participant=person, now=NOW)


# --- what is left afterwards ----------------------------------------------------------
def _unexpected(results, *expected):
    """The exceptions among the results of `at_once`, but for those expected."""
    unexpected = []
    for result in results:
        if isinstance(result, Exception) and not isinstance(result, expected):
            unexpected.append(result)
    return unexpected


def _tables_left():
    models = (
        Participant,
        Application,
        Attempt,
        Consent,
        InterviewSheet,
        Rating,
        TeamNote,
        AccessLogEntry,
    )
    return {model.__name__ for model in models if model.objects.exists()}


def _are_states_exact(screening_round):
    people = Participant.objects.filter(cohort=screening_round.pk)
    states = list(people.values_list("state", flat=True))
    counted = {state: states.count(state) for state in Participant.State.values}
    return counters.state_counts(screening_round) == counted


# --- coming in ------------------------------------------------------------------------
def test_two_presses_on_agreeing_make_one_agreement_and_one_attempt(
    screening_round, invited
):
    languages = ["en", "zh-hans", "zh-hant", "en"]
    begun = at_once(*(_agree(invited, language) for language in languages))

    assert len(set(begun)) == 1
    assert Consent.objects.count() == 1
    assert Attempt.objects.count() == 1
    assert _are_states_exact(screening_round)


def test_the_same_list_confirmed_twice_at_once_invites_each_once(screening_round):
    people = []
    for number in range(20):
        people.append(Invitee(f"N{number}", f"n{number}@example.org", "en"))

    results = at_once(*[_invite(screening_round, people)] * 3)

    assert sorted(len(invited) for invited in results) == [0, 0, 20]
    assert Application.objects.count() == 20
    assert _are_states_exact(screening_round)


def test_starting_while_others_are_invited(screening_round, invited):
    new = [Invitee("Bo", "bo@example.org", "en")]
    answered = at_once(_agree(invited), _invite(screening_round, new))

    assert _unexpected(answered) == []
    assert _are_states_exact(screening_round) is True


# --- withdrawing ----------------------------------------------------------------------
def test_starting_while_withdrawing_begins_nothing_that_goes_on(
    screening_round, invited
):
    begun, withdrawn = at_once(_agree(invited), _withdraw(invited))
    is_refused = isinstance(begun, attempts.NotAcceptingAnswers)

    assert withdrawn is True
    assert Attempt.objects.exists() is not is_refused
    assert Consent.objects.exists() is not is_refused
    for draft in Attempt.objects.all():
        with pytest.raises(attempts.NotAcceptingAnswers):
            attempts.save(attempt=draft, changes={1: 5}, language="en", now=NOW)

    assert _are_states_exact(screening_round)


def test_submitting_while_withdrawing_is_submitted_or_refused(screening_round):
    person = make_started(screening_round, "33333333", now=NOW)
    draft = person.attempts.get()
    submit = partial(
        attempts.submit, attempt=draft, as_oneself=True, language="en", now=NOW
    )
    answered = at_once(submit, _withdraw(person))

    assert _unexpected(answered, attempts.NotAcceptingAnswers) == []
    assert Attempt.objects.get().is_submitted == isinstance(answered[0], Attempt)
    assert _are_states_exact(screening_round) is True


def test_withdrawing_twice_at_once_is_once(screening_round, ann):
    assert sorted(at_once(*[_withdraw(ann)] * 3)) == [False, False, True]
    assert screening_round.decisions.count() == 1


def test_a_comment_while_withdrawing_is_kept_or_refused(ann):
    commented, withdrawn = at_once(_comment(ann, "Last words"), _withdraw(ann))

    is_refused = isinstance(commented, attempts.NotAcceptingAnswers)
    expected = "" if is_refused else "Last words"
    stored = Application.objects.get()
    assert _unexpected([commented, withdrawn], attempts.NotAcceptingAnswers) == []
    assert stored.withdrawn_at == NOW
    assert stored.comment == expected


def test_opening_while_withdrawing_is_written_or_had_nothing_to_show(ann, hr):
    assert _unexpected(at_once(_open(ann, hr), _withdraw(ann))) == []
    assert Application.objects.get().withdrawn_at == NOW


# --- erasing --------------------------------------------------------------------------
def test_rating_while_the_applicant_erases_leaves_nothing(ann, hr):
    make_competency("accountability")
    answered = at_once(_rate(ann, hr), _erase(ann), _rate(ann, make_person("other")))

    assert _unexpected(answered, interview_ratings.NotAnApplicant) == []
    assert _tables_left() == set()


def test_noting_while_the_applicant_erases_leaves_nothing(ann, hr):
    answered = at_once(
        _write_note(ann, hr, "one"), _erase(ann), _write_note(ann, hr, "two")
    )

    assert _unexpected(answered, interview_ratings.NotAnApplicant) == []
    assert _tables_left() == set()


def test_opening_while_the_applicant_erases_leaves_nothing(ann, hr):
    answered = at_once(_open(ann, hr), _erase(ann), _open(ann, make_person("other")))

    assert _unexpected(answered) == []
    assert _tables_left() == set()


def test_commenting_while_erasing_in_another_tab_leaves_nothing(ann):
    answered = at_once(_comment(ann, "One"), _erase(ann), _comment(ann, "Two"))

    assert _unexpected(answered, Participant.DoesNotExist) == []
    assert _tables_left() == set()


def test_starting_while_erasing_in_another_tab_leaves_nothing(screening_round, invited):
    answered = at_once(_agree(invited), _erase(invited))

    assert _unexpected(answered, Participant.DoesNotExist) == []
    assert _tables_left() == set()
    assert _are_states_exact(screening_round)


def test_allowing_another_attempt_while_the_applicant_erases_leaves_nothing(ann):
    answered = at_once(_allow_another(ann), _erase(ann))

    assert _unexpected(answered) == []
    assert _tables_left() == set()


# --- HR among themselves --------------------------------------------------------------
def test_two_presses_on_a_note_write_one(ann, hr):
    made = at_once(*[_write_note(ann, hr)] * 4)

    assert _unexpected(made) == []
    assert len(set(made)) == 1
    assert TeamNote.objects.count() == 1


def test_two_presses_on_ratings_make_one_sheet(ann, hr):
    make_competency("accountability")
    made = at_once(*[_rate(ann, hr)] * 4)

    assert _unexpected(made) == []
    assert InterviewSheet.objects.count() == 1
    assert Rating.objects.count() == 1


def test_two_presses_on_opening_leave_one_line(ann, hr):
    assert _unexpected(at_once(*[_open(ann, hr)] * 4)) == []
    assert AccessLogEntry.objects.count() == 1


def test_two_leads_allowing_another_attempt_allow_one(ann):
    assert sorted(at_once(*[_allow_another(ann)] * 3)) == [False, False, True]
    assert Application.objects.get().attempts_allowed == 2


def test_two_presses_on_answering_again_make_one_attempt(ann):
    attempts.allow_another(participant=ann, now=NOW)
    person = Participant.objects.get()
    repeat = partial(attempts.repeat, participant=person, after=1, now=NOW)

    begun = at_once(repeat, repeat, repeat)

    assert {attempt.ordinal for attempt in begun} == {2}
