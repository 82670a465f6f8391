"""Journeys in Debian's Chromium. `phone` and `desktop` are pages of one visitor each;
`visitor(...)` makes others.

Every page is watched: a test fails at its end if the browser noted anything
(`watching.Watch`).
"""

import os
from pathlib import Path

import pytest
from django.conf import settings

from assessments.questionnaires import content_loader
from tests.browser.watching import Watch
from tests.machine import chromium

# Playwright's event loop runs in the thread of the test, which also uses the ORM.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

PHONE = {
    "viewport": {"width": 360, "height": 740},
    "is_mobile": True,
    "has_touch": True,
    "device_scale_factor": 2,
}
DESKTOP = {"viewport": {"width": 1280, "height": 800}}
QUIET = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker("browser")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    return browser_type_launch_args | {
        "executable_path": chromium(),
        "args": QUIET + sandbox,
    }


@pytest.fixture
def shipped_content(transactional_db):
    """The live server's thread sees only committed rows, and each test empties the
    database.
    """
    content_loader.load(folder=settings.FIXTURE_DIRS[0])


@pytest.fixture
def visitor(browser, live_server, shipped_content):
    """Makes pages, each in a profile of its own: `visitor(PHONE, locale="zh-TW",
    java_script_enabled=False)`.
    """
    watches = []
    contexts = []

    def new_visitor(device=DESKTOP, **options):
        context = browser.new_context(
            base_url=live_server.url, **({"locale": "en-GB"} | device | options)
        )
        context.set_default_timeout(10_000)
        watches.append(Watch(context, live_server.url))
        contexts.append(context)
        page = context.new_page()
        page.watch = watches[-1]
        return page

    yield new_visitor
    for context in contexts:
        context.close()
    faults = [fault for watch in watches for fault in watch.faults]
    assert not faults, "\n".join(faults)


@pytest.fixture
def phone(visitor):
    return visitor(PHONE)


@pytest.fixture
def desktop(visitor):
    return visitor(DESKTOP)
