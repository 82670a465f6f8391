"""The candidate's whole way, in each language and at both sizes, with the shipped
content.
"""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.browser import walking
from tests.browser.accessibility import assert_accessible
from tests.browser.conftest import DESKTOP, PHONE
from tests.factories import make_cohort

LOCALES = {"zh-CN": "zh-hans", "zh-TW": "zh-hant", "en-GB": "en"}
# Neither all alike nor symmetric, so that a row, side or domain mixed up changes a
# figure.
PLACES = [1, 4, 2, 5, 3, 2, 2, 5, 4, 1, 5, 3, 4, 1, 2, 4, 4, 5, 1, 3, 2, 5, 5, 1, 4]


def assert_sound(page, language="en"):
    assert page.locator("html").get_attribute("lang") == language
    assert (
        page.evaluate("document.documentElement.scrollWidth")
        == page.viewport_size["width"]
    )
    assert_accessible(page)


def figures_of(places):
    result = walking.expected(places)
    domains = {f"domain-{key}": str(score) for key, score in result.domains.items()}
    return {"score": str(result.total), "band": result.band} | domains


@pytest.mark.parametrize(
    ("locale", "device"),
    [("zh-CN", PHONE), ("en-GB", PHONE), ("zh-TW", DESKTOP), ("en-GB", DESKTOP)],
    ids=["zh-CN phone", "en-GB phone", "zh-TW desktop", "en-GB desktop"],
)
def test_whole_journey_is_sound_and_scored_by_the_key(visitor, locale, device):
    page = visitor(device, locale=locale)
    figures = {}

    for name in walking.every_page(page, PLACES):
        assert_sound(page, LOCALES[locale])
        figures[name] = walking.figures(page)

    everything = figures_of(PLACES)

    assert figures["result"] == everything
    assert [figures[key] for key in walking.DOMAINS] == [
        {f"domain-{key}": everything[f"domain-{key}"]} for key in walking.DOMAINS
    ]


@pytest.mark.parametrize(
    ("points", "band", "headings"),
    [
        pytest.param([4] * 10 + [5] * 15, "high", 1, id="high"),
        pytest.param([3] * 10 + [4] * 15, "middle", 1, id="middle"),
        pytest.param([1] * 10 + [2] * 15, "low", 1, id="low"),
        pytest.param([4] * 24 + [3], "middle", 2, id="near the upper border"),
        pytest.param([3] * 24 + [2], "low", 2, id="near the lower border"),
    ],
)
def test_result_of_each_kind_is_sound(phone, points, band, headings):
    walking.open_link(
        phone,
        walking.submitted(walking.places_worth(*points), as_oneself=False, seconds=0),
    )

    assert walking.figures(phone)["band"] == band
    expect(phone.locator(".band-text")).to_have_count(headings)
    assert_sound(phone)


def test_rows_and_review_are_sound_with_something_missing(phone):
    walking.open_link(phone, walking.begun([3, 4]))
    walking.press(phone, "next")
    assert_sound(phone)

    walking.press(phone, "review")

    expect(phone.locator(".problem-list li")).to_have_count(23)
    assert_sound(phone)

    phone.locator(".submit-form button").click()

    assert phone.locator("#own-word-problem").is_visible()
    assert_sound(phone)


@pytest.mark.parametrize("names_asked", [True, False], ids=["with names", "anonymous"])
def test_join_page_is_sound_and_its_button_joins(phone, names_asked):
    cohort = make_cohort(names_asked=names_asked)

    phone.goto(f"/join/{cohort.code}/")
    assert_sound(phone)
    if names_asked:
        phone.locator("#id_name").fill("Li Na")
    phone.locator(".start-form button").click()

    assert phone.locator("#row-1").is_visible()
    assert [person.name for person in cohort.participants.all()] == [
        "Li Na" if names_asked else ""
    ]


def test_name_left_out_is_told_at_its_field(phone):
    phone.goto(f"/join/{make_cohort().code}/")
    phone.locator(".start-form button").click()

    assert phone.locator("#id_name").get_attribute("aria-invalid") == "true"
    assert_sound(phone)


@pytest.mark.parametrize("code", ["", "NOSUCHCD"])
def test_page_for_a_code_is_sound_also_with_a_wrong_one(phone, code):
    phone.goto("/join/")
    assert_sound(phone)
    phone.locator("#id_code").fill(code)
    phone.locator(".start-form button").click()
    assert_sound(phone)


def test_pages_of_a_closed_cohort_are_sound(phone):
    cohort = make_cohort(names_asked=False, grace_minutes=0)
    phone.goto(f"/join/{cohort.code}/")
    phone.locator(".start-form button").click()
    type(cohort).objects.update(closes_at=timezone.now())
    phone.goto("/my/1/rows/1/")

    assert phone.locator("h1").inner_text() == "This group takes no answers now"
    assert_sound(phone)


def test_pages_after_revoking_and_erasing_are_sound(phone):
    attempt = walking.begun()
    walking.open_link(phone, attempt)
    phone.goto("/my/data/")
    phone.locator(".danger button").click()

    assert phone.locator("main h1").is_visible()
    assert_sound(phone)

    walking.open_link(phone, attempt)
    assert_sound(phone)
    phone.watch.faults.clear()


@pytest.mark.parametrize("device", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_dark_pages_are_sound(visitor, device):
    page = visitor(device, color_scheme="dark")
    page.goto("/")
    assert_sound(page)
    walking.open_link(page, walking.begun([3]))
    assert_sound(page)

    walking.open_link(page, walking.submitted(walking.places_worth(2)))
    for address in ("/my/", "/my/1/result/skill/", "/my/data/"):
        page.goto(address)
        assert_sound(page)


def test_start_page_is_sound_for_whoever_comes_back_and_for_an_old_form(phone):
    walking.open_link(phone, walking.begun())
    phone.goto("/")

    assert phone.locator(".resume").is_visible()
    assert_sound(phone)

    phone.evaluate("document.querySelector('[name=nonce]').value = 'made-up'")
    phone.locator(".start-form button").click()

    assert phone.locator(".notice").is_visible()
    assert_sound(phone)
