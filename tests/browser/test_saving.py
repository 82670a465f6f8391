"""What was chosen is kept: offline, in two tabs, pressed twice, and on another device."""

import pytest
from playwright.sync_api import expect

from assessments.models import Attempt, Participant, Row
from tests.browser import walking
from tests.browser.conftest import PHONE

POST_TWICE = """async (form) => {
  const post = () => fetch(form.action, { method: "POST", body: new FormData(form) });
  return (await Promise.all([post(), post()])).map((response) => new URL(response.url).pathname);
}"""


@pytest.fixture
def answering(phone):
    """A phone on the first page of rows."""
    walking.open_link(phone, walking.begun())
    return phone


def expect_message(page, name):
    """The save state says what the form carries for this case."""
    words = page.locator("#answers").get_attribute(f"data-{name}")
    expect(page.locator("#save-state")).to_have_text(words)


def test_choice_is_saved_as_it_is_made(answering):
    walking.choose(answering, 2, 4)
    expect_message(answering, "saved")

    answering.reload()

    assert answering.locator("#row-2-4").is_checked()
    assert walking.stored() == "04" + "0" * 23


def test_choices_still_waiting_are_sent_when_the_page_is_left_by_a_link(answering):
    answering.evaluate(
        "for (const row of [1, 2, 3]) document.getElementById(`row-${row}-5`).click()"
    )
    answering.locator(".site-footer a").first.click()
    answering.wait_for_url("**/about/")

    answering.goto("/my/")

    assert walking.stored() == "555" + "0" * 22


def test_choices_made_offline_are_sent_once_online(answering):
    answering.context.set_offline(True)
    walking.choose(answering, 1, 5)
    walking.choose(answering, 2, 1)
    expect_message(answering, "waiting")

    answering.context.set_offline(False)
    expect_message(answering, "saved")

    expect(answering.locator("#progress")).to_have_js_property("value", 2)

    assert walking.stored() == "51" + "0" * 23
    answering.watch.faults.clear()


def test_page_left_with_choices_still_waiting_takes_them_along(answering):
    answering.context.set_offline(True)
    walking.answer_page(answering, 1, [1, 2, 3, 4, 5])
    answering.context.set_offline(False)

    walking.press(answering, "next")

    assert walking.stored() == "12345" + "0" * 20
    answering.watch.faults.clear()


def test_page_left_while_offline_keeps_its_choices_for_a_reload(answering):
    answering.context.set_offline(True)
    walking.answer_page(answering, 1, [1, 2, 3, 4, 5])
    answering.locator("#next").click()
    answering.wait_for_url("chrome-error://chromewebdata/")

    answering.context.set_offline(False)
    answering.reload()

    assert answering.url.endswith("/my/1/rows/2/")
    assert walking.stored() == "12345" + "0" * 20
    answering.watch.faults.clear()


def test_two_tabs_keep_the_answers_of_both(answering):
    other = answering.context.new_page()
    other.goto(answering.url)

    walking.choose(answering, 1, 2)
    expect_message(answering, "saved")
    walking.choose(other, 2, 4)
    expect_message(other, "saved")

    assert walking.stored() == "24" + "0" * 23


def test_stale_tab_does_not_undo_a_newer_answer(answering):
    walking.choose(answering, 1, 1)
    expect_message(answering, "saved")
    stale = answering.context.new_page()
    stale.goto(answering.url)

    walking.choose(answering, 1, 5)
    expect_message(answering, "saved")
    walking.press(stale, "review")

    assert walking.stored() == "5" + "0" * 24


def test_double_click_on_start_makes_one_participant(desktop):
    desktop.goto("/")

    desktop.locator(".start-form button").dblclick()

    desktop.locator("#answers").wait_for()

    assert Participant.objects.count() == 1


def test_two_starts_at_once_make_one_participant(desktop):
    desktop.goto("/")

    landed = desktop.locator(".start-form").evaluate(POST_TWICE)

    assert landed == ["/my/1/rows/1/", "/my/1/rows/1/"]
    assert Participant.objects.count() == 1


