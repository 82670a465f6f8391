import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments.models import AccessLogEntry, Attempt, ScreeningRound, TeamNote
from assessments.privacy import erasure
from assessments.screening import access_log, comments, decisions
from assessments.sittings import attempts, participants, signed_links
from tests.hr.round_pages import at, opened, rate, told, words
from tests.screening.deciding import TEXT, decide
from tests.screening_factories import make_applicant, make_invited, make_started
from tests.staff.history_lines import lines_of

# Six rows with 1 point, two with 5.
ANSWERS = "51515151"


@pytest.fixture
def person(cohort):
    return make_applicant(cohort, ANSWERS, number="A-7", email="ann@example.org")


def visited(client, cohort, person, query=""):
    return client.get(f"{at(cohort, 'applicant', person)}?{query}")


def answered_again(person, answers="15151515"):
    now = timezone.now()
    attempts.allow_another(participant=person, now=timezone.now())
    second = attempts.repeat(participant=person, after=1, now=now)
    Attempt.objects.filter(pk=second.pk).update(answers=answers)
    return attempts.submit(attempt=second, as_oneself=True, language="en", now=now)


# --- opening ------------------------------------------------------------------------------------------
def test_closed_page_says_who_it_is_and_nothing_that_was_answered(hr, cohort, person):
    comments.save_comment(participant=person, text="I was ill", now=timezone.now())
    said = words(visited(hr, cohort, person))

    assert "A-7" in said
    assert "ann@example.org" in said
    assert "submitted" in said
    assert [
        part in said for part in ("I was ill", "give or take", "Stem 1", "Title low")
    ] == [False] * 4


def test_reading_the_closed_page_writes_nothing(hr, cohort, person):
    visited(hr, cohort, person)

    assert not AccessLogEntry.objects.exists()


def test_button_opens_it(hr, cohort, person):
    said = words(opened(hr, cohort, person))

    assert "20, give or take 4" in said


def test_opening_by_address_alone_is_not_allowed(hr, cohort, person):
    assert hr.get(at(cohort, "applicant_open", person)).status_code == 405
    assert not AccessLogEntry.objects.exists()


def test_applicant_reads_who_opened_it_once_an_hour(hr, cohort, person):
    for _ in range(2):
        opened(hr, cohort, person)

    assert [
        (entry.opened_by, entry.kind) for entry in access_log.entries_shown_to(person)
    ] == [("hr", "your answers and your result")]


def test_it_closes_again_after_an_hour(hr, cohort, person, time_machine):
    opened(hr, cohort, person)
    time_machine.move_to(timezone.now() + timedelta(hours=1), tick=False)

    assert visited(hr, cohort, person).context["is_open"] is False


def test_one_opens_it_for_oneself(hr, reader, cohort, person):
    opened(hr, cohort, person)

    assert visited(reader, cohort, person).context["is_open"] is False


def test_look_at_the_list_does_not_open_a_person(hr, cohort, person):
    hr.post(at(cohort, "applicants_open"))

    assert visited(hr, cohort, person).context["is_open"] is False


def test_opening_may_lead_to_the_guide(hr, cohort, person):
    response = hr.post(at(cohort, "applicant_open", person), {"to": "guide"})

    assert response.url == at(cohort, "guide", person)


# --- what it says -------------------------------------------------------------------------------------
def test_comment_stands_above_the_score(hr, cohort, person):
    comments.save_comment(participant=person, text="I was <b>ill", now=timezone.now())
    content = opened(hr, cohort, person).content.decode()

    assert -1 < content.find("I was &lt;b&gt;ill") < content.find("20, give or take 4")


def result_page(person):
    """As the applicant reads it, on any device."""
    browser = Client()
    browser.get(reverse("open_link", args=[signed_links.token_for(person)]))
    return browser.get(reverse("result", args=[1]))


@pytest.mark.parametrize("answers", [ANSWERS, "33333333", "15151515", "15335131"])
def test_result_is_in_the_words_that_the_applicant_reads(hr, cohort, answers):
    person = make_applicant(cohort, answers)
    theirs = words(result_page(person))
    ours = words(opened(hr, cohort, person))
    report = hr.get(at(cohort, "applicant", person)).context["report"]
    texts = [
        report.width_text,
        *report.border_texts,
        *report.uniform_texts,
        *report.claims,
        *report.contrary,
    ]
    texts += [
        text
        for band in report.shown_bands
        for text in (band.title, band.text, band.caution)
    ]
    texts += [row.competency.strength_if_low for row in report.strengths]
    texts += [part for row in report.thoughts for part in (row.row.stem, row.label)]

    assert [text for text in texts if text not in ours or text not in theirs] == []


