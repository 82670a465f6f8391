import csv
from io import StringIO

import pytest
from django.test import Client
from django.urls import reverse

from assessments.models import Attempt, Participant
from assessments.sittings import signed_links
from tests.candidates import walking
from tests.factories import make_questionnaire, make_row, make_submitted

pytestmark = pytest.mark.django_db


def _link():
    return reverse(
        "open_link", args=[signed_links.token_for(Participant.objects.get())]
    )


def test_a_personal_link_opens_the_test_where_it_was_left(candidate):
    walking.post_rows(candidate, {1: 1, 2: 2, 3: 3, 4: 4, 5: 5})

    assert Client().get(_link(), follow=True).redirect_chain[-1][0] == reverse(
        "rows", args=[1, 2]
    )


def test_a_complete_draft_is_opened_at_the_review(candidate):
    walking.answer_all(candidate, "33333333")

    assert Client().get(_link(), follow=True).redirect_chain[-1][0] == reverse(
        "review", args=[1]
    )


def test_a_personal_link_later_opens_the_result(finished):
    assert Client().get(_link(), follow=True).redirect_chain[-1][0] == reverse(
        "result", args=[1]
    )


def test_opening_a_link_writes_nothing_and_hides_the_token(
    candidate, django_assert_num_queries
):
    link = _link()
    with django_assert_num_queries(1):
        response = Client().get(link)
    cookie = response.cookies["personal"]

    assert response.url == reverse("own")
    assert cookie["httponly"] is True
    assert cookie["samesite"] == "Lax"


def test_everything_stored_can_be_taken_away(finished):
    stored = finished.get(reverse("download_json")).json()
    answers = [row["screen_position"] for row in stored["attempts"][0]["rows"]]

    assert answers == [3] * 8
    assert stored["attempts"][0]["result"]["score"] == 60


# Keys of rows mean nothing outside the database (`batch` is that of somebody else's
# attempt), and what the rest is stored as is told in words.
NOT_TAKEN = {
    "id",
    "participant",
    "questionnaire",
    "answers",
    "row_marks",
    "page_times",
    "flags",
    "purpose",
    "cohort",
}
NOT_TAKEN |= {"release_batch"}


def test_the_download_covers_every_stored_field(finished):
    Attempt.objects.update(page_times={"1": [0.0, 1.0, 98.7]}, row_marks="c-------")
    stored = finished.get(reverse("download_json")).content.decode()
    attempt = Attempt.objects.get()
    fields = [
        field for part in (attempt, attempt.participant) for field in part._meta.fields
    ]
    values = [
        str(getattr(field.model.objects.get(), field.name))
        for field in fields
        if field.name not in NOT_TAKEN
    ]
    spoken = [
        value.replace(" ", "T") if "+00:00" in value else value for value in values
    ]

    assert [
        v
        for v in [*spoken, "98.7", "confirmed"]
        if v not in stored.replace("true", "True").replace("false", "False")
    ] == []


@pytest.mark.parametrize("is_released", [True, False])
def test_the_download_says_whether_figures_hold_the_attempt(finished, is_released):
    Attempt.objects.update(is_released=is_released)

    stored = finished.get(reverse("download_json")).json()

    assert stored["attempts"][0]["among_the_figures"] is is_released


def test_the_csv_has_a_line_per_row(finished):
    text = finished.get(reverse("download_csv")).content.decode("utf-8-sig")

    assert [line["screen_position"] for line in csv.DictReader(StringIO(text))] == [
        "3"
    ] * 8


def test_the_csv_runs_no_formula(client, db):
    questionnaire = make_questionnaire(rows=0)
    make_row(questionnaire, 1, stem_en="=1+1", left_en="＋1", right_en=" @x")
    attempt = make_submitted(questionnaire, "3")
    client.get(reverse("open_link", args=[signed_links.token_for(attempt.participant)]))
    line = next(
        csv.DictReader(
            StringIO(client.get(reverse("download_csv")).content.decode("utf-8-sig"))
        )
    )

    assert [line["stem"], line["left"], line["right"]] == ["'=1+1", "'＋1", "' @x"]


def test_erasing_with_a_link_replaced_meanwhile_erases_nothing_and_says_so(candidate):
    old = candidate.cookies["personal"].value
    candidate.post(reverse("new_link"), {"link": old})
    response = candidate.post(reverse("erase"), {"link": old})

    assert response.status_code == 404
    assert Participant.objects.count() == 1
    assert candidate.get(reverse("data")).status_code == 200


def test_erasing_leaves_nothing_and_forgets_the_cookie(finished):
    response = finished.post(
        reverse("erase"), {"link": finished.cookies["personal"].value}
    )

    assert Participant.objects.count() == 0
    assert response.cookies["personal"].value == ""


def test_a_second_press_on_erase_is_told_the_same(finished):
    link = {"link": finished.cookies["personal"].value}
    pages = [finished.post(reverse("erase"), link) for _ in range(2)]

    assert [page.status_code for page in pages] == [200, 200]


def test_erasing_somebody_else_takes_their_link(candidate, other_candidate):
    mine = candidate.cookies["personal"].value
    other_candidate.post(
        reverse("erase"), {"participant": Participant.objects.first().pk}
    )

    assert Participant.objects.count() == 1
    assert (signed_links.participant_of(mine) is None) is False


def test_a_new_link_replaces_the_old_one_here_and_elsewhere(candidate):
    old = candidate.cookies["personal"].value
    candidate.post(reverse("new_link"), {"link": old})

    assert candidate.get(reverse("data")).status_code == 200
    assert signed_links.participant_of(old) is None


def test_forgetting_the_link_here_deletes_nothing(candidate):
    candidate.post(reverse("leave"))

    assert candidate.get(reverse("own")).status_code == 404
    assert Participant.objects.count() == 1


@pytest.mark.parametrize(
    "name", ["begin", "erase", "new_link", "leave", "set_language"]
)
def test_nothing_is_written_on_get(candidate, name):
    assert candidate.get(reverse(name)).status_code in (302, 405)
    assert Participant.objects.count() == 1


@pytest.mark.parametrize("name", ["own", "data", "download_json", "download_csv"])
def test_personal_pages_are_neither_kept_nor_indexed(candidate, name):
    headers = candidate.get(reverse(name)).headers

    assert "no-store" in headers["Cache-Control"]
    assert headers["X-Robots-Tag"] == "noindex"


@pytest.mark.parametrize("name", ["own", "data", "download_json", "download_csv"])
def test_personal_pages_are_closed_without_a_link(questionnaire, name):
    assert Client().get(reverse(name)).status_code == 404


def test_a_form_without_its_protecting_cookie_gets_our_own_page(questionnaire):
    response = Client(enforce_csrf_checks=True).post(reverse("begin"))

    assert response.status_code == 403
    assert b"skip-link" in response.content
