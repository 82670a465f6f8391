"""Ratings and notes: each interviewer's own, put side by side, never merged."""

from datetime import timedelta

import pytest

from assessments.groups.used_form import UsedForm
from assessments.models import (
    AccessLogEntry,
    InterviewSheet,
    Participant,
    Rating,
    TeamNote,
)
from assessments.privacy import erasure
from assessments.screening import (
    access_log,
    decisions,
    interview_ratings,
)
from tests.factories import (
    CORE_SLUGS,
    make_competency,
)
from tests.screening.deciding import NOW
from tests.screening.rating import ALL_RATED, make_core_questions, save_sheet
from tests.screening_factories import make_applicant, make_round
from tests.staff_factories import make_person

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


@pytest.fixture(autouse=True)
def core(questionnaire):
    return make_core_questions()


@pytest.fixture
def screening_round(questionnaire):
    return make_round(questionnaire=questionnaire)


@pytest.fixture
def mei():
    return make_person("mei", first_name="Mei", last_name="Lin")


def _open_result(person, user, now):
    access_log.record_access(
        user=user,
        screening_round=person.cohort,
        people=[person],
        kind=AccessLogEntry.Kind.APPLICANT,
        now=now,
    )


def _values(sheet):
    return dict(sheet.ratings.values_list("competency__slug", "value"))


def _write(person, user, text="Knows the market", nonce="one", now=NOW):
    return interview_ratings.write_note(
        participant=person, author=user, text=text, nonce=nonce, now=now
    )


# --- a sheet --------------------------------------------------------------------------
def test_ratings_and_notes_are_kept_on_the_interviewer_s_own_sheet(ann, mei):
    sheet = save_sheet(
        ann, mei, notes={"accountability": "Named a mistake"}, note="Came early"
    )

    assert _values(sheet) == ALL_RATED
    assert sheet.note == "Came early"
    assert sheet.saved_at == NOW
    assert (
        sheet.ratings.get(competency__slug="accountability").note == "Named a mistake"
    )


def test_two_interviewers_have_a_sheet_each(ann, mei):
    other = save_sheet(ann, make_person("other"), dict.fromkeys(CORE_SLUGS, 3))

    assert _values(save_sheet(ann, mei)) == ALL_RATED
    assert _values(other) == dict.fromkeys(CORE_SLUGS, 3)


def test_saving_again_changes_the_one_sheet(ann, mei):
    save_sheet(ann, mei)
    again = save_sheet(ann, mei, {"accountability": 5}, now=LATER)

    assert _values(again) == ALL_RATED | {"accountability": 5}
    assert InterviewSheet.objects.count() == 1
    assert again.saved_at == LATER


def test_a_question_left_out_keeps_what_was_rated(ann, mei):
    save_sheet(ann, mei)

    assert _values(save_sheet(ann, mei, dict.fromkeys(CORE_SLUGS))) == ALL_RATED


def test_a_note_can_be_taken_away(ann, mei):
    save_sheet(ann, mei, notes={"accountability": "Hm"}, note="Hm")
    sheet = save_sheet(ann, mei, notes={"accountability": ""})

    assert sheet.note == ""
    assert sheet.ratings.get(competency__slug="accountability").note == ""


def test_a_follow_up_has_a_note_and_no_rating(ann, mei):
    make_competency("patience")
    sheet = save_sheet(ann, mei, {}, notes={"patience": "Waits well"})

    assert list(sheet.ratings.values_list("value", "note")) == [(None, "Waits well")]


def test_a_competency_that_does_not_exist_is_left_out(ann, mei):
    sheet = save_sheet(ann, mei, ALL_RATED | {"made-up": 3}, notes={"made-up-too": "x"})

    assert _values(sheet) == ALL_RATED


