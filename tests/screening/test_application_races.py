"""An applicant and HR at once: each in a thread with a connection of its own, on SQLite
and PostgreSQL.
"""

from datetime import UTC, datetime, timedelta

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
from tests.screening_factories import (
    make_applicant,
    make_invited,
    make_round,
    make_started,
)
from tests.sittings.test_races import at_once
from tests.staff_factories import make_person

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)


@pytest.fixture
def screening_round():
    return make_round(
        questionnaire=make_questionnaire(), closes_at=NOW + timedelta(days=14)
    )


@pytest.fixture
def hr():
    return make_person("hr")


@pytest.fixture
def invited(screening_round):
    return make_invited(screening_round, now=NOW)


@pytest.fixture
def ann(screening_round):
    return make_applicant(screening_round, now=NOW)


def _agree(person, language="en"):
    facts = {"participant": person, "version": 1, "language": language, "now": NOW}
    return lambda: applicant_start.start_agreed(**facts)


def _withdraw(person):
    return lambda: decisions.note_withdrawal(participant=person, now=NOW)


def _erase(person):
    gone = Participant.objects.get(pk=person.pk)
    return lambda: erasure.erase(participant=gone, now=NOW)


def _rate(person, user):
    facts = {"values": {"accountability": 4}, "notes": {}, "note": "", "now": NOW}
    return lambda: interview_ratings.save_sheet(
        participant=person, interviewer=user, **facts
    )


def _note(person, user, nonce="one"):
    return lambda: interview_ratings.write_note(
        participant=person, author=user, text="Said", nonce=nonce, now=NOW
    )


def _look(person, user, kind=AccessLogEntry.Kind.APPLICANT):
    return lambda: access_log.record_access(
        user=user, screening_round=person.cohort, people=[person], kind=kind, now=NOW
    )


def _comment(person, text):
    return lambda: comments.save_comment(participant=person, text=text, now=NOW)


def _problems(answered, *expected):
    """Whatever was raised beside what may be."""
    return [
        each
        for each in answered
        if isinstance(each, Exception) and not isinstance(each, expected)
    ]


def _left():
    kinds = (
        Participant,
        Application,
        Attempt,
        Consent,
        InterviewSheet,
        Rating,
        TeamNote,
        AccessLogEntry,
    )
    return {kind.__name__ for kind in kinds if kind.objects.exists()}


def _states_are_exact(screening_round):
    people = Participant.objects.filter(cohort=screening_round.pk).values_list(
        "state", flat=True
    )
    return counters.state_counts(screening_round) == {
        state: list(people).count(state) for state in Participant.State.values
    }


# --- coming in --------------------------------------------------------------------------------------------
def test_two_presses_on_agreeing_make_one_agreement_and_one_attempt(
    screening_round, invited
):
    languages = ["en", "zh-hans", "zh-hant", "en"]
    begun = at_once(*(_agree(invited, language) for language in languages))

    assert len(set(begun)) == 1
    assert Consent.objects.count() == 1
    assert Attempt.objects.count() == 1
    assert _states_are_exact(screening_round)


def test_the_same_list_confirmed_twice_at_once_invites_each_once(screening_round):
    people = [
        Invitee(f"N{number}", f"n{number}@example.org", "en") for number in range(20)
    ]

    def deed():
        return invitations.invite(
            screening_round=screening_round, invitees=people, now=NOW
        )

    made = at_once(deed, deed, deed)

    assert sorted(map(len, made)) == [0, 0, 20]
    assert Application.objects.count() == 20
    assert _states_are_exact(screening_round)


def test_starting_while_others_are_invited(screening_round, invited):
    new = [Invitee("Bo", "bo@example.org", "en")]

    def deed():
        return invitations.invite(
            screening_round=screening_round, invitees=new, now=NOW
        )

    answered = at_once(_agree(invited), deed)

    assert _problems(answered) == []
    assert _states_are_exact(screening_round) is True


# --- withdrawing ------------------------------------------------------------------------------------------
def test_starting_while_withdrawing_begins_nothing_that_goes_on(
    screening_round, invited
):
    begun, withdrawn = at_once(_agree(invited), _withdraw(invited))
    refused = isinstance(begun, attempts.NotAcceptingAnswers)

    assert (withdrawn is True, Attempt.objects.count(), Consent.objects.count()) == (
        True,
        *([int(not refused)] * 2),
    )
    for draft in Attempt.objects.all():
        with pytest.raises(attempts.NotAcceptingAnswers):
            attempts.save(attempt=draft, changes={1: 5}, language="en", now=NOW)

    assert _states_are_exact(screening_round)


