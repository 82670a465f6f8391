from datetime import UTC, datetime

import pytest
from django.utils import translation

from assessments.documents.result_document import result_pdf
from assessments.models import Application, Attempt
from tests.documents.pdf_reading import reader_of, text_of
from tests.factories import make_submitted
from tests.screening_factories import make_applicant, make_round

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def text_of_result(attempt):
    return text_of(result_pdf(attempt, now=NOW))


@pytest.mark.parametrize(
    "expected",
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
def test_result_on_paper_says_what_the_page_says(questionnaire, expected):
    text = text_of_result(make_submitted(questionnaire, "33333333"))

    assert expected in text


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant"])
def test_result_is_in_the_language_of_the_page(questionnaire, language):
    attempt = make_submitted(questionnaire)

    with translation.override(language):
        pdf = result_pdf(attempt, now=NOW)

    mark = language.replace("-", "_")
    assert f"Title middle [{mark}]" in text_of(pdf)
    assert reader_of(pdf).metadata.title.endswith(f"[{mark}]")


def test_row_worth_a_thought_has_the_answer_and_what_the_person_said_of_it(
    questionnaire,
):
    attempt = make_submitted(questionnaire, "55335533")
    Attempt.objects.filter(pk=attempt.pk).update(row_marks="c-------")
    attempt.refresh_from_db()

    text = text_of_result(attempt)

    assert "Stem 1 You answered: Stacked 5 – Right 1 ✓ Text thought-confirm" in text


def test_areas_far_apart_are_named(questionnaire):
    text = text_of_result(make_submitted(questionnaire, "11331133"))

    assert "Character stands clearly above Psychological." in text


def test_solo_result_names_nobody(questionnaire):
    text = text_of_result(make_submitted(questionnaire, name="Secret"))

    assert "Secret" not in text


def test_applicants_result_has_name_and_comment_before_the_score(questionnaire):
    participant = make_applicant(make_round(), name="Ann Applicant")
    Application.objects.update(comment="A bad day\nat home.")

    text = text_of_result(participant.attempts.get())

    assert text.startswith("Ann Applicant ·")
    assert text.index("A bad day at home.") < text.index("/ 100")


def test_made_up_data_are_called_so(questionnaire):
    participant = make_applicant(make_round(is_synthetic=True))

    assert "Made-up data." in text_of_result(participant.attempts.get())


@pytest.mark.parametrize(
    ("name", "is_replaced"), [("Ann 😀", True), ("Łucja 王", False)]
)
def test_name_that_cannot_be_printed_whole_is_noted(questionnaire, name, is_replaced):
    participant = make_applicant(make_round(), name=name)

    text = text_of_result(participant.attempts.get())

    note = "Some characters, perhaps of a name, cannot be printed here."
    assert (note in text) is is_replaced
    assert ("[?]" in text) is is_replaced


def test_result_is_the_same_file_for_the_same_moment(questionnaire):
    attempt = make_submitted(questionnaire)

    assert result_pdf(attempt, now=NOW) == result_pdf(attempt, now=NOW)
