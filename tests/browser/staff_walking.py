"""Takes a page through the staff's sign-in, and looks whether a page of theirs is
sound.
"""

from axe_playwright_python.sync_playwright import Axe

from tests.staff_factories import PASSWORD


def assert_sound(page):
    """axe leaves style sheets alone here: it would put Django's nested ones inline,
    which the policy stops.
    """
    found = Axe().run(page, options={"preload": False}).response["violations"]
    assert not found, [
        (page.url, one["id"], [node["html"] for node in one["nodes"]]) for one in found
    ]
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width == page.viewport_size["width"], f"{page.url} is {width} wide"


def press(page, button):
    with page.expect_navigation():
        page.locator(button).click()


def give_password(page, user):
    page.goto("/accounts/login/")
    page.locator("#id_login").fill(user.username)
    page.locator("#id_password").fill(PASSWORD)
    press(page, ".account-form [type=submit]")


def at(page):
    """Where the page has come to, without the site and the question."""
    return "/" + page.url.split("/", 3)[3].split("?")[0]
