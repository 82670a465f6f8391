import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from cryptography.fernet import InvalidToken
from django.contrib.auth.models import Group
from django.urls import reverse

from assessments.setup.roles import ensure_roles
from csquality.sign_in.accounts import SecondFactorAdapter


def test_an_app_secret_is_not_stored_in_the_clear(admin_user):
    TOTP.activate(admin_user, "JBSWY3DPEHPK3PXP")

    assert "JBSWY3DPEHPK3PXP" not in str(Authenticator.objects.get().data)


def test_a_secret_is_opened_with_the_key_it_was_kept_with(settings):
    kept = SecondFactorAdapter().encrypt("secret")
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "a newer key"

    assert SecondFactorAdapter().decrypt(kept) == "secret"


def test_a_secret_stays_shut_without_its_key(settings):
    kept = SecondFactorAdapter().encrypt("secret")
    settings.SECRET_KEY = "another key"
    with pytest.raises(InvalidToken):
        SecondFactorAdapter().decrypt(kept)


def test_somebody_with_a_role_may_sign_in_to_the_admin(admin_client, django_user_model):
    ensure_roles()
    user = django_user_model.objects.create_user(
        "newcomer", password="a long test password"
    )
    fields = {
        "username": "newcomer",
        "is_active": "on",
        "groups": [Group.objects.get(name="Trainer").pk],
    }
    admin_client.post(reverse("admin:auth_user_change", args=[user.pk]), fields)
    user.refresh_from_db()

    assert user.is_staff


def test_an_account_is_not_deleted(admin_client, admin_user):
    delete_page = reverse("admin:auth_user_delete", args=[admin_user.pk])

    assert admin_client.post(delete_page).status_code == 403
