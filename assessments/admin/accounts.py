"""What allauth brings to the admin: its e-mail table is not used here, and its factors must not show their secrets."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib import admin

admin.site.unregister([EmailAddress, Authenticator])


@admin.register(Authenticator)
class SecondFactorAdmin(admin.ModelAdmin):
    """A superuser takes a lost phone's or key's factor away; its owner then sets up another."""

    list_display = ["user", "type", "created_at", "last_used_at"]
    fields = readonly_fields = list_display
    actions = None

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False
