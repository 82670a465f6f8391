from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone, translation

from assessments.documents import papers
from assessments.models import Application, Attempt, Cohort, InterviewSheet, Rating
from assessments.screening import decisions, interview_guide
from assessments.screening.interview_guide import Core, FollowUp, Guide
from tests.documents.printed import reader_of, text_of
from tests.factories import make_competency, make_submitted, make_user
from tests.screening_factories import make_applicant, make_round

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def _result(questionnaire, answers="33333333", **changes):
    return text_of(
        papers.result(make_submitted(questionnaire, answers, **changes), now=NOW)
    )


# --- the result ---------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "said",
    [
        "60 / 100 give or take 4",
        "Band: 60–79",
        "Title middle or Title low",
        "Text border {score} {width} 60",
        "Caution low",
        "● Character 60 Developing",
        "In your result no two areas are that far apart.",
        "What the score does not say Limits",
        "a repeating pattern",
        "Your points add up to 24. 24 × 100 / 40 = 60, rounded: 60.",
        "8 Stem 8 · Stacked 3 3 Sum 24",
    ],
)
def test_the_result_on_paper_says_what_the_page_says(questionnaire, said):
    assert said in _result(questionnaire)


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant"])
def test_the_result_is_in_the_language_of_the_page(questionnaire, language):
    with translation.override(language):
        pdf = papers.result(make_submitted(questionnaire), now=NOW)
    mark = language.replace("-", "_")

    assert f"Title middle [{mark}]" in text_of(pdf)
    assert reader_of(pdf).metadata.title.endswith(f"[{mark}]") is True


def test_rows_worth_a_thought_say_what_was_answered_and_what_the_person_said_of_them(
    questionnaire,
):
    attempt = make_submitted(questionnaire, "55335533")
    Attempt.objects.filter(pk=attempt.pk).update(row_marks="c-------")
    attempt.refresh_from_db()
    said = text_of(papers.result(attempt, now=NOW))

    assert "Stem 1 You answered: Stacked 5 – Right 1 ✓ Text thought-confirm" in said


def test_areas_far_apart_are_named(questionnaire):
    assert "Character stands clearly above Psychological." in _result(
        questionnaire, "11331133"
    )


def test_a_solo_result_names_nobody(questionnaire):
    assert _result(questionnaire, name="Secret").count("Secret") == 0


def test_an_applicants_result_has_name_and_comment_before_the_score(questionnaire):
    person = make_applicant(make_round(), name="Ann Applicant")
    Application.objects.update(comment="A bad day\nat home.")
    said = text_of(papers.result(person.attempts.get(), now=NOW))

    assert said.startswith("Ann Applicant ·")
    assert said.index("A bad day at home.") < said.index("/ 100")


def test_made_up_data_are_said_to_be(questionnaire):
    person = make_applicant(make_round(is_synthetic=True))

    assert "Made-up data." in text_of(papers.result(person.attempts.get(), now=NOW))


@pytest.mark.parametrize(("name", "noted"), [("Ann 😀", True), ("Łucja 王", False)])
def test_a_name_that_cannot_be_printed_whole_is_said_to_be(questionnaire, name, noted):
    person = make_applicant(make_round(), name=name)
    said = text_of(papers.result(person.attempts.get(), now=NOW))

    assert (
        "Some characters, perhaps of a name, cannot be printed here." in said
    ) == noted
    assert ("[?]" in said) == noted


def test_the_result_is_the_same_file_for_the_same_moment(questionnaire):
    attempt = make_submitted(questionnaire)

    assert papers.result(attempt, now=NOW) == papers.result(attempt, now=NOW)


# --- the guide ----------------------------------------------------------------------------------------
def _guide(*, is_synthetic=False, **changes):
    core = tuple(
        Core(
            slug=str(n),
            domain=f"Domain {n}",
            competency=f"C{n}",
            question=f"Q{n}?",
            strong="S",
            weak="W",
        )
        for n in range(4)
    )
    facts = {
        "applicant": "Ann",
        "vacancy": "Chat",
        "employer": "Harbour",
        "core": core,
        "anchors": interview_guide.anchors(),
    }
    return papers.guide(
        Guide(**({"follow_ups": ()} | facts | changes)),
        cohort=Cohort(is_synthetic=is_synthetic),
        now=NOW,
    )


