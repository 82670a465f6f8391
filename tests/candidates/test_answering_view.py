import re

import pytest
from django.urls import reverse

from assessments.models import Attempt, Participant
from assessments.sittings import signed_links
from tests.candidates import walking
from tests.factories import make_submitted
from tests.rendered_html import without_gaps

pytestmark = pytest.mark.django_db


def _checked(response):
    return re.findall(
        r'name="row-(\d)" id="row-\d-\d" value="(\d)" checked',
        without_gaps(response),
    )


def test_a_page_s_answers_are_saved_and_the_next_page_follows(candidate):
    response = walking.post_rows(candidate, {1: 5, 2: 4, 3: 3, 4: 2, 5: 1})

    assert response.url == reverse("rows", args=[1, 2])
    assert Attempt.objects.get().answers == "54321000"


def test_the_last_page_leads_to_the_review(candidate):
    assert walking.post_rows(candidate, {6: 1, 7: 1, 8: 1}, page=2).url == reverse(
        "review", args=[1]
    )


def test_what_was_given_stays_when_a_row_is_missing(candidate):
    response = walking.post_rows(candidate, {1: 5, 3: 3})

    assert _checked(response) == [("1", "5"), ("3", "3")]
    assert Attempt.objects.get().answers == "50300000"


def test_an_answer_from_another_tab_is_shown_beside_what_is_missing(candidate):
    stale = walking.page_fields(candidate)
    walking.post_rows(candidate, {1: 5})
    response = candidate.post(reverse("rows", args=[1, 1]), stale | {"row-3": 3})

    assert _checked(response) == [("1", "5"), ("3", "3")]


def test_missing_rows_are_named_at_their_field(candidate):
    response = walking.post_rows(candidate, {1: 5, 3: 3, 5: 1})

    assert [number for number, _ in response.context["form"].problems] == [2, 4]


@pytest.mark.parametrize("go", ["back", "2", "review"])
def test_leaving_backwards_or_by_a_jump_asks_for_nothing(candidate, go):
    response = walking.post_rows(candidate, {1: 5}, go=go)

    assert response.status_code == 302
    assert Attempt.objects.get().answers == "50000000"


@pytest.mark.parametrize("value", ["6", "0", "-1", "x", "3.5", "５"])
def test_a_bad_value_is_an_error_at_its_field_and_the_good_ones_are_kept(
    candidate, value
):
    response = walking.post_rows(candidate, {1: 5, 2: value, 3: 3}, go="back")

    assert response.context["form"].problems[0][0] == 2
    assert Attempt.objects.get().answers == "50300000"


def test_a_row_of_another_page_is_ignored(candidate):
    walking.post_rows(candidate, {1: 1, 7: 5, 99: 5})

    assert Attempt.objects.get().answers == "10000000"


def test_a_forged_result_sets_nothing(candidate):
    walking.post_rows(
        candidate,
        {1: 1},
        total=100,
        raw_sum=125,
        band="high",
        state="submitted",
        answers="55555555",
    )
    stored = Attempt.objects.get()

    assert stored.total is None
    assert stored.band == ""
    assert stored.state == "draft"
    assert stored.answers == "10000000"


def test_a_blank_from_one_tab_clears_nothing_given_in_another(candidate):
    stale = walking.page_fields(candidate)
    walking.post_rows(candidate, {1: 5, 2: 4})
    candidate.post(reverse("rows", args=[1, 1]), stale | {"row-3": 3})

    assert Attempt.objects.get().answers == "54300000"


def test_an_answer_shown_by_a_stale_tab_does_not_undo_a_newer_one(candidate):
    walking.post_rows(candidate, {1: 2})
    stale = walking.page_fields(candidate)
    walking.post_rows(candidate, {1: 5})
    candidate.post(reverse("rows", args=[1, 1]), stale | {"row-1": 2, "row-2": 4})

    assert Attempt.objects.get().answers == "54000000"


def test_a_choice_changed_in_the_later_tab_wins(candidate):
    walking.post_rows(candidate, {1: 2})
    stale = walking.page_fields(candidate)
    walking.post_rows(candidate, {1: 5})
    candidate.post(reverse("rows", args=[1, 1]), stale | {"row-1": 1})

    assert Attempt.objects.get().answers == "10000000"


def test_two_links_in_one_browser_never_mix(candidate, other_candidate, questionnaire):
    mine, theirs = Participant.objects.order_by("pk")
    fields = walking.page_fields(candidate)
    candidate.get(reverse("open_link", args=[signed_links.token_for(theirs)]))
    candidate.post(reverse("rows", args=[1, 1]), fields | {"row-1": 5})

    assert [person.attempts.get().answers for person in (mine, theirs)] == [
        "50000000",
        "00000000",
    ]


