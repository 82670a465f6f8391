import pytest

from assessments.screening import access_log
from tests.documents.pdf_reading import text_of
from tests.hr.page_text import messages_of
from tests.hr.visiting import address_of, open_applicant
from tests.screening.deciding import TEXT, decide
from tests.screening_factories import make_applicant, make_invited


@pytest.fixture
def person(hr, screening_round):
    """Whose page the lead has opened."""
    person = make_applicant(screening_round, "51515151")
    open_applicant(hr, screening_round, person)
    return person


def take(client, person, kind):
    return client.post(address_of(person.cohort, "paper", person, kind))


@pytest.mark.parametrize(
    ("kind", "part"),
    [("result", "20 / 100"), ("guide", "How is problem-solving?"), ("record", TEXT)],
)
def test_paper_is_a_pdf_with_the_applicant_s_name(hr, cast, person, kind, part):
    decide(person, cast.hr)
    response = take(hr, person, kind)

    assert (
        response["Content-Disposition"]
        == f'attachment; filename="Ann Applicant {kind}.pdf"'
    )
    assert part in " ".join(text_of(response.content).split())


@pytest.mark.parametrize("kind", ["result", "guide", "record"])
def test_paper_of_somebody_not_opened_is_not_made(reader, person, kind):
    assert take(reader, person, kind).url == address_of(
        person.cohort, "applicant", person
    )


def test_whoever_is_taken_as_a_file_reads_it(hr, person):
    for _ in range(2):
        take(hr, person, "result")

    assert [entry.kind for entry in access_log.entries_shown_to(person)] == [
        "your result as a file",
        "your answers and your result",
    ]


def test_paper_cannot_be_had_by_address_alone(hr, person):
    assert (
        hr.get(address_of(person.cohort, "paper", person, "result")).status_code == 405
    )


def test_result_that_there_is_not_is_told(hr, screening_round):
    person = make_invited(screening_round)
    open_applicant(hr, screening_round, person)

    assert messages_of(hr.get(take(hr, person, "result").url)) == [
        "Nothing has been submitted yet."
    ]


def test_name_with_marks_and_signs_is_a_file_name_all_the_same(hr, screening_round):
    person = make_applicant(screening_round, name='王芳 "Ann"\u2028/..')
    open_applicant(hr, screening_round, person)

    assert (
        take(hr, person, "result")
        .headers["Content-Disposition"]
        .startswith("attachment; filename")
    )