def test_two_submissions_at_once_make_one_result(desktop):
    walking.open_link(desktop, walking.begun([3] * 25))
    desktop.locator("#as-oneself-yes").check()

    landed = desktop.locator(".submit-form").evaluate(POST_TWICE)

    assert landed == ["/my/1/result/", "/my/1/result/"]
    assert Attempt.objects.get().total == 60


def test_link_goes_on_where_it_was_left_on_another_device(answering, visitor):
    walking.answer_page(answering, 1, [3, 1, 4, 1, 5])
    walking.press(answering, "next")
    link = answering.locator("#personal-link").input_value()

    other = visitor()
    other.goto(link)

    assert other.url.endswith("/my/1/rows/2/")
    walking.press(other, "back")

    assert (
        other.locator("input:checked").evaluate_all(
            "all => all.map(radio => radio.value).join('')"
        )
        == "31415"
    )


def test_link_of_a_submitted_test_shows_its_result(phone):
    walking.open_link(phone, walking.submitted([3] * 25))

    assert phone.url.endswith("/my/1/result/")
    assert walking.figures(phone)["score"] == "60"


def test_token_is_in_no_later_address_and_no_referrer(phone):
    requests = []
    phone.context.on("request", lambda request: requests.append(request))
    attempt = walking.begun()
    walking.open_link(phone, attempt)
    phone.locator("footer a[href='/about/']").click()

    opening, *later = requests
    token = opening.url.rstrip("/").rpartition("/")[2]

    assert [request.url for request in later if token in request.url] == []
    assert [
        request.url
        for request in later
        if token in request.all_headers().get("referer", "")
    ] == []
    assert phone.evaluate("document.cookie").find(token) == -1


def test_new_link_closes_the_old_one_everywhere(phone, visitor):
    attempt = walking.submitted([3] * 25)
    other = visitor(PHONE)
    walking.open_link(other, attempt)
    walking.open_link(phone, attempt)
    phone.goto("/my/data/")
    phone.locator("form[action='/my/link/new/'] button").click()

    assert phone.goto("/my/").status == 200
    assert other.goto("/my/").status == 404
    walking.open_link(other, attempt)

    expect(other.locator("data")).to_have_count(0)
    other.watch.faults.clear()


def test_confirmed_row_is_pressed_and_stands_first_on_its_page(phone):
    walking.open_link(
        phone, walking.submitted(walking.places_worth(*[5] * 20, *[1] * 5))
    )
    last = phone.locator("#thought-25")
    competency = competency_of_row(25)

    last.locator("button[value=c]").click()

    assert pressed(last) == ["true", "false"]
    phone.goto(f"/my/1/result/{competency.domain.key}/")

    assert phone.locator("article").first.get_attribute("id") == competency.slug
    expect(phone.locator("article.is-confirmed")).to_have_count(1)


def test_row_is_dismissed_and_taken_back(phone):
    walking.open_link(phone, walking.submitted(walking.places_worth(1)))
    first = phone.locator(".thought-list li").first

    first.locator("button[value=d]").click()

    assert pressed(first) == ["false", "true"]

    first.locator("button[aria-pressed=true]").click()

    assert pressed(first) == ["false", "false"]


def pressed(thought):
    return thought.locator("button").evaluate_all(
        "all => all.map(button => button.ariaPressed)"
    )


def competency_of_row(number):
    return (
        Row.objects.select_related("competency__domain").get(number=number).competency
    )


def test_what_was_missing_is_said_no_more_once_it_is_answered(answering):
    for row in (1, 2, 3, 4):
        walking.choose(answering, row, 3)
    walking.press(answering, "next")
    expect(answering.locator(".problem-list li")).to_have_count(1)

    walking.choose(answering, 5, 2)

    expect(
        answering.locator(".problem-list, .row-problem, [aria-invalid]")
    ).to_have_count(0)
