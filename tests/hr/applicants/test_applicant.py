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
from tests.hr.interview_sheets import save_ratings
from tests.hr.page_text import messages_of, words_on
from tests.hr.visiting import address_of, open_applicant
from tests.screening.deciding import TEXT, decide
from tests.screening_factories import make_applicant, make_invited, make_started
from tests.staff.history_lines import lines_of

# Six rows with 1 point, two with 5.
ANSWERS = "51515151"


@pytest.fixture
def person(screening_round):
    return make_applicant(
        screening_round, ANSWERS, number="A-7", email="ann@example.org"
    )


def visited(client, screening_round, person, query=""):
    return client.get(f"{address_of(screening_round, 'applicant', person)}?{query}")


def answered_again(person, answers="15151515"):
    now = timezone.now()
    attempts.allow_another(participant=person, now=timezone.now())
    second = attempts.repeat(participant=person, after=1, now=now)
    Attempt.objects.filter(pk=second.pk).update(answers=answers)
    return attempts.submit(attempt=second, as_oneself=True, language="en", now=now)


# --- opening ---------------------------------------------------------------------------
def test_closed_page_says_who_it_is_and_nothing_that_was_answered(
    hr, screening_round, person
):
    comments.save_comment(participant=person, text="I was ill", now=timezone.now())
    words = words_on(visited(hr, screening_round, person))

    assert "A-7" in words
    assert "ann@example.org" in words
    assert "submitted" in words
    assert [
        part in words for part in ("I was ill", "give or take", "Stem 1", "Title low")
    ] == [False] * 4


def test_reading_the_closed_page_writes_nothing(hr, screening_round, person):
    visited(hr, screening_round, person)

    assert not AccessLogEntry.objects.exists()


def test_button_opens_it(hr, screening_round, person):
    words = words_on(open_applicant(hr, screening_round, person))

    assert "20, give or take 4" in words


def test_opening_by_address_alone_is_not_allowed(hr, screening_round, person):
    assert (
        hr.get(address_of(screening_round, "applicant_open", person)).status_code == 405
    )
    assert not AccessLogEntry.objects.exists()


def test_applicant_reads_who_opened_it_once_an_hour(hr, screening_round, person):
    for _ in range(2):
        open_applicant(hr, screening_round, person)

    assert [
        (entry.opened_by, entry.kind) for entry in access_log.entries_shown_to(person)
    ] == [("hr", "your answers and your result")]


def test_it_closes_again_after_an_hour(hr, screening_round, person, time_machine):
    open_applicant(hr, screening_round, person)
    time_machine.move_to(timezone.now() + timedelta(hours=1), tick=False)

    assert visited(hr, screening_round, person).context["is_open"] is False


def test_one_opens_it_for_oneself(hr, reader, screening_round, person):
    open_applicant(hr, screening_round, person)

    assert visited(reader, screening_round, person).context["is_open"] is False


def test_opening_the_list_does_not_open_a_person(hr, screening_round, person):
    hr.post(address_of(screening_round, "applicants_open"))

    assert visited(hr, screening_round, person).context["is_open"] is False


def test_opening_may_lead_to_the_guide(hr, screening_round, person):
    response = hr.post(
        address_of(screening_round, "applicant_open", person), {"to": "guide"}
    )

    assert response.url == address_of(screening_round, "guide", person)


# --- what it says ----------------------------------------------------------------------
def test_comment_stands_above_the_score(hr, screening_round, person):
    comments.save_comment(participant=person, text="I was <b>ill", now=timezone.now())
    content = open_applicant(hr, screening_round, person).content.decode()

    assert -1 < content.find("I was &lt;b&gt;ill") < content.find("20, give or take 4")


def result_page(person):
    """As the applicant reads it, on any device."""
    browser = Client()
    browser.get(reverse("open_link", args=[signed_links.token_for(person)]))
    return browser.get(reverse("result", args=[1]))


@pytest.mark.parametrize("answers", [ANSWERS, "33333333", "15151515", "15335131"])
def test_result_is_in_the_words_that_the_applicant_reads(hr, screening_round, answers):
    person = make_applicant(screening_round, answers)
    theirs = words_on(result_page(person))
    ours = words_on(open_applicant(hr, screening_round, person))
    report = hr.get(address_of(screening_round, "applicant", person)).context["report"]
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
    hr, screening_round, person
):
    ours, theirs = (
        set(re.findall(r"\b(?:Text|Title|Caution|Heading|Stem) \S+", words_on(page)))
        for page in (open_applicant(hr, screening_round, person), result_page(person))
    )
    own_pages = {f"Stem {number}" for number in range(1, 9)}

    assert ours - theirs - own_pages == set()


