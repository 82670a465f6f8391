"""The test without a mouse: number keys, arrows, and a focus that is in order and can
be seen.
"""

import pytest
from playwright.sync_api import expect

from tests.browser import walking

NAME = "at.id || at.className || at.lang || at.value || at.pathname || at.tagName"
FOCUSED = f"(at => {NAME})(document.activeElement)"
OUTLINED = (
    "(at => at.outlineStyle !== 'none' && parseFloat(at.outlineWidth) > 0)"
    "(getComputedStyle(document.activeElement))"
)
FRAME = ["skip-link", "brand", "zh-hans", "zh-hant", "en"]
FOOTER = ["/about/", "/my/", "/my/data/", "/admin/"]


def focused(page):
    return page.evaluate("document.activeElement.id")


def focus_stops(page, count):
    """Where each press of Tab leads, from the top of the page, and whether it can be
    seen there.
    """
    for _ in range(count):
        page.keyboard.press("Tab")
        yield page.evaluate(FOCUSED), page.evaluate(OUTLINED)


def test_focus_on_the_start_page_is_visible_and_in_order(desktop):
    desktop.goto("/")

    stops = [*FRAME, "btn btn-primary btn-lg", "/join/", "/about/", "/admin/"]

    assert list(focus_stops(desktop, len(stops))) == [(stop, True) for stop in stops]


def test_focus_on_a_page_of_rows_is_visible_and_in_order(desktop):
    walking.open_link(desktop, walking.begun([3, 3, 3, 3, 3]))
    walking.press(desktop, "back")

    rows = [f"row-{number}-3" for number in range(1, 6)]
    jumps = ["1", "2", "3", "4", "5", "review"]
    stops = [*FRAME, "SUMMARY", *rows, "next", *jumps, *FOOTER]

    assert list(focus_stops(desktop, len(stops))) == [(stop, True) for stop in stops]


def test_skip_link_leads_to_the_content(desktop):
    desktop.goto("/")

    desktop.keyboard.press("Tab")
    desktop.keyboard.press("Enter")

    assert focused(desktop) == "main"

    desktop.keyboard.press("Tab")

    assert desktop.evaluate("document.activeElement.matches('.start-form button')")


def test_number_keys_answer_and_lead_on_to_the_next_row(desktop):
    walking.open_link(desktop, walking.begun())
    seen = []

    for key in "51423":
        desktop.keyboard.press(key)
        seen.append(focused(desktop))

    assert seen == ["row-2-1", "row-3-1", "row-4-1", "row-5-1", "next"]
    expect(desktop.locator("#progress")).to_have_js_property("value", 5)

    assert walking.stored() == "51423" + "0" * 20


@pytest.mark.parametrize("key", ["0", "6", "Control+3"])
def test_other_keys_answer_nothing(desktop, key):
    walking.open_link(desktop, walking.begun())

    desktop.keyboard.press(key)

    expect(desktop.locator("input[type=radio]:checked")).to_have_count(0)


def test_arrow_keys_choose_within_a_row(desktop):
    walking.open_link(desktop, walking.begun())
    desktop.locator("#row-2-1").focus()

    for key in ("Space", "ArrowDown", "ArrowRight", "ArrowUp"):
        desktop.keyboard.press(key)

    assert focused(desktop) == "row-2-2"
    assert desktop.locator("input[type=radio]:checked").get_attribute("id") == "row-2-2"


def test_enter_in_a_row_leads_to_the_next_page(desktop):
    walking.open_link(desktop, walking.begun())
    walking.answer_page(desktop, 1, [3, 3, 3, 3, 3])

    enter(desktop)

    assert desktop.url.endswith("/my/1/rows/2/")


def test_whole_test_can_be_done_without_a_mouse(desktop):
    desktop.goto("/")
    press_until(desktop, ".start-form button")
    for _ in walking.PAGES:
        desktop.locator("#answers").wait_for()
        desktop.keyboard.type("24135")
        enter(desktop)
    press_until(desktop, "#as-oneself-yes", "Space")
    press_until(desktop, ".submit-form .btn-primary")

    assert walking.figures(desktop)["score"] == str(
        walking.expected([2, 4, 1, 3, 5] * 5).total
    )


def press_until(page, selector, key="Enter"):
    """Tabs on to an element and presses a key there."""
    while not page.evaluate(
        "selector => document.activeElement.matches(selector)", selector
    ):
        page.keyboard.press("Tab")
    enter(page) if key == "Enter" else page.keyboard.press(key)


def enter(page):
    with page.expect_navigation():
        page.keyboard.press("Enter")
