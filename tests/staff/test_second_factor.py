import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.urls import reverse

from tests.staff.signing_in import (
    ADMIN,
    answer,
    code_of,
    enrol_app,
    give_app,
    recovery_code_of,
    sign_in,
)
from tests.staff_factories import NOW

SET_UP = reverse("mfa_index")
CONFIRM = reverse("mfa_reauthenticate")


@pytest.fixture(autouse=True)
def clock():
    """Stop the clock, so that a code does not run out before it is typed."""
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def required(settings):
    settings.STAFF_SECOND_FACTOR_REQUIRED = True


def is_let_in(client):
    return client.get(ADMIN).status_code == 200


def test_password_alone_leads_to_setting_a_factor_up(client, cast, required):
    sign_in(client, cast.trainer)
    response = client.get(ADMIN, follow=True)

    assert response.redirect_chain[0][0].split("?")[0] == SET_UP
    assert [str(message) for message in response.context["messages"]] == [
        "Staff need a second factor at sign-in. Please set one up here first."
    ]


@pytest.mark.parametrize(
    "path",
    [
        "assessments/attempt/",
        "assessments/cohort/add/",
        "auth/user/",
        "logout/",
        "jsi18n/",
    ],
)
def test_every_page_of_the_admin_asks(client, cast, required, path):
    sign_in(client, cast.superuser)

    assert client.post(ADMIN + path).url.split("?")[0] == SET_UP


def test_session_made_behind_the_sign_in_is_asked_too(client, cast, required):
    client.force_login(cast.superuser)

    assert not is_let_in(client)


def test_new_app_is_confirmed_once_and_then_lets_in(client, cast, required):
    sign_in(client, cast.trainer)
    secret = enrol_app(client)
    asked = client.get(ADMIN)
    confirmed = client.post(asked.url, {"code": code_of(secret), "next": ADMIN})

    assert asked.url == f"{CONFIRM}?next=%2Fadmin%2F"
    assert confirmed.url == ADMIN
    assert is_let_in(client)


def test_code_of_the_app_lets_in(client, cast, required):
    secret = give_app(cast.trainer)
    response = sign_in(client, cast.trainer)
    answer(client, code_of(secret))

    assert response.url == reverse("mfa_authenticate")
    assert is_let_in(client)


def test_password_without_the_code_is_no_session(client, cast):
    give_app(cast.trainer)
    sign_in(client, cast.trainer)

    assert "_auth_user_id" not in client.session


def test_wrong_code_is_refused(client, cast, required):
    give_app(cast.trainer)
    sign_in(client, cast.trainer)
    response = answer(client, "000000")

    assert response.context["form"].errors == {"code": ["Incorrect code."]}
    assert not is_let_in(client)


def test_code_works_once(client, cast, required):
    secret = give_app(cast.trainer)
    sign_in(client, cast.trainer)
    answer(client, code_of(secret))
    client.logout()
    sign_in(client, cast.trainer)
    response = answer(client, code_of(secret))

    assert response.context["form"].errors == {"code": ["Incorrect code."]}


def test_recovery_code_lets_in_once(client, cast, required):
    give_app(cast.trainer)
    code = recovery_code_of(cast.trainer)
    sign_in(client, cast.trainer)
    answer(client, code)
    is_let_in_once = is_let_in(client)
    client.logout()
    sign_in(client, cast.trainer)
    answer(client, code)

    assert is_let_in_once
    assert not is_let_in(client)


def test_recovery_codes_without_a_factor_are_none(client, cast, required):
    give_app(cast.trainer)
    Authenticator.objects.filter(type="totp").delete()
    sign_in(client, cast.trainer)

    assert client.get(ADMIN).url.split("?")[0] == SET_UP


def test_session_from_before_the_factor_is_asked_for_it(client, cast, required):
    sign_in(client, cast.trainer)
    give_app(cast.trainer)

    assert client.get(ADMIN).url == f"{CONFIRM}?next=%2Fadmin%2F"


def test_session_from_before_the_factor_confirms_with_the_code(client, cast, required):
    sign_in(client, cast.trainer)
    client.post(CONFIRM, {"code": code_of(give_app(cast.trainer))})

    assert is_let_in(client)


@pytest.mark.parametrize(
    "page",
    ["mfa_view_recovery_codes", "mfa_deactivate_totp", "mfa_add_webauthn", "mfa_index"],
)
def test_session_from_before_the_factor_cannot_touch_factors(client, cast, page):
    sign_in(client, cast.trainer)
    client.post(reverse("account_reauthenticate"), {"password": "a long test password"})
    give_app(cast.trainer)

    assert client.get(reverse(page)).url.split("?")[0] == CONFIRM


def test_somebody_elses_record_in_the_session_does_not_count(client, cast, required):
    give_app(cast.trainer)
    client.force_login(cast.trainer)
    session = client.session
    session["account_authentication_methods"] = [
        {"method": "mfa", "type": "totp", "at": NOW.timestamp()}
    ]
    session["account_authentication_methods_user"] = str(cast.superuser.pk)
    session.save()

    assert not is_let_in(client)


def test_password_record_does_not_count(client, cast, required):
    give_app(cast.trainer)
    client.force_login(cast.trainer)
    session = client.session
    session["account_authentication_methods"] = [
        {"method": "password", "at": NOW.timestamp()}
    ]
    session["account_authentication_methods_user"] = str(cast.trainer.pk)
    session.save()

    assert not is_let_in(client)


def test_key_without_an_app_is_confirmed_with_the_key(client, cast, required):
    Authenticator.objects.create(
        user=cast.trainer, type="webauthn", data={"name": "Key", "credential": {}}
    )
    client.force_login(cast.trainer)

    assert client.get(ADMIN).url.split("?")[0] == reverse("mfa_reauthenticate_webauthn")


def test_person_who_is_no_staff_is_not_asked(client, cast, required):
    sign_in(client, cast.plain)

    assert client.get(ADMIN).status_code == 302
    assert client.get(ADMIN, follow=True).status_code == 403


def test_other_pages_do_not_ask(client, cast, required):
    sign_in(client, cast.trainer)

    assert client.get(reverse("account_logout")).status_code == 200


def test_index_offers_a_factor_where_none_is_required(client, cast):
    sign_in(client, cast.trainer)
    content = client.get(ADMIN).content.decode()

    assert "Add an authenticator app or a passkey" in content


def test_person_with_a_factor_is_offered_none(client, cast):
    secret = give_app(cast.trainer)
    sign_in(client, cast.trainer)
    answer(client, code_of(secret))
    content = client.get(ADMIN).content.decode()

    assert "Add an authenticator app or a passkey" not in content


def test_asking_for_a_password_reset_keeps_nobody_from_a_factor(client, cast, required):
    client.post(reverse("account_reset_password"), {"email": cast.trainer.email})
    sign_in(client, cast.trainer)
    enrol_app(client)

    assert Authenticator.objects.filter(user=cast.trainer, type="totp").exists()


def test_session_of_a_lost_factor_is_asked_for_the_new_one(
    client, cast, required, clock
):
    secret = give_app(cast.trainer)
    sign_in(client, cast.trainer)
    answer(client, code_of(secret))
    Authenticator.objects.all().delete()
    clock.shift(60)
    give_app(cast.trainer)

    assert client.get(ADMIN).url.split("?")[0] == CONFIRM
