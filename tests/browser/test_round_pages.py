"""Every page of a screening round in the browser: sound on a phone and a desktop, in
three languages, and on paper.
"""

from io import BytesIO

import pytest
from django.utils import timezone
from playwright.sync_api import expect
from pypdf import PdfReader

from assessments.models import Participant
from assessments.privacy import erasure
from assessments.screening import decision_log
from assessments.setup import demo_round
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.staff_walking import assert_sound, give_password, press
from tests.staff_factories import make_staff

PAGES = [
    "inviting/",
    "letters/",
    "letters/to/stuck/",
    "decision-log/",
    "archives/",
    "adverse-impact/",
    "change/",
    "history/",
]


@pytest.fixture
def lead(shipped_content):
    return make_staff().hr


@pytest.fixture
def round_(lead):
    return demo_round.fill(now=timezone.now(), lead=lead)


@pytest.fixture
def spoken_with(round_):
    """Who has a comment, ratings and a decision."""
    return Participant.objects.get(interview_sheets__isnull=False)


@pytest.fixture
def at(round_):
    return lambda name: f"/admin/assessments/screeninground/{round_.pk}/{name}"


@pytest.mark.parametrize(
    ("device", "locale", "shown"),
    [(PHONE, "zh-CN", "zh-hans"), (DESKTOP, "zh-TW", "zh-hant")],
    ids=["phone in zh-hans", "desktop in zh-hant"],
)
def test_pages_are_sound_and_marked_as_made_up(
    visitor, lead, spoken_with, at, device, locale, shown
):
    page = visitor(device, locale=locale)
    person = f"applicants/{spoken_with.pk}/"
    give_password(page, lead)
    for name in [*PAGES, "applicants/", person]:
        page.goto(at(name))
        assert (
            page.locator("html").get_attribute("lang"),
            page.locator(".synthetic").count(),
        ) == (shown, 1), name
        assert_sound(page)
    press(page, ".opening button")
    for name in [person, f"{person}guide/", f"{person}decide/"]:
        page.goto(at(name))
        assert_sound(page)


@pytest.mark.parametrize("device", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_list_with_scores_leads_to_applicants_side_by_side(visitor, lead, at, device):
    page = visitor(device)
    give_password(page, lead)
    page.goto(at("applicants/"))
    press(page, ".opening button")
    assert_sound(page)
    for tick in page.locator(".tick input").all()[:4]:
        tick.check()
    press(page, ".plan-button button")

    expect(page.locator(".in-words thead th")).to_have_count(4)
    assert_sound(page)


def test_guide_prints_with_room_for_notes(desktop, lead, spoken_with, at):
    give_password(desktop, lead)
    desktop.goto(at(f"applicants/{spoken_with.pk}/"))
    press(desktop, ".opening button")
    desktop.goto(at(f"applicants/{spoken_with.pk}/guide/"))
    said = "".join(
        page.extract_text() for page in PdfReader(BytesIO(desktop.pdf())).pages
    )

    assert "Strong answers show" in said
    assert "Save my ratings" not in said


def test_log_of_what_an_applicant_erased_is_sound(phone, lead, round_, spoken_with, at):
    erasure.erase(participant=spoken_with, now=timezone.now())
    give_password(phone, lead)
    phone.goto(at("decision-log/"))

    assert phone.locator("table.log tbody tr").count() == len(
        decision_log.log_of(round_)
    )
    assert_sound(phone)
