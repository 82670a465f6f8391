import re

import pytest
from django.test import Client
from django.urls import reverse

from assessments.models import Attempt
from tests.candidates import walking
from tests.factories import make_cohort

pytestmark = pytest.mark.django_db


def _language(response):
    return re.search(r'<html lang="([\w-]+)"', response.content.decode())[1]


def _offered(response):
    return re.findall(r'name="language" value="([\w-]+)"', response.content.decode())


@pytest.fixture
def cohort(questionnaire):
    return make_cohort(names_asked=False, languages=["zh-hans"])


@pytest.fixture
def reader(cohort):
    """A browser that asks for English, with a draft in a cohort that offers simplified
    Chinese only.
    """
    client = Client(headers={"accept-language": "en-GB"})
    walking.join(client, cohort)
    return client


@pytest.mark.parametrize(
    ("offered", "asked", "shown"),
    [
        (["zh-hans"], "en-GB", "zh-hans"),
        (["zh-hans", "en"], "en-GB", "en"),
        (["zh-hant", "en"], "zh-CN", "zh-hant"),
        (["en"], "zh-TW", "en"),
    ],
)
def test_join_page_is_shown_in_a_language_the_cohort_offers(
    client, questionnaire, offered, asked, shown
):
    address = reverse("join", args=[make_cohort(languages=offered).code])

    assert _language(client.get(address, headers={"accept-language": asked})) == shown


@pytest.mark.parametrize(
    ("name", "arguments"), [("rows", [1, 1]), ("review", [1]), ("data", [])]
)
def test_pages_of_a_draft_are_shown_in_a_language_the_cohort_offers(
    reader, name, arguments
):
    assert _language(reader.get(reverse(name, args=arguments))) == "zh-hans"


@pytest.mark.parametrize(
    ("name", "arguments"), [("result", [1]), ("domain", [1, "skill"])]
)
def test_pages_of_a_result_are_shown_in_a_language_the_cohort_offers(
    reader, name, arguments
):
    walking.answer_all(reader, "33333333")
    walking.submit(reader)

    assert _language(reader.get(reverse(name, args=arguments))) == "zh-hans"


def test_questions_are_in_that_language_too(reader):
    assert (
        "Stem 1 [zh_hans]" in reader.get(reverse("rows", args=[1, 1])).content.decode()
    )


def test_switch_of_the_join_page_shows_the_languages_offered(client, questionnaire):
    cohort = make_cohort(languages=["zh-hans", "en"])

    assert _offered(client.get(reverse("join", args=[cohort.code]))) == [
        "zh-hans",
        "en",
    ]


@pytest.mark.parametrize(
    ("name", "arguments"), [("rows", [1, 1]), ("review", [1]), ("data", [])]
)
def test_switch_of_one_s_own_pages_shows_the_languages_offered(reader, name, arguments):
    assert _offered(reader.get(reverse(name, args=arguments))) == ["zh-hans"]


@pytest.mark.parametrize("name", ["start", "about", "enter_code"])
def test_switch_of_a_page_outside_the_cohort_shows_every_language(reader, name):
    assert _offered(reader.get(reverse(name))) == ["zh-hans", "zh-hant", "en"]


def test_language_chosen_elsewhere_does_not_follow_into_the_cohort(reader):
    reader.post(
        reverse("set_language"),
        {"language": "en", "next": reverse("rows", args=[1, 1])},
    )

    assert _language(reader.get(reverse("rows", args=[1, 1]))) == "zh-hans"


def test_forged_language_of_the_rows_is_not_taken(reader):
    response = walking.post_rows(reader, {1: 5}, language="en")

    assert "django_language" not in response.cookies
    assert Attempt.objects.get().save_languages == "zh-hans"


def test_forged_language_of_the_review_is_not_taken(reader):
    walking.answer_all(reader, "33333333")
    response = walking.submit(reader, as_oneself="", language="en")

    assert "django_language" not in response.cookies
    assert _language(response) == "zh-hans"


def test_submission_is_in_the_language_offered(reader):
    walking.answer_all(reader, "33333333")
    walking.submit(reader)
    stored = Attempt.objects.get()

    assert stored.save_languages == "zh-hans"
    assert stored.language == "zh-hans"
    assert stored.mixed_languages is False


def test_single_answer_counts_to_the_language_offered(reader):
    fields = walking.page_fields(reader) | {"row": 1, "position": 5}
    reader.post(reverse("save_one", args=[1]), fields)

    assert Attempt.objects.get().save_languages == "zh-hans"


def test_answers_from_before_a_language_was_taken_away_make_it_mixed(reader, cohort):
    type(cohort).objects.update(languages=["en", "zh-hans"])
    walking.post_rows(reader, dict.fromkeys(range(1, 6), 3))
    type(cohort).objects.update(languages=["zh-hans"])
    walking.post_rows(reader, dict.fromkeys(range(6, 9), 3), page=2)
    walking.submit(reader)

    assert Attempt.objects.get().language == "zh-hans"
    assert Attempt.objects.get().mixed_languages is True
