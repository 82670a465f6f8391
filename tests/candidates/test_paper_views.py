import pytest
from django.test import Client
from django.urls import reverse

from tests.candidates import walking
from tests.documents.pdf_reading import text_of

pytestmark = pytest.mark.django_db

ADDRESS = "/my/1/result.pdf"


def test_the_result_can_be_taken_as_pdf(finished):
    response = finished.get(reverse("result_pdf", args=[1]))
    kept = (
        response["Content-Disposition"],
        response["Content-Type"],
        response["X-Robots-Tag"],
    )

    assert kept == (
        'attachment; filename="my-result-1.pdf"',
        "application/pdf",
        "noindex",
    )
    assert "60 / 100 give or take 4" in text_of(response.content)


def test_the_pdf_is_in_the_language_of_the_page(finished):
    finished.cookies["django_language"] = "zh-hans"

    assert "Title middle [zh_hans]" in text_of(finished.get(ADDRESS).content)


def test_the_result_page_leads_to_the_pdf(finished):
    assert (
        f'href="{ADDRESS}"'
        in finished.get(reverse("result", args=[1])).content.decode()
    )


def test_a_draft_has_no_pdf(candidate):
    assert candidate.get(ADDRESS).status_code == 404


def test_nobody_elses_result_can_be_taken(finished, other_candidate):
    assert [
        client.get(ADDRESS).status_code for client in (other_candidate, Client())
    ] == [404, 404]


def test_taking_the_pdf_writes_nothing(finished, django_assert_max_num_queries):
    with django_assert_max_num_queries(16) as queries:
        finished.get(ADDRESS)

    assert [
        query["sql"] for query in queries if not query["sql"].startswith("SELECT")
    ] == []


def test_the_pdf_cannot_be_posted_for(finished):
    walking.submit(finished)

    assert finished.post(ADDRESS).status_code == 405