def test_rows_are_told_in_words(hr, screening_round, person):
    words = words_on(open_applicant(hr, screening_round, person))

    assert "1. Stem 1" in words
    assert re.search(r"1\. Stem 1 .*? Stacked 5 Right 1 2\. Stem 2", words)


def test_thoughts_that_the_applicant_confirmed_are_told(hr, screening_round, person):
    attempts.mark_row(
        attempt=person.attempts.get(), row=1, mark="c", now=timezone.now()
    )

    assert "Stem 1 Stacked 5 – Right 1 · the applicant says: yes" in words_on(
        open_applicant(hr, screening_round, person)
    )


def test_applicant_who_has_not_submitted_shows_no_answer(hr, screening_round):
    words = words_on(
        open_applicant(hr, screening_round, make_started(screening_round, "5151"))
    )

    assert "Nothing submitted yet." in words
    assert "Stem" not in words


def test_decisions_are_told_with_reason_and_evidence(hr, cast, screening_round, person):
    decide(person, cast.hr, evidence=["application", "score"])
    words = words_on(open_applicant(hr, screening_round, person))

    assert "interview · experience" in words
    assert TEXT in words
    assert (
        "Rests on: application papers, score of the self-check · the score had not been seen"
        in words
    )


def test_page_takes_a_bounded_number_of_queries(
    hr, cast, screening_round, person, django_assert_max_num_queries
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
    save_ratings(person, cast.interviewer)
    open_applicant(hr, screening_round, person)
    with django_assert_max_num_queries(36):
        visited(hr, screening_round, person)


# --- attempts --------------------------------------------------------------------------
def test_first_attempt_is_shown_and_the_second_one_visible(hr, screening_round, person):
    answered_again(person)
    response = open_applicant(hr, screening_round, person)

    assert response.context["attempt"].ordinal == 1
    assert re.search(r'\?attempt=2"\s*>Attempt 2</a>', response.content.decode())


def test_second_attempt_is_shown_on_request(hr, screening_round, person):
    answered_again(person)
    open_applicant(hr, screening_round, person)
    words = words_on(visited(hr, screening_round, person, "attempt=2"))

    assert "100, give or take 4" in words
    assert "attempt 2 of 2" in words


@pytest.mark.parametrize("asked", ["0", "3", "x", "-1", "9" * 40, ""])
def test_attempt_that_is_not_there_shows_the_first(hr, screening_round, person, asked):
    open_applicant(hr, screening_round, person)

    assert (
        visited(hr, screening_round, person, f"attempt={asked}")
        .context["attempt"]
        .ordinal
        == 1
    )


def test_draft_behind_the_first_is_not_shown(hr, screening_round, person):
    attempts.allow_another(participant=person, now=timezone.now())
    attempts.repeat(participant=person, after=1, now=timezone.now())
    open_applicant(hr, screening_round, person)
    response = visited(hr, screening_round, person, "attempt=2")

    assert response.context["attempt"].ordinal == 1
    assert len(response.context["made"]) == 2


def allow(client, screening_round, person):
    return client.post(address_of(screening_round, "another", person), follow=True)


def test_lead_allows_another_attempt_once(hr, screening_round, person):
    shown_messages = [
        messages_of(allow(hr, screening_round, person))[0] for _ in range(2)
    ]

    assert shown_messages == [
        "The applicant may answer once more. All attempts stay visible.",
        "Another attempt is already allowed, nothing has been submitted yet, or the round is closed.",
    ]
    person.application.refresh_from_db()

    assert person.application.attempts_allowed == 2


def test_allowing_is_in_the_history_without_a_name(hr, screening_round, person):
    for _ in range(2):
        allow(hr, screening_round, person)

    assert lines_of(screening_round) == [
        f"Another attempt allowed: applicant {person.pk}"
    ]


def test_another_attempt_in_a_closed_round_is_not_allowed(hr, screening_round, person):
    ScreeningRound.objects.filter(pk=screening_round.pk).update(
        closes_at=timezone.now()
    )

    assert (
        "or the round is closed." in messages_of(allow(hr, screening_round, person))[0]
    )


def test_nothing_submitted_means_no_other_attempt(hr, screening_round):
    person = make_invited(screening_round)
    allow(hr, screening_round, person)
    person.application.refresh_from_db()

    assert person.application.attempts_allowed == 1


@pytest.mark.parametrize("name", ["interviewer", "reader"])
def test_only_a_lead_allows_another_attempt(
    client, cast, screening_round, person, name
):
    client.force_login(getattr(cast, name))

    assert allow(client, screening_round, person).status_code == 403
    assert (
        b"Allow another attempt"
        not in open_applicant(client, screening_round, person).content
    )


# --- notes -----------------------------------------------------------------------------
def noted(client, screening_round, person, text="Calls back on Monday", nonce=None):
    data = {
        "text": text,
        "nonce": signed_links.new_form_nonce() if nonce is None else nonce,
    }
    return client.post(address_of(screening_round, "note", person), data, follow=True)


def test_note_is_read_by_the_team_with_its_author(hr, reader, screening_round, person):
    noted(hr, screening_round, person)

    assert "Calls back on Monday hr ·" in words_on(
        open_applicant(reader, screening_round, person)
    )


def test_note_is_written_once_for_a_double_press(hr, screening_round, person):
    nonce = open_applicant(hr, screening_round, person).context["nonce"]
    for _ in range(2):
        noted(hr, screening_round, person, nonce=nonce)

    assert TeamNote.objects.count() == 1


@pytest.mark.parametrize("text", ["", "  ", "x" * 2001])
def test_note_that_cannot_be_is_told(hr, screening_round, person, text):
    assert messages_of(noted(hr, screening_round, person, text)) == [
        "There was nothing to note. Write up to 2000 characters."
    ]
    assert not TeamNote.objects.exists()


def test_note_that_is_too_long_is_not_lost(hr, screening_round, person):
    open_applicant(hr, screening_round, person)

    assert "x" * 2001 in noted(hr, screening_round, person, "x" * 2001).content.decode()


def test_note_written_after_the_page_has_closed_again_is_not_lost(
    hr, screening_round, person
):
    assert "x" * 2001 in noted(hr, screening_round, person, "x" * 2001).content.decode()


@pytest.mark.parametrize("nonce", ["", "forged", "a.b"])
def test_note_from_no_page_of_ours_is_not_written(hr, screening_round, person, nonce):
    noted(hr, screening_round, person, nonce=nonce)

    assert not TeamNote.objects.exists()


def test_note_of_a_used_page_is_kept_for_another_press(hr, screening_round, person):
    nonce = open_applicant(hr, screening_round, person).context["nonce"]
    noted(hr, screening_round, person, nonce=nonce)
    response = noted(hr, screening_round, person, "Speaks Thai", nonce=nonce)

    assert messages_of(response) == [
        "This page had been open for a while. Please press the button once more."
    ]
    assert "Speaks Thai</textarea>" in response.content.decode()
    noted(hr, screening_round, person, "Speaks Thai", nonce=response.context["nonce"])

    assert TeamNote.objects.count() == 2


def test_reader_writes_no_notes(reader, screening_round, person):
    assert noted(reader, screening_round, person).status_code == 403
    assert (
        b"Save the note" not in open_applicant(reader, screening_round, person).content
    )


def test_note_about_somebody_who_withdraws_at_that_moment_is_told(
    hr, screening_round, person, monkeypatch
):
    monkeypatch.setattr(
        "assessments.hr.applicants.applicant.visible_person",
        lambda screening_round, pk: person,
    )
    decisions.note_withdrawal(participant=person, now=timezone.now())

    assert messages_of(noted(hr, screening_round, person)) == [
        "The applicant has just withdrawn. Nothing more is kept about them."
    ]


# --- who is not there ------------------------------------------------------------------
PAGES = ["applicant", "guide", "decide"]
POSTS = ["applicant_open", "note", "another", "guide", "decide"]


def statuses(client, screening_round, person):
    looked = [
        client.get(address_of(screening_round, name, person)).status_code
        for name in PAGES
    ]
    return looked + [
        client.post(address_of(screening_round, name, person)).status_code
        for name in POSTS
    ]


def test_whoever_withdrew_is_not_there(hr, screening_round, person):
    open_applicant(hr, screening_round, person)
    decisions.note_withdrawal(participant=person, now=timezone.now())

    assert set(statuses(hr, screening_round, person)) == {404}


def test_whoever_erased_their_data_is_not_there(hr, screening_round, person):
    open_applicant(hr, screening_round, person)
    erasure.erase(participant=person, now=timezone.now())
    person.pk = person.pk or 1

    assert set(statuses(hr, screening_round, person)) == {404}


def test_applicant_of_another_round_is_not_there(hr, cast, screening_round):
    assert set(statuses(hr, screening_round, make_applicant(cast.other_round))) == {404}


def test_applicant_of_another_round_of_one_s_own_is_not_there(
    hr, cast, screening_round
):
    elsewhere = make_applicant(cast.other_round)
    cast.other_round.memberships.create(user=cast.hr, role="lead")

    assert set(statuses(hr, screening_round, elsewhere)) == {404}


def test_learner_of_a_course_is_not_there(hr, cast, screening_round):
    attempt = participants.start(
        cohort=cast.cohort,
        questionnaire=None,
        nonce="n",
        name="Learner",
        now=timezone.now(),
    )
    learner = attempt.participant

    assert set(statuses(hr, screening_round, learner)) == {404}
