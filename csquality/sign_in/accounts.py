"""Set how allauth treats the accounts of staff."""

import base64

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import LoginForm
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.utils.crypto import salted_hmac

LONGEST_USERNAME = 150


class StaffAccountAdapter(DefaultAccountAdapter):
    """Accounts are for staff and are made by an administrator."""

    def is_open_for_signup(self, request):
        return False

    def is_safe_url(self, url):
        # allauth lets the address parser's complaint about a malformed one through.
        try:
            return super().is_safe_url(url)
        except ValueError:
            return False


class StaffLoginForm(LoginForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        login = self.fields["login"]
        login.max_length = LONGEST_USERNAME
        login.validators.append(MaxLengthValidator(LONGEST_USERNAME))


class SecondFactorAdapter(DefaultMFAAdapter):
    """Keep app secrets and recovery codes encrypted.

    Their key comes from SECRET_KEY; former keys still open them.
    """

    def encrypt(self, text):
        return _fernet().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text):
        return _fernet().decrypt(encrypted_text.encode()).decode()


def _fernet():
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_fernet_key(secret)) for secret in secrets])


def _fernet_key(secret):
    digest = salted_hmac(
        "second-factor", "fernet", secret=secret, algorithm="sha256"
    ).digest()
    return base64.urlsafe_b64encode(digest)
