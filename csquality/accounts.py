"""Staff accounts as allauth sees them."""

import base64

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import LoginForm
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.utils.crypto import salted_hmac


class StaffAccounts(DefaultAccountAdapter):
    """Accounts are for staff and are made by an administrator."""

    def is_open_for_signup(self, request):
        return False

    def is_safe_url(self, url):
        """allauth lets the address parser's complaint about a malformed one through."""
        try:
            return super().is_safe_url(url)
        except ValueError:
            return False


class StaffLogin(LoginForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["login"].max_length = 150
        self.fields["login"].validators.append(MaxLengthValidator(150))


class StaffSecondFactor(DefaultMFAAdapter):
    """Keeps app secrets and recovery codes encrypted; their key comes from SECRET_KEY,
    former keys still open them.
    """

    def encrypt(self, text):
        return _vault().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text):
        return _vault().decrypt(encrypted_text.encode()).decode()


def _vault():
    return MultiFernet(
        Fernet(_key(secret))
        for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    )


def _key(secret):
    digest = salted_hmac(
        "second-factor", "fernet", secret=secret, algorithm="sha256"
    ).digest()
    return base64.urlsafe_b64encode(digest)
