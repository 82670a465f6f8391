"""People's accounts, for superusers. Rights come from roles only: nobody gets a single permission of their own."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User
from django.db import models
from django.utils.translation import gettext_lazy as _

# allauth's table of e-mail addresses is not used here, and its own page of factors would show their secrets.
admin.site.unregister([EmailAddress, Authenticator, Group, User])


@admin.register(User)
class StaffAdmin(UserAdmin):
    fieldsets = [
        (None, {"fields": ["username", "password"]}),
        (_("Person"), {"fields": ["first_name", "last_name", "email"]}),
        (_("Roles"), {"fields": ["is_active", "is_staff", "is_superuser", "groups"]}),
        (_("Dates"), {"fields": ["last_login", "date_joined"]}),
    ]
    readonly_fields = ["last_login", "date_joined"]
    filter_horizontal = []
    formfield_overrides = {models.ManyToManyField: {"widget": forms.CheckboxSelectMultiple}}
    actions = None


@admin.register(Group)
class RoleAdmin(GroupAdmin):
    """To look at: `create_roles` keeps the permissions of a role as they are meant to be."""

    filter_horizontal = []
    actions = None

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


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
