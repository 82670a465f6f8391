"""What cohorts and screening rounds share in the admin; both are staffed groups.

Who is on one, who may change it, the list of them, and the history of each.
"""

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.forms import BaseInlineFormSet, ModelForm
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from assessments.groups.staff_names import name_of
from assessments.models import Cohort, CohortStaff, Participant, StateCount
from assessments.staff import history, history_of_settings


class Membership(ModelForm):
    """One person on a group. The person of a line that exists cannot be replaced."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk and "user" in self.fields:
            user_field = self.fields["user"]
            user_field.disabled = True
            user_field.queryset = get_user_model().objects.filter(
                pk=self.instance.user_id
            )


class StaffOnGroup(BaseInlineFormSet):
    """The people on a group, of whom somebody has to stay as its head.

    `head` is that role, `permission` is what its holder must have, and `nobody_left` is
    the error otherwise.
    """

    head = ""
    permission = ""
    nobody_left = ""

    def clean(self):
        super().clean()
        if self.instance.pk and not self._has_able_head():
            raise ValidationError(self.nobody_left)

    def _has_able_head(self):
        for form in self.forms:
            user = form.cleaned_data.get("user")
            is_head = form.cleaned_data.get("role") == self.head
            if not user or not is_head or self._should_delete_form(form):
                continue
            if form.instance.pk:
                user = form.instance.user
            if user.is_active and user.has_perm(self.permission):
                return True
        return False


class StaffInline(admin.TabularInline):
    """The people on a group: its heads put them on and take them off, others read.

    `roles` are those of this kind of group, `group` is the name of the account group
    whose members can be put on.
    """

    model = CohortStaff
    form = Membership
    extra = 1
    roles: tuple[str, ...] = ()
    group = ""

    def has_add_permission(self, request, obj):
        allowed = super().has_add_permission(request, obj)
        return allowed and self.may_manage_staff(request, obj)

    def has_change_permission(self, request, obj=None):
        allowed = super().has_change_permission(request, obj)
        return allowed and self.may_manage_staff(request, obj)

    def has_delete_permission(self, request, obj=None):
        allowed = super().has_delete_permission(request, obj)
        return allowed and self.may_manage_staff(request, obj)

    def may_manage_staff(self, request, staffed_group):
        """Whoever makes a new group becomes its head."""
        if staffed_group is None or request.user.is_superuser:
            return True
        memberships = staffed_group.memberships.filter(user=request.user)
        return memberships.filter(role=self.formset.head).exists()

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        accounts = get_user_model().objects.filter(
            is_active=True, is_staff=True, groups__name=self.group
        )
        field = super().formfield_for_foreignkey(
            db_field,
            request,
            queryset=accounts.distinct().order_by("username"),
            **kwargs,
        )
        field.label_from_instance = name_of
        return field

    def formfield_for_choice_field(self, db_field, request, **kwargs):
        kwargs["choices"] = [(role.value, role.label) for role in self.roles]
        kwargs["initial"] = self.roles[1]
        return super().formfield_for_choice_field(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """Leave out the links to the person's account."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(getattr(field, "widget", None), RelatedFieldWidgetWrapper):
            field.widget = field.widget.widget
        return field