def test_hr_reads_nothing_of_the_answers_that_the_applicant_does_not(
    hr, cohort, person
):
    ours, theirs = (
        set(re.findall(r"\b(?:Text|Title|Caution|Heading|Stem) \S+", words(page)))
        for page in (opened(hr, cohort, person), result_page(person))
    )
    own_pages = {f"Stem {number}" for number in range(1, 9)}

    assert ours - theirs - own_pages == set()


def test_rows_are_told_in_words(hr, cohort, person):
    said = words(opened(hr, cohort, person))

    assert "1. Stem 1" in said
    assert re.search(r"1\. Stem 1 .*? Stacked 5 Right 1 2\. Stem 2", said)


def test_thoughts_that_the_applicant_confirmed_are_told(hr, cohort, person):
    attempts.mark_row(
        attempt=person.attempts.get(), row=1, mark="c", now=timezone.now()
    )

    assert "Stem 1 Stacked 5 – Right 1 · the applicant says: yes" in words(
        opened(hr, cohort, person)
    )


def test_applicant_who_has_not_submitted_shows_no_answer(hr, cohort):
    said = words(opened(hr, cohort, make_started(cohort, "5151")))

    assert "Nothing submitted yet." in said
    assert "Stem" not in said


def test_decisions_are_told_with_reason_and_evidence(hr, cast, cohort, person):
    decide(person, cast.hr, evidence=["application", "score"])
    said = words(opened(hr, cohort, person))

    assert "interview · experience" in said
    assert TEXT in said
    assert (
        "Rests on: application papers, score of the self-check · the score had not been seen"
        in said
    )


def test_page_takes_a_bounded_number_of_queries(
    hr, cast, cohort, person, django_assert_max_num_queries
):
    for number in range(3):
        decide(person)
        TeamNote.objects.create(
            participant=person,
            author=cast.hr,
            text="x",
            nonce=number,
            written_at=timezone.now(),
        )
    rate(person, cast.interviewer)
    opened(hr, cohort, person)
    with django_assert_max_num_queries(36):
        visited(hr, cohort, person)


# --- attempts -----------------------------------------------------------------------------------------
def test_first_attempt_is_shown_and_the_second_one_visible(hr, cohort, person):
    answered_again(person)
    response = opened(hr, cohort, person)

    assert response.context["attempt"].ordinal == 1
    assert re.search(r'\?attempt=2"\s*>Attempt 2</a>', response.content.decode())


def test_second_attempt_is_shown_on_request(hr, cohort, person):
    answered_again(person)
    opened(hr, cohort, person)
    said = words(visited(hr, cohort, person, "attempt=2"))

    assert "100, give or take 4" in said
    assert "attempt 2 of 2" in said


@pytest.mark.parametrize("asked", ["0", "3", "x", "-1", "9" * 40, ""])
def test_attempt_that_is_not_there_shows_the_first(hr, cohort, person, asked):
    opened(hr, cohort, person)

    assert (
        visited(hr, cohort, person, f"attempt={asked}").context["attempt"].ordinal == 1
    )


def test_draft_behind_the_first_is_not_shown(hr, cohort, person):
    attempts.allow_another(participant=person, now=timezone.now())
    attempts.repeat(participant=person, after=1, now=timezone.now())
    opened(hr, cohort, person)
    response = visited(hr, cohort, person, "attempt=2")

    assert response.context["attempt"].ordinal == 1
    assert len(response.context["made"]) == 2


def allow(client, cohort, person):
    return client.post(at(cohort, "another", person), follow=True)


def test_lead_allows_another_attempt_once(hr, cohort, person):
    said = [told(allow(hr, cohort, person))[0] for _ in range(2)]

    assert said == [
        "The applicant may answer once more. All attempts stay visible.",
        "Another attempt is already allowed, nothing has been submitted yet, or the round is closed.",
    ]
    person.application.refresh_from_db()

    assert person.application.attempts_allowed == 2


def test_allowing_is_in_the_history_without_a_name(hr, cohort, person):
    for _ in range(2):
        allow(hr, cohort, person)

    assert lines_of(cohort) == [f"Another attempt allowed: applicant {person.pk}"]


def test_another_attempt_in_a_closed_round_is_not_allowed(hr, cohort, person):
    ScreeningRound.objects.filter(pk=cohort.pk).update(closes_at=timezone.now())

    assert "or the round is closed." in told(allow(hr, cohort, person))[0]


def test_nothing_submitted_means_no_other_attempt(hr, cohort):
    person = make_invited(cohort)
    allow(hr, cohort, person)
    person.application.refresh_from_db()

    assert person.application.attempts_allowed == 1


@pytest.mark.parametrize("name", ["interviewer", "reader"])
def test_only_a_lead_allows_another_attempt(client, cast, cohort, person, name):
    client.force_login(getattr(cast, name))

    assert allow(client, cohort, person).status_code == 403
    assert b"Allow another attempt" not in opened(client, cohort, person).content