@pytest.mark.parametrize(
    "said",
    [
        "Chat · Harbour",
        "Ann",
        "Domain 3 C3 Q3?",
        "Strong answers show S",
        "5 the strong signs",
    ],
)
def test_the_guide_holds_questions_signs_and_scale(said):
    assert said in text_of(_guide())


def test_the_guide_holds_follow_ups_with_what_was_answered():
    asked = FollowUp(
        slug="a",
        competency="Team",
        stem="In a team",
        in_words="I lead",
        label="More like",
        question="Why?",
    )

    assert "Team In a team · More like – I lead Why?" in text_of(
        _guide(follow_ups=(asked,))
    )


@pytest.mark.parametrize("is_synthetic", [True, False])
def test_a_guide_of_a_made_up_round_says_so(is_synthetic):
    assert (
        "Made-up data." in text_of(_guide(is_synthetic=is_synthetic))
    ) is is_synthetic


def test_a_guide_without_follow_ups_has_no_heading_for_them():
    assert "Where to ask further" not in text_of(_guide())


def test_two_questions_share_a_page_of_the_guide():
    pages = [page.extract_text() for page in reader_of(_guide()).pages]

    assert [[f"Q{n}?" in page for n in range(4)] for page in pages[:2]] == [
        [True, True, False, False],
        [False, False, True, True],
    ]


def test_names_cannot_bring_markup_into_a_guide():
    name = '#read("/etc/passwd") $x$ *bold*'

    assert name in text_of(_guide(applicant=name))


# --- the record ---------------------------------------------------------------------------------------
@pytest.fixture
def person(questionnaire):
    return make_applicant(make_round(), name="Ann Applicant", number="A-17")


@pytest.fixture
def hr(django_user_model):
    return make_user(django_user_model, "hr", first_name="Hanna", last_name="Reuter")


def _decide(person, user, nonce="n1", **changes):
    facts = {
        "stage": "interview",
        "reason": "experience",
        "text": "Three years on the phone,\nwith customers abroad.",
    }
    facts |= {"evidence": ["interview", "references"], "now": NOW}
    return decisions.record(
        participant=person, user=user, nonce=nonce, **(facts | changes)
    )


def _record(person):
    return text_of(papers.record(person.cohort, person, now=NOW))


@pytest.mark.parametrize(
    "said",
    [
        "Applicant Ann Applicant · A-17",
        "Screening round Spring intake",
        "Stage interview",
        "Entry 1: interview By Hanna Reuter · 22 November 2026, 20:00 Reason experience Evidence interview, references",
        "Score not seen before deciding",
        "Three years on the phone, with customers abroad.",
    ],
)
def test_the_record_says_what_was_decided_and_how(person, hr, said):
    _decide(person, hr)

    assert said in _record(person)


def test_the_record_can_be_compared_with_the_log(person, hr):
    made = _decide(person, hr)

    assert made.chained in _record(person).replace(" ", "")


def test_a_correction_says_what_it_corrects_and_what_it_knew_of(person, hr):
    for n, corrects in enumerate([None, None, 1]):
        _decide(person, hr, f"n{n}", corrects=corrects)

    assert "Corrects entry 1 Entry already there entry 2" in _record(person)


def test_a_long_text_of_many_lines_goes_on_over_pages(person, hr):
    _decide(person, hr, text="\n".join(f"line {n}." for n in range(200)))
    said = _record(person)

    assert [n for n in range(200) if f"line {n}." not in said] == []


def test_the_record_holds_the_ratings_of_every_interviewer(person, hr):
    sheet = InterviewSheet.objects.create(
        participant=person,
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
    said = "Hanna Reuter 22 November 2026, 20:00 · score not seen before rating Question Rating Notes"

    assert f"{said} Care 4 On Care Further – On Further A calm talk." in _record(person)


def test_a_record_holds_no_score(person, hr):
    _decide(person, hr)

    assert [
        mark
        for mark in ("60", "/ 100", "give or take")
        if mark in _record(person).split("Entry 1")[0]
    ] == []


def test_a_record_without_decisions_says_so(person):
    said = _record(person)

    assert "no decision yet" in said
    assert said.count("None so far.") == 2


def test_times_are_the_rounds_own(person, hr):
    person.cohort.time_zone = "Europe/Berlin"
    _decide(person, hr, now=NOW + timedelta(hours=11))

    assert "Hanna Reuter · 23 November 2026, 00:00" in text_of(
        papers.record(person.cohort, person, now=timezone.now())
    )
