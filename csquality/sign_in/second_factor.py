"""Ask staff for a second factor.

It is an authenticator app, a passkey or security key, or a recovery code. allauth asks
for it at sign-in from anyone who has one. What it leaves open is closed here: staff who
have none yet, and sessions that began before it was set up (allauth asks those for the
password only).
"""

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.db.models import Min
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

# Recovery codes stand in for a factor; alone they are none.
FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
CONFIRMING = {"mfa_reauthenticate", "mfa_reauthenticate_webauthn"}
SET_UP = _("Staff need a second factor at sign-in. Please set one up here first.")
CONFIRM = _(
    "Please confirm with your second factor. From then on you are asked when you sign in."
)


class SecondFactorForStaff:
    """Guard the staff pages, and the pages that manage factors.

    The latter show recovery codes and would take a thief's own key.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        is_staff_page = "admin" in request.resolver_match.namespaces
        is_guarded = is_staff_page or _manages_factors(request)
        if not is_guarded or not request.user.is_staff:
            return None

        if not has_factor(request.user):
            if is_staff_page and is_required():
                return _redirect(request, "mfa_index", SET_UP)
            return None

        if not has_used_factor(request):
            return _redirect(request, _confirming_page(request.user), CONFIRM)
        return None


def is_required():
    return settings.STAFF_SECOND_FACTOR_REQUIRED


def has_factor(user):
    return is_mfa_enabled(user, FACTORS)


def has_used_factor(request):
    """Tell whether this session was opened or confirmed with a factor still there.

    A session older than every factor was opened with one that has been taken away, such
    as a lost phone's.
    """
    factors = Authenticator.objects.filter(user=request.user, type__in=FACTORS)
    oldest = factors.aggregate(at=Min("created_at"))["at"]
    since = int(oldest.timestamp())
    records = get_authentication_records(request, request.user)
    return any(
        record.get("method") == "mfa" and record["at"] >= since for record in records
    )


def _manages_factors(request):
    name = request.resolver_match.view_name
    return name.startswith("mfa_") and name not in CONFIRMING


def _confirming_page(user):
    if is_mfa_enabled(user, [Authenticator.Type.TOTP]):
        return "mfa_reauthenticate"
    return "mfa_reauthenticate_webauthn"


def _redirect(request, page, message):
    messages.warning(request, message)
    query = {}
    # A form cannot be sent again after the detour, so people come back only to a page
    # that they asked for.
    if request.method == "GET":
        query[REDIRECT_FIELD_NAME] = request.get_full_path()
    return HttpResponseRedirect(f"{reverse(page)}?{urlencode(query)}")