class GroupAdmin(admin.ModelAdmin):
    """What the admin of cohorts and of rounds share.

    `purpose` is that of the model, `head` the role of whoever makes a group, and
    `people_stay` the message that a group with people on it cannot be deleted.
    """

    purpose = ""
    head = ""
    people_stay = ""
    list_display_links = None
    actions = None
    view_on_site = False
    list_per_page = 50
    list_select_related = ["questionnaire"]
    sortable_by = ["created_at"]

    def lookup_allowed(self, lookup, value, request):
        """Disable `?field=` lookups: they reveal hidden data and can be slow."""
        return False

    def get_object(self, request, object_id, from_field=None):
        """Lock the group for as long as its settings are saved.

        What somebody is promised who joins meanwhile (the version, names or none, how
        long answers are kept) is fixed from then on, so the form has to be checked
        against a group that nobody can join before it is saved.
        """
        staffed_group = super().get_object(request, object_id, from_field)
        is_saving = (
            request.method == "POST" and transaction.get_connection().in_atomic_block
        )
        if staffed_group and is_saving:
            # Not `Cohort.objects.lock`, which lets people join meanwhile.
            Cohort.objects.select_for_update().get(pk=staffed_group.pk)
            staffed_group = super().get_object(request, object_id, from_field)
        return staffed_group

    def has_change_permission(self, request, obj=None):
        allowed = super().has_change_permission(request, obj)
        if obj is None or request.user.is_superuser:
            return allowed
        changeable = self.model.objects.changeable_by(request.user)
        return allowed and changeable.filter(pk=obj.pk).exists()

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        if not change:
            CohortStaff.objects.update_or_create(
                cohort_id=form.instance.pk,
                user=request.user,
                defaults={"role": self.head},
            )

    def construct_change_message(self, request, form, formsets, add=False):
        return history_of_settings.changes_of(form, formsets, is_new=add)

    def history_view(self, request, object_id, extra_context=None):
        response = super().history_view(request, object_id, extra_context)
        if isinstance(response, TemplateResponse):
            for entry in response.context_data["action_list"]:
                entry.change_message = history.describe_entry(entry)
        return response

    def get_queryset(self, request):
        """Return the person's own groups; a superuser, who looks after staff, gets all.

        `is_own` says of which groups they see the people and results.
        """
        own = self.model.objects.scoped_for(request.user)
        groups = own
        if request.user.is_superuser:
            groups = self.model.objects.filter(purpose=self.purpose)
        return groups.annotate(
            is_own=Exists(own.filter(pk=OuterRef("pk"))),
            listed_number=_number_in(Participant.State.LISTED),
            started_number=_number_in(Participant.State.STARTED),
            submitted_number=_number_in(Participant.State.SUBMITTED),
        )

    def delete_view(self, request, object_id, extra_context=None):
        staffed_group = self.get_object(request, unquote(object_id))
        may_delete = self.has_delete_permission(request, staffed_group)
        if staffed_group and may_delete and staffed_group.has_joined:
            self.message_user(request, self.people_stay, messages.ERROR)
            return HttpResponseRedirect(self.address_of(staffed_group, "change"))
        return super().delete_view(request, object_id, extra_context)

    def address_of(self, staffed_group, page):
        prefix = f"{self.opts.app_label}_{self.opts.model_name}"
        return reverse(f"admin:{prefix}_{page}", args=[staffed_group.pk])

    def link_to(self, staffed_group, page):
        """Link to a page of an own group, and of others to their settings."""
        if not staffed_group.is_own:
            page = "change"
        address = self.address_of(staffed_group, page)
        return format_html('<a href="{}">{}</a>', address, staffed_group)

    @admin.display(description=_("questionnaire version"))
    def version(self, staffed_group):
        address = reverse(
            "admin:assessments_questionnaire_sheet",
            args=[staffed_group.questionnaire_id],
        )
        return format_html('<a href="{}">{}</a>', address, staffed_group.questionnaire)

    @admin.display(description=_("state"))
    def state(self, staffed_group):
        return staffed_group.state_at(timezone.now()).label

    @admin.display(description=_("not started"))
    def listed(self, staffed_group):
        return staffed_group.listed_number

    @admin.display(description=_("started"))
    def started(self, staffed_group):
        return staffed_group.started_number

    @admin.display(description=_("submitted"))
    def submitted(self, staffed_group):
        return staffed_group.submitted_number


def _number_in(state):
    counted = StateCount.objects.filter(cohort=OuterRef("pk"), state=state).values("n")
    return Coalesce(Subquery(counted), 0)