# --- complete -------------------------------------------------------------------------
def test_a_sheet_is_complete_once_every_core_question_is_rated(ann, mei):
    part = save_sheet(ann, mei, {"accountability": 3})
    whole = save_sheet(ann, mei, dict.fromkeys(CORE_SLUGS[1:], 3), now=LATER)

    assert part.completed_at is None
    assert part.score_seen is None
    assert whole.completed_at == LATER


def test_a_complete_sheet_stays_complete_from_then(ann, mei):
    save_sheet(ann, mei)

    assert save_sheet(ann, mei, {"accountability": 1}, now=LATER).completed_at == NOW


def test_a_rating_changed_after_the_score_was_seen_says_so(ann, mei):
    assert save_sheet(ann, mei).score_seen is False
    _open_result(ann, mei, now=LATER)
    changed = save_sheet(ann, mei, {"accountability": 5}, now=LATER)

    assert changed.completed_at == LATER
    assert changed.score_seen is True


def test_a_note_changed_after_the_score_was_seen_leaves_the_ratings_as_they_were(
    ann, mei
):
    save_sheet(ann, mei)
    _open_result(ann, mei, now=LATER)

    assert save_sheet(ann, mei, note="More", now=LATER).score_seen is False


def test_a_follow_up_s_note_completes_nothing(ann, mei):
    sheet = save_sheet(ann, mei, {}, notes=dict.fromkeys(CORE_SLUGS, "Asked"))

    assert sheet.completed_at is None


def test_whether_the_score_was_seen_is_that_of_the_moment_of_completing(ann, mei):
    save_sheet(ann, mei)
    _open_result(ann, mei, now=NOW)

    assert save_sheet(ann, mei, now=LATER).score_seen is False


# --- nobody to rate any more ----------------------------------------------------------
def _withdraw(person):
    decisions.note_withdrawal(participant=person, now=NOW)


def _erase(person):
    erasure.erase(participant=Participant.objects.get(pk=person.pk), now=NOW)


@pytest.mark.parametrize("leave", [_withdraw, _erase])
@pytest.mark.parametrize("write", [save_sheet, _write])
def test_nothing_is_written_of_who_has_left(ann, mei, leave, write):
    leave(ann)
    with pytest.raises(interview_ratings.NotAnApplicant):
        write(ann, mei)

    assert InterviewSheet.objects.count() == 0
    assert Rating.objects.count() == 0
    assert TeamNote.objects.count() == 0


def test_erasing_takes_ratings_and_notes_along(ann, mei):
    save_sheet(ann, mei)
    _write(ann, mei)
    _erase(ann)

    assert InterviewSheet.objects.count() == 0
    assert Rating.objects.count() == 0
    assert TeamNote.objects.count() == 0


# --- notes of the team ----------------------------------------------------------------
def test_notes_are_kept_with_who_and_when_in_order(ann, mei):
    _write(ann, mei, "First", "a")
    _write(ann, mei, "Second", "b", LATER)

    assert list(ann.team_notes.values_list("text", "author", "written_at")) == [
        ("First", mei.pk, NOW),
        ("Second", mei.pk, LATER),
    ]


def test_a_second_press_writes_one_note(ann, mei):
    assert _write(ann, mei) == _write(ann, mei, now=LATER)
    assert TeamNote.objects.get().written_at == NOW


def test_a_form_that_wrote_about_somebody_else_is_refused(screening_round, ann, mei):
    _write(ann, mei)
    with pytest.raises(UsedForm):
        _write(make_applicant(screening_round, now=NOW), mei)

    assert TeamNote.objects.count() == 1


def test_a_form_that_somebody_else_used_is_refused(ann, mei):
    _write(ann, mei)
    with pytest.raises(UsedForm):
        _write(ann, make_person("other"))

    assert TeamNote.objects.count() == 1


def test_a_form_that_wrote_another_text_is_refused(ann, mei):
    _write(ann, mei)
    with pytest.raises(UsedForm):
        _write(ann, mei, "Something else")

    assert TeamNote.objects.count() == 1
