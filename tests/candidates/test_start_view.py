import pytest
from django.test import Client
from django.urls import reverse

from assessments.models import Attempt, Participant
from tests.candidates import walking
from tests.factories import make_cohort, make_questionnaire

pytestmark = pytest.mark.django_db


def test_the_start_page_writes_nothing(client, questionnaire):
    client.get(reverse("start"))

    assert Participant.objects.count() == 0


def test_starting_leads_to_the_first_page(client, questionnaire):
    assert walking.start(client).url == reverse("rows", args=[1, 1])


def test_a_double_press_makes_one_participant(client, questionnaire):
    fields = walking.hidden_of(client.get(reverse("start")))
    answers = [client.post(reverse("begin"), fields).status_code for _ in range(2)]

    assert answers == [302, 302]
    assert Attempt.objects.count() == 1


@pytest.mark.parametrize("nonce", ["", "made-up", "made.up"])
def test_a_nonce_that_no_page_carried_starts_nothing(client, questionnaire, nonce):
    response = client.post(reverse("begin"), {"nonce": nonce})

    assert response.status_code == 200
    assert Participant.objects.count() == 0


def test_the_newest_published_version_is_taken(client, questionnaire):
    newest = make_questionnaire(version=900)
    make_questionnaire(version=901, published=False)
    make_questionnaire(version=902, key="another-test")
    walking.start(client)

    assert Attempt.objects.get().questionnaire == newest


def test_without_a_published_version_the_page_says_so(client, db):
    response = client.get(reverse("start"))

    assert response.status_code == 200
    assert b"nonce" not in response.content


def test_who_starts_from_a_join_link_belongs_to_the_cohort(client, questionnaire):
    cohort = make_cohort(names_asked=False)
    fields = walking.hidden_of(client.get(reverse("join", args=[cohort.code.lower()])))
    client.post(reverse("begin"), fields)

    assert Participant.objects.get().cohort == cohort


def test_a_forged_cohort_field_joins_nothing(client, questionnaire):
    cohort = make_cohort()
    walking.start(
        client, cohort=cohort.pk, cohort_id=cohort.pk, participant=1, purpose="course"
    )

    assert Participant.objects.get().cohort is None


@pytest.mark.parametrize(
    "address", ["/join/NOSUCH99/", f"/join/{'A' * 3000}/", "/l/no.such.link/"]
)
def test_an_unknown_link_gets_the_one_friendly_page(client, questionnaire, address):
    response = client.get(address)
    used = [template.name for template in response.templates]

    assert response.status_code == 404
    assert used[0] == "candidates/unknown_link.html"


@pytest.mark.parametrize("code", ["NOSUCH99", "\0", "x" * 10_000])
def test_an_unknown_code_in_a_forged_post_starts_nothing(client, questionnaire, code):
    response = walking.start(client, code=code)

    assert response.status_code == 404
    assert Participant.objects.count() == 0


@pytest.mark.parametrize(
    ("asked", "language"),
    [
        ("zh-CN", "zh-hans"),
        ("zh", "zh-hans"),
        ("zh-TW", "zh-hant"),
        ("zh-HK", "zh-hant"),
        ("en-GB", "en"),
        ("fr", "en"),
    ],
)
def test_the_browser_s_language_is_followed(client, questionnaire, asked, language):
    response = client.get(reverse("start"), headers={"accept-language": asked})

    assert f'<html lang="{language}">'.encode() in response.content


def test_the_start_page_is_not_kept_by_the_browser(client, questionnaire):
    assert "no-store" in client.get(reverse("start")).headers["Cache-Control"]


def test_the_start_page_costs_the_same_queries_each_time(
    client, questionnaire, django_assert_num_queries
):
    with django_assert_num_queries(2):
        client.get(reverse("start"))


def test_failed_codes_are_limited_and_a_class_of_forty_is_not(client, questionnaire):
    cohort = make_cohort()
    address = reverse("join", args=[cohort.code])

    assert {Client().get(address).status_code for _ in range(70)} == {200}
    for _ in range(60):
        client.get(reverse("join", args=["NOSUCHCD"]))

    assert client.get(address).status_code == 404
