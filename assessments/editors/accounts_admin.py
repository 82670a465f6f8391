"""Accounts of staff, for superusers. Permissions come from roles only."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User
from django.db import models
from django.utils.translation import gettext_lazy as _

from assessments.setup.roles import title_of
from assessments.staff.read_only import ReadOnly

# allauth's e-mail addresses are not used, and its own page of second factors would show
# their secrets.
admin.site.unregister([EmailAddress, Authenticator, Group, User])


class RoleFilter(admin.RelatedFieldListFilter):
    def field_choices(self, field, request, model_admin):
        choices = super().field_choices(field, request, model_admin)
        return [(pk, title_of(name)) for pk, name in choices]


@admin.register(User)
class StaffAdmin(UserAdmin):
    fieldsets = [
        (None, {"fields": ["username", "password"]}),
        (_("Person"), {"fields": ["first_name", "last_name", "email"]}),
        (_("Roles"), {"fields": ["is_active", "is_staff", "is_superuser", "groups"]}),
        (_("Dates"), {"fields": ["last_login", "date_joined"]}),
    ]
    list_filter = ["is_staff", "is_superuser", "is_active", ("groups", RoleFilter)]
    readonly_fields = ["last_login", "date_joined"]
    filter_horizontal = []
    formfield_overrides = {
        models.ManyToManyField: {"widget": forms.CheckboxSelectMultiple}
    }
    actions = None

    def save_related(self, request, form, formsets, change):
        """Give staff access to everybody with a role."""
        super().save_related(request, form, formsets, change)
        if form.instance.groups.exists() and not form.instance.is_staff:
            form.instance.is_staff = True
            form.instance.save(update_fields=["is_staff"])

    def has_delete_permission(self, request, obj=None):
        """Refuse: accounts are made inactive instead.

        Deleting one could leave a cohort, or the site, with nobody on it.
        """
        return False

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        field = super().formfield_for_manytomany(db_field, request, **kwargs)
        if db_field.name == "groups":
            field.label = _("Roles")
            field.label_from_instance = lambda group: title_of(group.name)
        return field


@admin.register(Group)
class RoleAdmin(ReadOnly, GroupAdmin):
    """Shows the roles; `create_roles` sets their permissions."""

    list_display = ["title"]
    search_fields = []
    filter_horizontal = []
    actions = None

    @admin.display(description=_("name"), ordering="name")
    def title(self, group):
        return title_of(group.name)

    def get_object(self, request, object_id, from_field=None):
        """Return the role, named in the reader's language."""
        group = super().get_object(request, object_id, from_field)
        if group is not None:
            # Changes only this unsaved copy: ReadOnly refuses every save.
            group.name = str(title_of(group.name))
        return group


@admin.register(Authenticator)
class SecondFactorAdmin(ReadOnly, admin.ModelAdmin):
    """Lets a superuser delete the factor of a lost phone or key.

    Its owner then sets up another.
    """

    list_display = ["user", "type", "created_at", "last_used_at"]
    fields = list_display
    readonly_fields = list_display
    actions = None
    has_delete_permission = admin.ModelAdmin.has_delete_permission

    def lookup_allowed(self, lookup, value, request):
        # A filter in the address could otherwise guess the secrets in `data`.
        return False
