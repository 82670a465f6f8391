"""Staff in the browser: signing in with each factor, and every page they work on."""

import pytest
from allauth.mfa.models import Authenticator
from playwright.sync_api import expect

from assessments.models import Questionnaire
from competencies.models import Competency
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.staff_walking import assert_sound, at, give_password, press
from tests.staff.signing_in import code_of, give_app, recovery_code_of
from tests.staff_factories import PASSWORD, make_attempt, make_staff

ACCOUNT_PAGES = [
    "/accounts/mfa/",
    "/accounts/mfa/totp/activate/",
    "/accounts/mfa/webauthn/",
    "/accounts/mfa/webauthn/add/",
    "/accounts/password/change/",
    "/accounts/reauthenticate/",
    "/accounts/logout/",
]
SUPERUSER_PAGES = [
    "/admin/",
    "/admin/auth/user/",
    "/admin/auth/user/add/",
    "/admin/auth/user/1/change/",
    "/admin/auth/group/1/change/",
    "/admin/mfa/authenticator/",
    "/admin/assessments/cohort/1/delete/",
]
PASSKEY_DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def give_code(page, code):
    page.locator("#id_code").fill(code)
    press(page, ".account-form [type=submit]")


def confirm_password(page):
    page.locator("#id_password").fill(PASSWORD)
    press(page, ".account-form [type=submit]")


def sign_out(page):
    page.goto("/accounts/logout/")
    press(page, ".account-form [type=submit]")


@pytest.fixture
def cast(shipped_content, settings):
    settings.MFA_TOTP_TOLERANCE = (
        1  # the half minute may end between reading a code and typing it
    )
    cast = make_staff()
    cast.attempt = make_attempt(
        cast.cohort,
        "5342153421534215342153421",
        questionnaire=Questionnaire.objects.current(),
    )
    cast.draft = make_attempt(cast.cohort, "5" + "0" * 24, submitted=False)
    return cast


@pytest.fixture
def required(settings):
    settings.STAFF_SECOND_FACTOR_REQUIRED = True


@pytest.fixture(params=[PHONE, DESKTOP], ids=["phone", "desktop"])
def page(visitor, request):
    return visitor(request.param)


# Where the width of the screen changes nothing that a wide one would show first.
on_a_phone = pytest.mark.parametrize("page", [PHONE], ids=["phone"], indirect=True)


def plug_in_key(page):
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": PASSKEY_DEVICE})


@on_a_phone
def test_app_is_set_up_and_asked_for_at_the_next_sign_in(page, cast, required):
    give_password(page, cast.trainer)

    assert at(page) == "/accounts/mfa/"
    assert_sound(page)
    press(page, "a[href='/accounts/mfa/totp/activate/']")
    confirm_password(page)
    assert_sound(page)
    secret = page.locator("#authenticator_secret").input_value()
    give_code(page, code_of(secret))

    assert at(page) == "/accounts/mfa/reauthenticate/"
    assert_sound(page)
    give_code(page, code_of(secret))

    expect(page.locator(".recovery-codes li")).to_have_count(10)
    assert_sound(page)
    page.goto("/admin/")

    assert at(page) == "/admin/"


@on_a_phone
def test_code_of_the_app_opens_the_admin(page, cast, required):
    secret = give_app(cast.trainer)
    give_password(page, cast.trainer)
    assert_sound(page)
    give_code(page, code_of(secret))

    assert at(page) == "/admin/"


@on_a_phone
def test_wrong_code_is_told_at_its_field(page, cast, required):
    give_app(cast.trainer)
    give_password(page, cast.trainer)
    give_code(page, "000000")
    field = page.locator("#id_code")
    told = page.locator(f"#{field.get_attribute('aria-describedby')}").inner_text()

    assert field.get_attribute("aria-invalid") == "true"
    assert told == "Incorrect code."
    assert_sound(page)


@on_a_phone
def test_recovery_code_opens_the_admin(page, cast, required):
    give_app(cast.trainer)
    give_password(page, cast.trainer)
    give_code(page, recovery_code_of(cast.trainer))

    assert at(page) == "/admin/"


@on_a_phone
def test_passkey_is_added_and_opens_the_admin_alone(page, cast, required):
    plug_in_key(page)
    give_password(page, cast.trainer)
    page.goto("/accounts/mfa/webauthn/add/")
    confirm_password(page)
    assert_sound(page)
    page.locator("#id_passwordless").check()
    press(page, "#mfa_webauthn_add")
    press(page, "#mfa_webauthn_reauthenticate")

    expect(page.locator(".recovery-codes li")).to_have_count(10)
    sign_out(page)
    page.goto("/accounts/login/")
    with page.expect_navigation(url="**/admin/"):
        page.locator("#passkey_login").click()

    assert Authenticator.objects.filter(user=cast.trainer, type="webauthn").count() == 1


