import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from cryptography.fernet import InvalidToken

from csquality.accounts import StaffSecondFactor


def test_an_app_secret_is_not_stored_in_the_clear(admin_user):
    TOTP.activate(admin_user, "JBSWY3DPEHPK3PXP")
    assert "JBSWY3DPEHPK3PXP" not in str(Authenticator.objects.get().data)


def test_a_secret_is_opened_with_the_key_it_was_kept_with(settings):
    kept = StaffSecondFactor().encrypt("secret")
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "a newer key"
    assert StaffSecondFactor().decrypt(kept) == "secret"


def test_a_secret_stays_shut_without_its_key(settings):
    kept = StaffSecondFactor().encrypt("secret")
    settings.SECRET_KEY = "another key"
    with pytest.raises(InvalidToken):
        StaffSecondFactor().decrypt(kept)
