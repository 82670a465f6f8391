import json

import pytest
from django.utils import timezone

from assessments.privacy import erasure
from assessments.screening import decisions
from tests.hr.page_text import words_on
from tests.hr.visiting import address_of
from tests.screening.deciding import TEXT
from tests.screening.deciding import decide as record_decision
from tests.screening_factories import make_applicant
from tests.staff.history_lines import lines_of


@pytest.fixture
def person(screening_round):
    return make_applicant(screening_round)


def log(client, screening_round):
    return words_on(client.get(address_of(screening_round, "decision_log")))


def test_empty_log_says_so(reader, screening_round):
    assert "Nothing has been decided yet." in log(reader, screening_round)


def test_log_tells_who_decided_what_about_whom(reader, cast, person):
    record_decision(person, cast.hr)

    assert "Ann Applicant interview · experience" in log(reader, person.cohort)


def test_whoever_withdrew_leaves_a_line_without_content(hr, cast, person):
    record_decision(person, cast.hr)
    decisions.note_withdrawal(participant=person, now=timezone.now())
    content = log(hr, person.cohort)

    assert "Ann" not in content
    assert TEXT not in content
    assert "content removed" in content
    assert "an applicant withdrew" in content


def test_whoever_erased_their_data_leaves_a_line_without_content(hr, cast, person):
    screening_round = person.cohort
    record_decision(person, cast.hr)
    erasure.erase(participant=person, now=timezone.now())
    content = log(hr, screening_round)

    assert "Ann" not in content
    assert TEXT not in content
    assert "content removed" in content
    assert "an applicant's data were erased" in content


def test_log_has_nothing_of_other_rounds(hr, cast, screening_round):
    record_decision(make_applicant(cast.other_round))

    assert "Nothing has been decided yet." in log(hr, screening_round)


@pytest.mark.parametrize("more", [0, 2])
def test_log_takes_the_same_queries_for_one_and_three(
    hr, screening_round, more, django_assert_num_queries
):
    for _ in range(1 + more):
        record_decision(make_applicant(screening_round))
    hr.get(address_of(screening_round, "decision_log"))
    with django_assert_num_queries(8):
        hr.get(address_of(screening_round, "decision_log"))


def download(client, screening_round, name):
    return client.post(address_of(screening_round, "decision_log_file", name))


def text_of(response):
    return response.content.decode("utf-8-sig")


def test_lead_takes_the_log_as_csv(hr, cast, person):
    record_decision(person, cast.hr)
    response = download(hr, person.cohort, "log.csv")
    lines = text_of(response).splitlines()

    assert (
        response["Content-Disposition"]
        == 'attachment; filename="Spring intake log.csv"'
    )
    assert lines[1].split(",")[:2] == ["1", "decision"]


def test_lead_takes_the_log_as_json_to_verify(hr, cast, person):
    record_decision(person, cast.hr)
    response = download(hr, person.cohort, "log.json")
    log_file = json.loads(text_of(response))

    assert response["Content-Type"] == "application/json"
    assert log_file["lines"][0]["content"]["text"] == TEXT


def test_taking_the_log_is_in_the_history_without_names(hr, screening_round):
    download(hr, screening_round, "log.csv")

    assert lines_of(screening_round) == ["Downloaded: decision log.csv"]


@pytest.mark.parametrize("browser", ["interviewer", "reader"])
@pytest.mark.parametrize("name", ["log.csv", "log.json"])
def test_log_is_a_file_for_leads_only(request, browser, screening_round, name):
    client = request.getfixturevalue(browser)

    response = download(client, screening_round, name)
    log_page = client.get(address_of(screening_round, "decision_log"))

    assert response.status_code == 403
    assert b"Download as" not in log_page.content


def test_file_of_another_name_leads_back(hr, screening_round):
    response = download(hr, screening_round, "log.xlsx")

    assert response.url == address_of(screening_round, "decision_log")


def test_files_are_not_taken_by_address_alone(hr, screening_round):
    assert (
        hr.get(address_of(screening_round, "decision_log_file", "log.csv")).status_code
        == 405
    )
