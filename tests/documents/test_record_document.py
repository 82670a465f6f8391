from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from assessments.documents.record_document import record_pdf
from assessments.models import InterviewSheet, Rating
from assessments.screening import decisions
from tests.documents.pdf_reading import text_of
from tests.factories import make_competency, make_user
from tests.screening_factories import make_applicant, make_round

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def applicant(questionnaire):
    return make_applicant(make_round(), name="Ann Applicant", number="A-17")


@pytest.fixture
def hr(django_user_model):
    return make_user(django_user_model, "hr", first_name="Hanna", last_name="Reuter")


def decide(
    participant,
    user,
    *,
    nonce="n1",
    text="Three years on the phone,\nwith customers abroad.",
    corrects=None,
    now=NOW,
):
    return decisions.record(
        participant=participant,
        user=user,
        stage="interview",
        reason="experience",
        text=text,
        evidence=["interview", "references"],
        nonce=nonce,
        corrects=corrects,
        now=now,
    )


def text_of_record(participant, *, now=NOW):
    return text_of(record_pdf(participant.cohort, participant, now=now))


@pytest.mark.parametrize(
    "expected",
    [
        "Applicant Ann Applicant · A-17",
        "Screening round Spring intake",
        "Stage interview",
        "Entry 1: interview By Hanna Reuter · 22 November 2026, 20:00 Reason experience Evidence interview, references",
        "Score not seen before deciding",
        "Three years on the phone, with customers abroad.",
    ],
)
def test_record_says_what_was_decided_and_how(applicant, hr, expected):
    decide(applicant, hr)

    assert expected in text_of_record(applicant)


def test_record_can_be_compared_with_the_log(applicant, hr):
    decision = decide(applicant, hr)

    text = text_of_record(applicant)

    assert decision.chained in text.replace(" ", "")


def test_correction_says_what_it_corrects_and_what_it_knew_of(applicant, hr):
    decide(applicant, hr, nonce="n1")
    decide(applicant, hr, nonce="n2")
    decide(applicant, hr, nonce="n3", corrects=1)

    text = text_of_record(applicant)

    assert "Corrects entry 1 Entry already there entry 2" in text


def test_long_text_of_many_lines_goes_on_over_pages(applicant, hr):
    lines = [f"line {number}." for number in range(200)]
    decide(applicant, hr, text="\n".join(lines))

    text = text_of_record(applicant)

    missing = [line for line in lines if line not in text]
    assert missing == []


def test_record_holds_the_ratings_of_every_interviewer(applicant, hr):
    sheet = InterviewSheet.objects.create(
        participant=applicant,
        interviewer=hr,
        note="A calm talk.",
        saved_at=NOW,
        completed_at=NOW,
        score_seen=False,
    )
    for value, name in ((4, "Care"), (None, "Further")):
        Rating.objects.create(
            sheet=sheet,
            competency=make_competency(name_en=name),
            value=value,
            note=f"On {name}",
        )

    text = text_of_record(applicant)

    heading = "Hanna Reuter 22 November 2026, 20:00 · score not seen before rating"
    ratings = "Question Rating Notes Care 4 On Care Further – On Further A calm talk."
    assert f"{heading} {ratings}" in text


@pytest.mark.parametrize("mark", ["60", "/ 100", "give or take"])
def test_record_holds_no_score(applicant, hr, mark):
    decide(applicant, hr)

    before_the_entries = text_of_record(applicant).split("Entry 1")[0]

    assert mark not in before_the_entries


def test_record_without_decisions_says_so(applicant):
    text = text_of_record(applicant)

    assert "no decision yet" in text
    assert text.count("None so far.") == 2


def test_times_are_the_rounds_own(applicant, hr):
    applicant.cohort.time_zone = "Europe/Berlin"
    decide(applicant, hr, now=NOW + timedelta(hours=11))

    text = text_of_record(applicant, now=timezone.now())

    assert "Hanna Reuter · 23 November 2026, 00:00" in text
