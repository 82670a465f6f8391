"""The page is a form: what scripts add is comfort."""

import pytest

from tests.browser import walking
from tests.browser.conftest import PHONE

PLACES = [2, 4, 1, 5, 3] * 5


@pytest.fixture
def plain(visitor):
    return visitor(PHONE, java_script_enabled=False)


def test_whole_journey_leads_to_the_score(plain):
    for name in walking.every_page(plain, PLACES):
        if name == "result":
            assert walking.figures(plain)["score"] == str(
                walking.expected(PLACES).total
            )

    assert plain.url.endswith("/about/")


def test_personal_link_can_be_read_on_the_first_page(plain):
    walking.start(plain)

    assert plain.locator("#personal-link").is_visible()
    assert plain.locator("[data-copy]").is_hidden()


def test_every_way_off_a_page_keeps_what_was_chosen_on_it(plain):
    walking.open_link(plain, walking.begun([3, 3, 3, 3, 3]))

    for row, go in [(6, "back"), (7, "4"), (8, "review"), (9, "next")]:
        plain.goto("/my/1/rows/2/")
        walking.choose(plain, row, 5)
        walking.press(plain, go)

    assert walking.stored() == "333335555" + "0" * 16


def test_language_switch_keeps_what_was_chosen_and_the_page(plain):
    walking.open_link(plain, walking.begun([3, 3, 3, 3, 3]))
    walking.choose(plain, 6, 1)

    plain.locator("button[name=language][value=zh-hant]").click()

    assert plain.url.endswith("/my/1/rows/2/")
    assert plain.locator("html").get_attribute("lang") == "zh-hant"
    assert plain.locator("#row-6-1").is_checked()


def test_missing_rows_are_named_and_what_was_given_stays(plain):
    walking.open_link(plain, walking.begun())
    walking.choose(plain, 1, 4)
    walking.choose(plain, 4, 2)

    walking.press(plain, "next")

    assert alert_links(plain) == ["#row-2-1", "#row-3-1", "#row-5-1"]
    assert plain.evaluate("document.activeElement.id") == "row-2-1"
    assert checked(plain) == ["row-1-4", "row-4-2"]


def test_forged_value_is_an_error_at_its_row_and_the_good_ones_stay(plain):
    walking.open_link(plain, walking.begun())
    walking.answer_page(plain, 1, PLACES)
    plain.locator("#row-3-1").evaluate("radio => radio.value = '9'")

    walking.press(plain, "next")

    assert alert_links(plain) == ["#row-3-1"]
    assert plain.locator("#row-3-problem").is_visible()
    assert walking.stored() == "24053" + "0" * 20


def alert_links(page):
    links = page.locator("main [role=alert] a")
    return links.evaluate_all("all => all.map(link => link.getAttribute('href'))")


def checked(page):
    return page.locator("input[type=radio]:checked").evaluate_all(
        "all => all.map(radio => radio.id)"
    )