@on_a_phone
def test_security_key_is_the_second_factor_after_the_password(page, cast, required):
    plug_in_key(page)
    give_password(page, cast.trainer)
    page.goto("/accounts/mfa/webauthn/add/")
    confirm_password(page)
    press(page, "#mfa_webauthn_add")
    sign_out(page)
    give_password(page, cast.trainer)
    assert_sound(page)
    with page.expect_navigation(url="**/admin/"):
        page.locator("#mfa_webauthn_authenticate").click()


def test_pages_of_somebody_with_factors_are_sound(page, cast):
    plug_in_key(page)
    give_password(page, cast.trainer)
    page.goto("/accounts/mfa/webauthn/add/")
    confirm_password(page)
    press(page, "#mfa_webauthn_add")
    press(page, "#mfa_webauthn_reauthenticate")
    give_app(cast.trainer, codes=False)
    key = Authenticator.objects.get(type="webauthn")
    for name in [
        "",
        "totp/deactivate/",
        "recovery-codes/",
        "recovery-codes/generate/",
        "webauthn/",
        f"webauthn/keys/{key.pk}/edit/",
        f"webauthn/keys/{key.pk}/remove/",
    ]:
        page.goto(f"/accounts/mfa/{name}")
        assert at(page) == f"/accounts/mfa/{name}"
        assert_sound(page)


def test_account_pages_are_sound(page, cast):
    page.goto("/accounts/login/")
    assert_sound(page)
    give_password(page, cast.trainer)
    for address in ACCOUNT_PAGES:
        page.goto(address)
        expect(page.locator("h1")).to_have_count(1)
        assert_sound(page)


@pytest.mark.parametrize(
    "address",
    [
        "/accounts/password/reset/",
        "/accounts/password/reset/done/",
        "/accounts/signup/",
    ],
)
def test_pages_before_signing_in_are_sound(page, cast, address):
    page.goto(address)
    assert_sound(page)


def test_wrong_password_page_is_sound(page, cast):
    give_password(page, cast.trainer)
    sign_out(page)
    page.goto("/accounts/login/")
    page.locator("#id_login").fill("nobody")
    confirm_password(page)

    assert (
        page.locator("[role=alert]").inner_text()
        == "The username and/or password you specified are not correct."
    )
    assert_sound(page)


def test_trainers_pages_are_sound(page, cast):
    give_password(page, cast.trainer)
    cohort = f"/admin/assessments/cohort/{cast.cohort.pk}/"
    attempt = "/admin/assessments/attempt/"
    for address in [
        "/admin/",
        "/admin/assessments/cohort/",
        "/admin/assessments/cohort/add/",
        f"{cohort}change/",
        f"{cohort}history/",
        attempt,
        f"{attempt}?band=high",
        f"{attempt}{cast.attempt.pk}/change/",
        f"{attempt}{cast.draft.pk}/change/",
    ]:
        page.goto(address)
        assert_sound(page)


def test_page_of_hr_is_sound(page, cast):
    give_password(page, cast.hr)
    page.goto("/admin/")
    assert_sound(page)


@on_a_phone
def test_editors_pages_are_sound(page, cast):
    give_password(page, cast.editor)
    questionnaire = Questionnaire.objects.current()
    competency = Competency.objects.first()
    for address in [
        "/admin/assessments/questionnaire/",
        f"/admin/assessments/questionnaire/{questionnaire.pk}/change/",
        f"/admin/assessments/band/{questionnaire.bands.first().pk}/change/",
        "/admin/competencies/competency/",
        f"/admin/competencies/competency/{competency.pk}/change/",
    ]:
        page.goto(address)
        assert_sound(page)


@on_a_phone
def test_superusers_pages_are_sound(page, cast):
    give_password(page, cast.superuser)
    for address in SUPERUSER_PAGES:
        page.goto(address)
        assert_sound(page)


def test_trainer_puts_a_colleague_on_with_and_without_script(visitor, cast):
    for script in (True, False):
        page = visitor(DESKTOP, java_script_enabled=script)
        give_password(page, cast.trainer)
        page.goto("/admin/assessments/cohort/add/")
        page.locator("#id_title").fill(f"Script {script}")
        page.locator("#id_names_asked_0").check()
        page.locator("#id_memberships-0-user").select_option(label="other_trainer")
        press(page, "[name=_save]")
        assert set(cast.other_trainer.cohorts.values_list("title", flat=True)) >= {
            f"Script {script}"
        }


@pytest.mark.parametrize(
    ("locale", "shown"), [("zh-CN", "zh-hans"), ("zh-TW", "zh-hant")]
)
def test_attempt_is_read_in_chinese(visitor, cast, locale, shown):
    page = visitor(PHONE, locale=locale)
    give_password(page, cast.trainer)
    page.goto(f"/admin/assessments/attempt/{cast.attempt.pk}/change/")

    assert page.locator("html").get_attribute("lang") == shown
    assert_sound(page)