def test_without_a_link_there_is_nothing_to_answer(client, candidate):
    address = reverse("rows", args=[1, 1])
    client.cookies.clear()

    assert [
        client.get(address).status_code,
        client.post(address, {"row-1": 5}).status_code,
    ] == [404, 404]


def test_an_attempt_number_of_somebody_else_is_not_found(candidate, questionnaire):
    make_submitted(questionnaire)

    assert candidate.get(reverse("result", args=[2])).status_code == 404


def test_a_submitted_attempt_takes_no_answer_any_more(finished):
    fields = {"link": finished.cookies["personal"].value, "row-1": 5}
    response = finished.post(reverse("rows", args=[1, 1]), fields)

    assert response.url == reverse("result", args=[1])
    assert Attempt.objects.get().answers == "33333333"


def test_the_language_switch_saves_on_its_way(candidate):
    response = walking.post_rows(candidate, {1: 5}, language="zh-hant")

    assert response.url == reverse("rows", args=[1, 1])
    assert response.cookies["django_language"].value == "zh-hant"
    assert Attempt.objects.get().answers == "50000000"


def test_one_answer_is_saved_as_it_is_chosen(candidate):
    fields = walking.page_fields(candidate) | {"row": 7, "position": 2}
    response = candidate.post(reverse("save_one", args=[1]), fields)

    assert response.json() == {"saved": {"7": 2}, "answered": 1}
    assert Attempt.objects.get().answers == "00000020"


@pytest.mark.parametrize(
    "forged",
    [
        {"position": 6},
        {"row": 0},
        {"row": 99},
        {"row": "x"},
        {"position": ""},
        {"row": [1, 2]},
        {"row": "1_0"},
        {"position": 0},
    ],
)
def test_a_forged_single_answer_is_refused(candidate, forged):
    fields = walking.page_fields(candidate) | {"row": 1, "position": 1} | forged
    response = candidate.post(reverse("save_one", args=[1]), fields)

    assert response.status_code == 422
    assert Attempt.objects.get().answers == "00000000"


def test_a_single_answer_after_submission_is_refused(finished):
    fields = {"link": finished.cookies["personal"].value, "row": 1, "position": 5}

    assert finished.post(reverse("save_one", args=[1]), fields).status_code == 409


def test_the_page_says_how_far_along(candidate):
    walking.post_rows(candidate, {1: 5, 2: 4})

    assert (
        b'<progress id="progress" max="8" value="2"'
        in candidate.get(reverse("rows", args=[1, 1])).content
    )


@pytest.mark.parametrize("page", [0, 3, 99999999999])
def test_a_page_that_does_not_exist_leads_to_where_the_test_was_left(candidate, page):
    assert candidate.get(reverse("rows", args=[1, page])).url == reverse(
        "rows", args=[1, 1]
    )


@pytest.mark.parametrize("given", [{1: 5}, {1: 5, 2: 4, 3: 3, 4: 2, 5: 1}])
def test_a_page_costs_the_same_queries_however_much_is_answered(
    candidate, django_assert_num_queries, given
):
    walking.post_rows(candidate, given)
    with django_assert_num_queries(4):
        candidate.get(reverse("rows", args=[1, 1]))


def test_a_page_that_carries_no_answer_is_kept(candidate, django_assert_num_queries):
    candidate.get(reverse("rows", args=[1, 1]))
    with django_assert_num_queries(2):
        candidate.get(reverse("rows", args=[1, 1]))


def test_a_row_sent_twice_is_an_error_at_its_field(candidate):
    response = walking.post_rows(candidate, {1: 1, 2: ["2", "5"], 3: 3}, go="back")

    assert response.context["form"].problems[0][0] == 2
    assert Attempt.objects.get().answers == "10300000"


@pytest.mark.parametrize("go", ["9" * 5000, "-1", "²", "\0", ""])
def test_a_jump_that_leads_nowhere_leads_to_the_review(candidate, go):
    assert walking.post_rows(
        candidate, {1: 5, 2: 5, 3: 5, 4: 5, 5: 5}, go=go
    ).url == reverse("review", args=[1])


def test_a_form_s_own_link_is_followed_where_it_leads(
    finished, other_candidate, questionnaire
):
    mine = Participant.objects.earliest("pk")
    fields = {"link": signed_links.token_for(mine)}
    other_candidate.post(reverse("rows", args=[1, 1]), fields)

    assert (
        signed_links.participant_of(other_candidate.cookies["personal"].value) == mine
    )


def test_answers_count_to_the_language_of_the_page_they_stand_on(candidate):
    fields = walking.page_fields(candidate)
    candidate.cookies["django_language"] = "zh-hant"
    candidate.post(reverse("rows", args=[1, 1]), fields | {"row-1": 5})

    assert Attempt.objects.get().save_languages == "en"
