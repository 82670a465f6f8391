from tests.browser.accessibility import assert_accessible


def test_front_page_is_styled_and_accessible_on_a_phone(phone):
    phone.goto("/")

    assert phone.evaluate("getComputedStyle(document.body).boxSizing") == "border-box"
    assert phone.evaluate("document.documentElement.scrollWidth") == 360
    assert_accessible(phone)


def test_sign_in_page_works_on_a_desktop(desktop):
    desktop.goto("/admin/")

    assert desktop.locator("input[name=login]").is_visible()
    assert_accessible(desktop)