# --- notes --------------------------------------------------------------------------------------------
def noted(client, cohort, person, text="Calls back on Monday", nonce=None):
    data = {
        "text": text,
        "nonce": signed_links.new_form_nonce() if nonce is None else nonce,
    }
    return client.post(at(cohort, "note", person), data, follow=True)


def test_note_is_read_by_the_team_with_its_author(hr, reader, cohort, person):
    noted(hr, cohort, person)

    assert "Calls back on Monday hr ·" in words(opened(reader, cohort, person))


def test_note_is_written_once_for_a_double_press(hr, cohort, person):
    nonce = opened(hr, cohort, person).context["nonce"]
    for _ in range(2):
        noted(hr, cohort, person, nonce=nonce)

    assert TeamNote.objects.count() == 1


@pytest.mark.parametrize("text", ["", "  ", "x" * 2001])
def test_note_that_cannot_be_is_told(hr, cohort, person, text):
    assert told(noted(hr, cohort, person, text)) == [
        "There was nothing to note. Write up to 2000 characters."
    ]
    assert not TeamNote.objects.exists()


def test_note_that_is_too_long_is_not_lost(hr, cohort, person):
    opened(hr, cohort, person)

    assert "x" * 2001 in noted(hr, cohort, person, "x" * 2001).content.decode()


def test_note_written_for_longer_than_the_look_lasted_is_not_lost(hr, cohort, person):
    assert "x" * 2001 in noted(hr, cohort, person, "x" * 2001).content.decode()


@pytest.mark.parametrize("nonce", ["", "forged", "a.b"])
def test_note_from_no_page_of_ours_is_not_written(hr, cohort, person, nonce):
    noted(hr, cohort, person, nonce=nonce)

    assert not TeamNote.objects.exists()


def test_note_of_a_used_page_is_kept_for_another_press(hr, cohort, person):
    nonce = opened(hr, cohort, person).context["nonce"]
    noted(hr, cohort, person, nonce=nonce)
    response = noted(hr, cohort, person, "Speaks Thai", nonce=nonce)

    assert told(response) == [
        "This page had been open for a while. Please press the button once more."
    ]
    assert "Speaks Thai</textarea>" in response.content.decode()
    noted(hr, cohort, person, "Speaks Thai", nonce=response.context["nonce"])

    assert TeamNote.objects.count() == 2


def test_reader_writes_no_notes(reader, cohort, person):
    assert noted(reader, cohort, person).status_code == 403
    assert b"Save the note" not in opened(reader, cohort, person).content


def test_note_about_somebody_who_withdraws_at_that_moment_is_told(
    hr, cohort, person, monkeypatch
):
    monkeypatch.setattr(
        "assessments.hr.applicants.applicant.visible_person",
        lambda screening_round, pk: person,
    )
    decisions.note_withdrawal(participant=person, now=timezone.now())

    assert told(noted(hr, cohort, person)) == [
        "The applicant has just withdrawn. Nothing more is kept about them."
    ]


# --- who is not there ---------------------------------------------------------------------------------
PAGES = ["applicant", "guide", "decide"]
POSTS = ["applicant_open", "note", "another", "guide", "decide"]


def statuses(client, cohort, person):
    looked = [client.get(at(cohort, name, person)).status_code for name in PAGES]
    return looked + [
        client.post(at(cohort, name, person)).status_code for name in POSTS
    ]


def test_whoever_withdrew_is_not_there(hr, cohort, person):
    opened(hr, cohort, person)
    decisions.note_withdrawal(participant=person, now=timezone.now())

    assert set(statuses(hr, cohort, person)) == {404}


def test_whoever_erased_their_data_is_not_there(hr, cohort, person):
    opened(hr, cohort, person)
    erasure.erase(participant=person, now=timezone.now())
    person.pk = person.pk or 1

    assert set(statuses(hr, cohort, person)) == {404}


def test_applicant_of_another_round_is_not_there(hr, cast, cohort):
    assert set(statuses(hr, cohort, make_applicant(cast.other_round))) == {404}


def test_applicant_of_another_round_of_one_s_own_is_not_there(hr, cast, cohort):
    elsewhere = make_applicant(cast.other_round)
    cast.other_round.memberships.create(user=cast.hr, role="lead")

    assert set(statuses(hr, cohort, elsewhere)) == {404}


def test_learner_of_a_course_is_not_there(hr, cast, cohort):
    now = timezone.now()
    facts = {"questionnaire": None, "nonce": "n", "name": "Learner", "now": now}
    learner = participants.start(cohort=cast.cohort, **facts).participant

    assert set(statuses(hr, cohort, learner)) == {404}
