"""HR's pages of invitations and letters in the browser: sound on phone and desktop, and
moving by themselves.
"""

from datetime import timedelta

import pytest
from django.utils import timezone

from assessments.models import Letter, Mailing
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.staff_walking import assert_sound, at, give_password, press
from tests.screening_factories import make_invited, make_started
from tests.staff_factories import make_staff

LIST = "Ann Lee,ann@example.org,en\nBob,bob.example.org"


@pytest.fixture
def cohort(shipped_content):
    cast = make_staff()
    cast.round.hr = cast.hr
    make_started(cast.round, now=timezone.now() - timedelta(days=2))
    return cast.round


@pytest.fixture
def mailing(cohort):
    made = Mailing.objects.create(
        cohort=cohort,
        kind="invitation",
        site="http://testserver/",
        made_by=cohort.hr,
        nonce="one",
        created_at=timezone.now(),
    )
    failed = make_invited(cohort, "Failed Person")
    Letter.objects.create(
        mailing=made, participant=failed, state="failed", reason="550 No such user here"
    )
    Letter.objects.create(mailing=made, participant=make_invited(cohort))
    return made


def home(cohort):
    return f"/admin/assessments/screeninground/{cohort.pk}/"


@pytest.mark.parametrize("device", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_pages_of_letters_are_sound(visitor, cohort, mailing, device):
    page = visitor(device)
    failed = mailing.letters.first().participant
    give_password(page, cohort.hr)
    of_letters = [
        "letters/",
        "letters/to/new/",
        "letters/to/stuck/",
        f"letters/sent/{mailing.pk}/",
    ]
    for name in [
        *of_letters,
        f"letters/again/{failed.pk}/",
        f"letters/address/{failed.pk}/",
        "inviting/",
    ]:
        page.goto(home(cohort) + name)
        assert_sound(page)


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without"])
def test_list_is_pasted_checked_and_sent(visitor, cohort, script):
    page = visitor(PHONE, java_script_enabled=script)
    give_password(page, cohort.hr)
    page.goto(f"{home(cohort)}inviting/")
    page.locator("#id_pasted").fill(LIST)
    press(page, ".list-form [type=submit]")
    press(page, "button.default")

    assert at(page) == f"{home(cohort)}letters/"
    page.goto(f"{home(cohort)}letters/to/new/")
    press(page, "button.default")

    assert page.locator(".sending-count").inner_text() == "1 of 1"


def test_progress_moves_by_itself(visitor, cohort, mailing):
    page = visitor(DESKTOP)
    give_password(page, cohort.hr)
    page.goto(f"{home(cohort)}letters/sent/{mailing.pk}/")

    assert page.locator("progress").get_attribute("value") == "50"
    mailing.letters.filter(state="waiting").update(state="sent")
    page.locator("progress[value='100']").wait_for()


def test_sending_is_paused_and_goes_on_without_a_script(visitor, cohort, mailing):
    page = visitor(PHONE, java_script_enabled=False)
    give_password(page, cohort.hr)
    page.goto(f"{home(cohort)}letters/sent/{mailing.pk}/")
    press(page, ".sending button")

    assert "Paused." in page.locator(".sending").inner_text()
    assert Mailing.objects.get().is_paused


def test_links_are_copied_where_there_is_no_mail(visitor, cohort, mailing, settings):
    settings.MAIL_IS_CONFIGURED = False
    page = visitor(PHONE)
    give_password(page, cohort.hr)
    page.goto(f"{home(cohort)}links/")
    press(page, ".opening button")
    page.locator("button[data-copy]").first.click()
    page.locator("button[data-copy]", has_text="Copied").wait_for()
    assert_sound(page)
