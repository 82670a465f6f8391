"""Sign in as a person does: through allauth's forms, with codes of its functions."""

import time

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    SECRET_SESSION_KEY,
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
)
from django.urls import reverse

from tests.staff_factories import PASSWORD

PERIOD = 30
LOGIN = "/accounts/login/"
ADMIN = "/admin/"


def sign_in(client, user, password=PASSWORD, **data):
    return client.post(LOGIN, {"login": user.username, "password": password} | data)


def code_of(secret):
    return format_hotp_value(hotp_value(secret, int(time.time()) // PERIOD))


def enrol_app(client):
    """Set up an authenticator app on the pages for it, and return its secret."""
    page = reverse("mfa_activate_totp")
    if client.get(page).status_code == 302:
        client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
        client.get(page)
    secret = client.session[SECRET_SESSION_KEY]
    client.post(page, {"code": code_of(secret)})
    return secret


def give_app(user, *, codes=True):
    """Give the user an app set up on another day, and return its secret."""
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    if codes:
        RecoveryCodes.activate(user)
    return secret


def recovery_code_of(user):
    authenticator = Authenticator.objects.get(user=user, type="recovery_codes")
    return authenticator.wrap().get_unused_codes()[0]


def answer(client, code):
    return client.post(reverse("mfa_authenticate"), {"code": code})
