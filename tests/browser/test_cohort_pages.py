"""Every page of a cohort in the browser: sound on a phone and a desktop, in three
languages, live, and on paper.
"""

from io import BytesIO

import pytest
from django.utils import timezone
from playwright.sync_api import expect
from pypdf import PdfReader

from assessments.models import Attempt, Cohort
from assessments.setup import demo
from assessments.sittings import attempts
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.staff_walking import assert_sound, give_password
from tests.staff_factories import make_staff

PAGES = [
    "overview/",
    "overview/?state=stuck",
    "results/",
    "results/?language=all",
    "teach/",
    "plan/",
    "health/",
    "learners/",
    "before-after/",
    "download/",
    "joining/",
    "poster/",
    "add-learners/",
    "slips/",
    "change/",
    "history/",
]
ANONYMOUS_PAGES = [
    "overview/",
    "results/",
    "teach/",
    "health/",
    "learners/",
    "before-after/",
    "download/",
    "joining/",
]
SHEETS = {"poster/": 1, "plan/": 3, "results/": 2}


@pytest.fixture
def trainer(shipped_content):
    cast = make_staff()
    demo.fill(now=timezone.now(), owner=cast.trainer)
    return cast.trainer


@pytest.fixture
def named(trainer):
    return Cohort.objects.get(is_synthetic=True, names_asked=True)


@pytest.fixture
def anonymous(trainer):
    return Cohort.objects.get(is_synthetic=True, names_asked=False)


def address(cohort, name):
    return f"/admin/assessments/cohort/{cohort.pk}/{name}"


@pytest.mark.parametrize(
    ("device", "locale", "shown"),
    [(PHONE, "zh-CN", "zh-hans"), (DESKTOP, "zh-TW", "zh-hant")],
    ids=["phone in zh-hans", "desktop in zh-hant"],
)
def test_pages_are_sound_and_marked_as_made_up(
    visitor, trainer, named, device, locale, shown
):
    page = visitor(device, locale=locale)
    give_password(page, trainer)
    for name in PAGES:
        page.goto(address(named, name))
        assert page.locator("html").get_attribute("lang") == shown
        assert page.locator(".synthetic").count() == 1, name
        assert_sound(page)


def test_pages_of_an_anonymous_cohort_are_sound_and_name_nobody(
    phone, trainer, anonymous
):
    give_password(phone, trainer)
    for name in ANONYMOUS_PAGES:
        phone.goto(address(anonymous, name))
        expect(phone.locator("table.people")).to_have_count(0)
        assert_sound(phone)


@pytest.mark.parametrize("device", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_pages_about_learners_are_sound(visitor, trainer, named, anonymous, device):
    page = visitor(device)
    again = Attempt.objects.filter(cohort=named, ordinal=2).first()
    two = Attempt.objects.submitted().filter(cohort=named, ordinal=1)[:2]
    ticked = "&".join(f"learner={attempt.participant_id}" for attempt in two)
    give_password(page, trainer)
    for name in [
        f"learners/{again.participant_id}/",
        f"compare-learners/?{ticked}",
        f"compare-cohorts/?other={anonymous.pk}",
    ]:
        page.goto(address(named, name))
        assert_sound(page)
    page.goto(f"/admin/assessments/questionnaire/{named.questionnaire_id}/sheet/")
    assert_sound(page)


def test_overview_brings_itself_up_to_date(desktop, trainer, named):
    give_password(desktop, trainer)
    desktop.goto(address(named, "overview/"))
    before = desktop.locator(".funnel .big").last.inner_text()
    draft = Attempt.objects.filter(cohort=named, state="draft", ordinal=1).first()
    attempts.save(
        attempt=draft,
        changes=dict.fromkeys(range(1, 26), 3),
        language="en",
        now=timezone.now(),
    )
    attempts.submit(attempt=draft, as_oneself=True, language="en", now=timezone.now())
    desktop.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    desktop.wait_for_function(
        "was => [...document.querySelectorAll('.funnel .big')].at(-1).innerText !== was",
        arg=before,
    )

    assert int(desktop.locator(".funnel .big").last.inner_text()) == int(before) + 1


def test_overview_works_without_javascript(visitor, trainer, named):
    page = visitor(PHONE, java_script_enabled=False)
    give_password(page, trainer)
    page.goto(address(named, "overview/"))
    page.locator("#filter-state").select_option("stuck")
    page.locator(".filters button").click()

    expect(page.locator("table.people tbody tr")).to_have_count(5)


@pytest.mark.parametrize("locale", ["zh-CN", "en-GB"])
def test_sheets_print_on_as_few_pages_as_they_should(visitor, trainer, named, locale):
    page = visitor(DESKTOP, locale=locale)
    give_password(page, trainer)
    printed = {}
    for name in SHEETS:
        page.goto(address(named, name))
        printed[name] = len(
            PdfReader(BytesIO(page.pdf(prefer_css_page_size=True))).pages
        )

    assert printed == SHEETS
