"""An applicant on a phone: from the personal link through agreeing to the page that
says who looked.
"""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from assessments.models import AccessLogEntry, Application, Attempt, Consent
from assessments.screening import access_log, comments, declared_groups
from assessments.sittings import signed_links
from tests.browser import walking
from tests.browser.accessibility import assert_accessible
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.test_journey import assert_sound
from tests.factories import make_user
from tests.screening_factories import make_applicant, make_invited, make_round

PLACES = [1, 4, 2, 5, 3] * 5


@pytest.fixture
def cohort(shipped_content):
    return make_round(employer="Harbour Goods & Söhne GmbH", retention_months=6)


def open_link(page, person):
    page.goto(f"/l/{signed_links.token_for(person)}/")


def make_looked_at(cohort, django_user_model):
    """An applicant with a comment, groups and looks of two people, one of whom has a
    long name.
    """
    person = make_applicant(cohort, "".join(map(str, PLACES)), name="Li Na")
    mei = make_user(django_user_model, "mei", first_name="Mei", last_name="Lin")
    other = make_user(
        django_user_model,
        "a.very-long-user-name.without-any-space.of-somebody@harbour-goods.example.org",
    )
    now = timezone.now()
    for user, what, ago in [
        (mei, "board", 0),
        (mei, "applicant", 1),
        (other, "comparison", 30),
    ]:
        moment = now - timedelta(minutes=ago)
        people = [None if what == "board" else person]
        access_log.record_access(
            user=user,
            screening_round=cohort,
            people=people,
            kind=AccessLogEntry.Kind(what),
            now=moment,
        )
    comments.save_comment(
        participant=person, text="I was ill that week.\nPlease ask me.", now=now
    )
    declared_groups.declare(participant=person, gender="woman", age="", now=now)
    return person


def test_applicant_agrees_answers_comments_and_withdraws_on_a_phone(phone, cohort):
    open_link(phone, make_invited(cohort, name="Li Na"))
    phone.locator("#id_processing").check()
    phone.locator(".consent-form button").click()
    phone.locator(".problem-list a").click()

    assert phone.locator("#id_sharing_error").is_visible()
    assert phone.locator("#id_processing").is_checked()
    assert_sound(phone)

    phone.locator("#id_sharing").check()
    phone.locator(".consent-form button").click()
    for number in walking.PAGES:
        walking.answer_page(phone, number, PLACES)
        walking.press(phone, "next")
    walking.submit(phone)

    assert walking.figures(phone)["score"] == str(Attempt.objects.get().total)

    phone.locator(".application-line a").click()
    phone.locator("#id_text").fill("I was ill that week.")
    phone.locator(".comment-form button").click()
    phone.locator("#id_gender").select_option("woman")
    phone.locator(".groups-form button").click()

    assert Consent.objects.get().language == "en"
    assert Application.objects.get().comment == "I was ill that week."

    phone.locator("#withdraw summary").click()
    phone.locator("#withdraw button").click()

    expect(phone.locator("#comment")).to_have_count(0)
    assert_sound(phone)
    phone.locator("a[href='/my/1/result/']").click()

    assert walking.figures(phone)["score"] == str(Attempt.objects.get().total)


@pytest.mark.parametrize("device", [PHONE, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize("language", ["en", "zh-hans", "zh-hant"])
def test_invited_page_is_sound_also_with_errors(visitor, cohort, device, language):
    page = visitor(device)
    open_link(page, make_invited(cohort, name="Li Na", language=language))
    assert_sound(page, language)
    page.locator(".consent-form button").click()

    expect(page.locator(".consent-form .invalid-feedback")).to_have_count(2)
    assert_sound(page, language)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("device", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_personal_page_with_looks_comment_and_groups_is_sound(
    visitor, cohort, django_user_model, device, scheme
):
    page = visitor(device, color_scheme=scheme)
    open_link(page, make_looked_at(cohort, django_user_model))
    page.goto("/my/data/")

    expect(page.locator(".access-log li")).to_have_count(3)
    assert_sound(page)


def test_comment_too_long_is_told_at_its_field(phone, cohort, django_user_model):
    open_link(phone, make_looked_at(cohort, django_user_model))
    phone.goto("/my/data/")
    phone.evaluate("document.querySelector('#id_text').removeAttribute('maxlength')")
    phone.locator("#id_text").fill("x" * 2001)
    phone.locator(".comment-form button").click()

    assert phone.locator("#comment-error").is_visible()
    assert phone.locator("#id_text").input_value() == "x" * 2001
    assert_accessible(phone)
