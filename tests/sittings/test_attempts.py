from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from assessments.measurement.answers import BadAnswer
from assessments.models import DOMAINS, Attempt
from assessments.sittings import attempts
from tests.factories import make_draft, make_questionnaire, make_submitted

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)


def _save(attempt, changes, language="en", visit=None):
    return attempts.save(
        attempt=attempt, changes=changes, language=language, now=NOW, visit=visit
    )


def _submit(attempt, as_oneself=True, language="en", now=NOW):
    return attempts.submit(
        attempt=attempt, as_oneself=as_oneself, language=language, now=now
    )


def test_a_saved_answer_is_stored_as_its_screen_position():
    assert _save(make_draft(), {2: 4}).answers == "04000000"


def test_a_save_keeps_what_other_saves_gave():
    draft = make_draft()
    _save(draft, {1: 5})

    assert _save(draft, {2: 4}).answers == "54000000"


def test_a_bad_position_changes_nothing():
    draft = make_draft(answers="12")
    with pytest.raises(BadAnswer):
        _save(draft, {3: 3, 4: 6})

    assert Attempt.objects.get().answers == "12000000"


def test_a_save_after_submission_is_refused():
    attempt = make_submitted(answers="33333333")
    with pytest.raises(attempts.AlreadySubmitted):
        _save(attempt, {1: 5})

    assert Attempt.objects.get().answers == "33333333"


def test_a_page_s_seconds_are_kept():
    visit = attempts.PageVisit(page=1, served_at=NOW.timestamp() - 12)

    assert _save(make_draft(), {1: 1}, visit=visit).page_times == {
        "1": [0.0, visit.served_at, 12.0]
    }


def test_submitting_writes_the_result():
    attempt = _submit(make_draft(answers="15151515"))

    assert attempt.raw_sum == 40
    assert attempt.total == 100
    assert attempt.band == "high"
    assert attempt.domain_scores == dict.fromkeys(DOMAINS, 100)


def test_submitting_stores_the_width_in_force():
    draft = make_draft(make_questionnaire(), answers="33333333")
    type(draft.questionnaire).objects.update(width=6)
    attempt = _submit(draft)
    type(draft.questionnaire).objects.update(width=3)
    attempt.refresh_from_db()

    assert attempt.width == 6


def test_submitting_twice_gives_the_first_result():
    draft = make_draft(answers="33333333")
    first = _submit(draft)
    second = _submit(draft, as_oneself=False, now=NOW + timedelta(hours=1))

    assert second.submitted_at == first.submitted_at
    assert second.as_oneself is True


def test_an_incomplete_draft_is_not_submitted():
    with pytest.raises(attempts.Incomplete) as refusal:
        _submit(make_draft(answers="333"))

    assert refusal.value.rows == [4, 5, 6, 7, 8]


def test_a_refused_submission_loses_no_answer():
    draft = make_draft(answers="333")
    with pytest.raises(attempts.Incomplete):
        _submit(draft)
    stored = Attempt.objects.get()

    assert stored.answers == "33300000"
    assert stored.state == "draft"


def test_answers_in_one_language_are_not_mixed():
    draft = make_draft(answers="3333333", save_languages="")
    _save(draft, {8: 3}, language="zh-hans")

    assert _submit(draft, language="zh-hans").mixed_languages is False


@pytest.mark.parametrize("save_languages", ["en", "en,zh-hans"])
def test_answers_in_another_language_than_the_submission_s_are_mixed(save_languages):
    draft = make_draft(answers="33333333", save_languages=save_languages)

    assert _submit(draft, language="zh-hans").mixed_languages is True


def test_the_result_does_not_depend_on_the_language():
    questionnaire = make_questionnaire()
    totals = set()
    for language in ("en", "zh-hans", "zh-hant"):
        draft = make_draft(questionnaire, answers="52413352")
        totals.add(_submit(draft, language=language).total)

    assert len(totals) == 1


def test_the_order_of_saving_does_not_matter():
    forwards = make_draft()
    backwards = make_draft(make_questionnaire(version=2))
    for row in range(1, 9):
        _save(forwards, {row: row % 5 + 1})
    for row in range(8, 0, -1):
        _save(backwards, {row: row % 5 + 1})

    assert _submit(forwards).raw_sum == _submit(backwards).raw_sum


def test_repeating_makes_the_next_attempt():
    first = make_submitted()
    again = attempts.repeat(participant=first.participant, after=1, now=NOW)

    assert again.ordinal == 2
    assert again.state == "draft"
    assert again.answers == "00000000"


def test_repeating_twice_makes_one_attempt():
    first = make_submitted()
    for _ in range(2):
        attempts.repeat(participant=first.participant, after=1, now=NOW)

    assert first.participant.attempts.count() == 2


def test_a_draft_is_continued_instead_of_repeated():
    draft = make_draft()
    again = attempts.repeat(participant=draft.participant, after=1, now=NOW)

    assert again == draft


def test_a_later_attempt_is_not_called_fast():
    first = make_submitted()
    again = attempts.repeat(participant=first.participant, after=1, now=NOW)
    first_page = attempts.PageVisit(1, NOW.timestamp())
    second_page = attempts.PageVisit(2, NOW.timestamp())
    _save(again, {1: 1, 2: 2, 3: 4, 4: 1, 5: 5}, visit=first_page)
    _save(again, {6: 2, 7: 4, 8: 3}, visit=second_page)

    assert _submit(again).flags["flags"] == []


def test_a_mark_on_a_row_is_kept_and_leaves_the_result():
    attempt = make_submitted()
    marked = attempts.mark_row(attempt=attempt, row=3, mark=attempts.CONFIRMED, now=NOW)

    assert marked.row_marks == "--c-----"
    assert marked.total == attempt.total


@pytest.mark.parametrize(("row", "mark"), [(0, "c"), (9, "c"), (1, "x"), (1, "cc")])
def test_a_mark_that_does_not_exist_is_refused(row, mark):
    with pytest.raises(BadAnswer):
        attempts.mark_row(attempt=make_submitted(), row=row, mark=mark, now=NOW)


@pytest.mark.parametrize(
    "change", [{"total": 101}, {"band": ""}, {"submitted_at": None}, {"raw_sum": None}]
)
def test_the_database_refuses_a_submission_without_its_result(change):
    attempt = make_submitted()
    with pytest.raises(IntegrityError), transaction.atomic():
        Attempt.objects.filter(pk=attempt.pk).update(**change)


def test_the_database_refuses_a_draft_with_a_score():
    draft = make_draft()
    with pytest.raises(IntegrityError), transaction.atomic():
        Attempt.objects.filter(pk=draft.pk).update(total=100)


def test_the_database_refuses_a_second_draft():
    draft = make_draft()
    with pytest.raises(IntegrityError), transaction.atomic():
        attempts.begin(
            participant=draft.participant,
            questionnaire=draft.questionnaire,
            ordinal=2,
            now=NOW,
        )