def test_submitting_while_withdrawing_is_submitted_or_refused(screening_round):
    person = make_started(screening_round, "33333333", now=NOW)
    draft = person.attempts.get()
    submit = lambda: attempts.submit(  # noqa: E731
        attempt=draft, as_oneself=True, language="en", now=NOW
    )
    answered = at_once(submit, _withdraw(person))

    assert _problems(answered, attempts.NotAcceptingAnswers) == []
    assert Attempt.objects.get().is_submitted == isinstance(answered[0], Attempt)
    assert _states_are_exact(screening_round) is True


def test_withdrawing_twice_at_once_is_once(screening_round, ann):
    assert sorted(at_once(*[_withdraw(ann)] * 3)) == [False, False, True]
    assert screening_round.decisions.count() == 1


def test_a_comment_while_withdrawing_is_kept_or_refused(ann):
    answered = at_once(_comment(ann, "Last words"), _withdraw(ann))
    stored = Application.objects.get()

    assert _problems(answered, attempts.NotAcceptingAnswers) == []
    assert stored.withdrawn_at == NOW
    assert stored.comment == (
        "" if isinstance(answered[0], attempts.NotAcceptingAnswers) else "Last words"
    )


def test_looking_while_withdrawing_is_told_or_had_nothing_to_see(ann, hr):
    assert _problems(at_once(_look(ann, hr), _withdraw(ann))) == []
    assert Application.objects.get().withdrawn_at == NOW


# --- erasing ----------------------------------------------------------------------------------------------
def test_rating_while_the_applicant_erases_leaves_nothing(ann, hr):
    make_competency("accountability")
    answered = at_once(_rate(ann, hr), _erase(ann), _rate(ann, make_person("other")))

    assert _problems(answered, interview_ratings.NotAnApplicant) == []
    assert _left() == set()


def test_noting_while_the_applicant_erases_leaves_nothing(ann, hr):
    answered = at_once(_note(ann, hr, "one"), _erase(ann), _note(ann, hr, "two"))

    assert _problems(answered, interview_ratings.NotAnApplicant) == []
    assert _left() == set()


def test_looking_while_the_applicant_erases_leaves_nothing(ann, hr):
    answered = at_once(_look(ann, hr), _erase(ann), _look(ann, make_person("other")))

    assert _problems(answered) == []
    assert _left() == set()


def test_commenting_while_erasing_in_another_tab_leaves_nothing(ann):
    answered = at_once(_comment(ann, "One"), _erase(ann), _comment(ann, "Two"))

    assert _problems(answered, Participant.DoesNotExist) == []
    assert _left() == set()


def test_starting_while_erasing_in_another_tab_leaves_nothing(screening_round, invited):
    answered = at_once(_agree(invited), _erase(invited))

    assert _problems(answered, Participant.DoesNotExist) == []
    assert _left() == set()
    assert _states_are_exact(screening_round)


def test_allowing_another_attempt_while_the_applicant_erases_leaves_nothing(ann):
    answered = at_once(
        lambda: attempts.allow_another(participant=ann, now=NOW), _erase(ann)
    )

    assert _problems(answered) == []
    assert _left() == set()


# --- HR among themselves ----------------------------------------------------------------------------------
def test_two_presses_on_a_note_write_one(ann, hr):
    made = at_once(*[_note(ann, hr)] * 4)

    assert _problems(made) == []
    assert len(set(made)) == 1
    assert TeamNote.objects.count() == 1


def test_two_presses_on_ratings_make_one_sheet(ann, hr):
    make_competency("accountability")
    made = at_once(*[_rate(ann, hr)] * 4)

    assert _problems(made) == []
    assert InterviewSheet.objects.count() == 1
    assert Rating.objects.count() == 1


def test_two_presses_on_opening_leave_one_line(ann, hr):
    assert _problems(at_once(*[_look(ann, hr)] * 4)) == []
    assert AccessLogEntry.objects.count() == 1


def test_two_leads_allowing_another_attempt_allow_one(ann):
    deed = lambda: attempts.allow_another(participant=ann, now=NOW)  # noqa: E731

    assert sorted(at_once(deed, deed, deed)) == [False, False, True]
    assert Application.objects.get().attempts_allowed == 2


def test_two_presses_on_answering_again_make_one_attempt(ann):
    attempts.allow_another(participant=ann, now=NOW)
    person = Participant.objects.get()
    deed = lambda: attempts.repeat(participant=person, after=1, now=NOW)  # noqa: E731

    assert {each.ordinal for each in at_once(deed, deed, deed)} == {2}
