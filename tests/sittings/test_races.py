"""Several clients that start, save, submit and erase at once."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from assessments.models import Attempt, Participant
from assessments.privacy import erasure
from assessments.sittings import attempts, participants, signed_links
from tests.factories import make_draft, make_questionnaire, make_submitted
from tests.racing import at_once

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)


def _save(attempt, changes):
    return lambda: attempts.save(
        attempt=attempt, changes=changes, language="en", now=NOW
    )


def _submit(attempt, *, as_oneself=True, language="en", now=NOW):
    return lambda: attempts.submit(
        attempt=attempt, as_oneself=as_oneself, language=language, now=now
    )


def test_two_presses_on_start_make_one_participant():
    questionnaire = make_questionnaire()
    deed = lambda: participants.start(  # noqa: E731
        nonce="one", questionnaire=questionnaire, cohort=None, now=NOW
    )
    made = at_once(deed, deed, deed, deed)

    assert len(set(made)) == 1
    assert Participant.objects.count() == 1
    assert Attempt.objects.count() == 1


def test_saves_at_once_lose_no_answer():
    draft = make_draft()
    at_once(*(_save(draft, {row: row % 5 + 1}) for row in range(1, 9)))

    assert Attempt.objects.get().answers == "23451234"


def test_saves_at_once_are_all_answered():
    draft = make_draft()
    answered = at_once(*(_save(draft, {row: 1}) for row in range(1, 9)))

    assert [type(answer) for answer in answered] == [Attempt] * 8


def test_two_clients_submitting_at_once_leave_one_result():
    draft = make_draft(answers="33333333")
    languages = ["en", "zh-hans", "zh-hant", "en"]
    results = at_once(*(_submit(draft, language=language) for language in languages))

    assert {(result.language, result.total) for result in results} == {
        (Attempt.objects.get().language, 60)
    }


def test_a_save_racing_a_submission_is_in_the_result_or_refused():
    draft = make_draft(answers="33333333")
    saved, _ = at_once(_save(draft, {1: 5}), _submit(draft))
    stored = Attempt.objects.get()
    expected = (
        ("33333333", 24)
        if isinstance(saved, attempts.AlreadySubmitted)
        else ("53333333", 22)
    )

    assert (stored.answers, stored.raw_sum) == expected


def test_two_presses_on_answer_again_make_one_attempt():
    first = make_submitted()
    person = first.participant
    deed = lambda: attempts.repeat(participant=person, after=1, now=NOW)  # noqa: E731

    assert {attempt.ordinal for attempt in at_once(deed, deed, deed)} == {2}


def test_erasing_while_saving_leaves_nothing():
    draft = make_draft()
    at_once(
        _save(draft, {1: 5}),
        lambda: erasure.erase(participant=draft.participant, now=NOW),
    )

    assert Participant.objects.count() == 0
    assert Attempt.objects.count() == 0


def test_erasing_while_answering_again_leaves_nothing():
    first = make_submitted()
    person = first.participant
    again = lambda: attempts.repeat(participant=person, after=1, now=NOW)  # noqa: E731
    _, erased = at_once(again, lambda: erasure.erase(participant=person, now=NOW))

    assert erased is True
    assert Participant.objects.count() == 0
    assert Attempt.objects.count() == 0


def test_erasing_while_a_page_is_saved_is_answered_clearly(client):
    draft = make_draft()
    fields = {"link": signed_links.token_for(draft.participant), "row-1": 5, "go": "2"}
    address = reverse("rows", args=[1, 1])
    saved, _ = at_once(
        lambda: client.post(address, fields),
        lambda: erasure.erase(participant=draft.participant, now=NOW),
    )

    assert saved.status_code in (302, 404)
