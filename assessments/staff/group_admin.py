"""What cohorts and screening rounds share in the admin: who is on one, who may change
it, and a history in words.
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
    """People are put on or taken off; a line is never turned into somebody else."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk and "user" in self.fields:
            person = self.fields["user"]
            person.disabled = True
            person.queryset = get_user_model().objects.filter(pk=self.instance.user_id)


class StaffOnGroup(BaseInlineFormSet):
    """`head` is the role that somebody has to keep, `permission` what it takes to fill
    it.
    """

    head = ""
    permission = ""
    nobody_left = ""

    def clean(self):
        super().clean()
        staying = [
            form
            for form in self.forms
            if form.cleaned_data.get("user") and not self._should_delete_form(form)
        ]
        heading = [
            form for form in staying if form.cleaned_data.get("role") == self.head
        ]
        heads = [
            form.instance.user if form.instance.pk else form.cleaned_data["user"]
            for form in heading
        ]
        if self.instance.pk and not any(
            user.is_active and user.has_perm(self.permission) for user in heads
        ):
            raise ValidationError(self.nobody_left)


class StaffInline(admin.TabularInline):
    """Owners and leads decide who is on it; everybody else on it reads the list."""

    model = CohortStaff
    form = Membership
    extra = 1
    roles: tuple[str, ...] = ()
    group = ""

    def has_add_permission(self, request, obj):
        return self.heads(request, obj) and super().has_add_permission(request, obj)

    def has_change_permission(self, request, obj=None):
        return self.heads(request, obj) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        return self.heads(request, obj) and super().has_delete_permission(request, obj)

    def heads(self, request, group):
        """Of a new one everybody who may make one is the head."""
        if group is None or request.user.is_superuser:
            return True
        return group.memberships.filter(
            user=request.user, role=self.formset.head
        ).exists()

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        people = get_user_model().objects.filter(
            is_active=True, is_staff=True, groups__name=self.group
        )
        people = people.distinct().order_by("username")
        field = super().formfield_for_foreignkey(
            db_field, request, queryset=people, **kwargs
        )
        field.label_from_instance = name_of
        return field

    def formfield_for_choice_field(self, db_field, request, **kwargs):
        kwargs["choices"] = [(role.value, role.label) for role in self.roles]
        kwargs["initial"] = self.roles[1]
        return super().formfield_for_choice_field(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """Without the links to the person's account."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(getattr(field, "widget", None), RelatedFieldWidgetWrapper):
            field.widget = field.widget.widget
        return field


class GroupAdmin(admin.ModelAdmin):
    """`purpose` is that of its model; whoever makes a group becomes its `head`."""

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
        """Nothing is looked up by the address: it could ask for what is not shown, or
        for endless work.
        """
        return False

    def get_object(self, request, object_id, from_field=None):
        """Saving takes turns with joining: what was promised to somebody who joins
        meanwhile stays.
        """
        found = super().get_object(request, object_id, from_field)
        if (
            found
            and request.method == "POST"
            and transaction.get_connection().in_atomic_block
        ):
            Cohort.objects.select_for_update().get(pk=found.pk)
            found = super().get_object(request, object_id, from_field)
        return found

    def has_change_permission(self, request, obj=None):
        allowed = super().has_change_permission(request, obj)
        if obj is None or request.user.is_superuser:
            return allowed
        return (
            allowed
            and self.model.objects.changeable_by(request.user)
            .filter(pk=obj.pk)
            .exists()
        )

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
                entry.change_message = history.in_words(entry)
        return response

    def get_queryset(self, request):
        """A superuser sees every title to look after its staff, yet the people and
        results only of their own.
        """
        own = self.model.objects.scoped_for(request.user)
        groups = (
            self.model.objects.filter(purpose=self.purpose)
            if request.user.is_superuser
            else own
        )
        numbers = {
            f"{state}_number": _number(state) for state in Participant.State.values
        }
        return groups.annotate(is_own=Exists(own.filter(pk=OuterRef("pk"))), **numbers)

    def delete_view(self, request, object_id, extra_context=None):
        found = self.get_object(request, unquote(object_id))
        if found and self.has_delete_permission(request, found) and found.has_joined:
            self.message_user(request, self.people_stay, messages.ERROR)
            return HttpResponseRedirect(
                reverse(f"admin:{self._address}_change", args=[found.pk])
            )
        return super().delete_view(request, object_id, extra_context)

    @property
    def _address(self):
        return f"{self.opts.app_label}_{self.opts.model_name}"

    def way_to(self, group, name):
        """To a page of it; of one that a superuser only looks after, to its settings."""
        address = reverse(
            f"admin:{self._address}_{name if group.is_own else 'change'}",
            args=[group.pk],
        )
        return format_html('<a href="{}">{}</a>', address, group)

    @admin.display(description=_("questionnaire version"))
    def version(self, group):
        address = reverse(
            "admin:assessments_questionnaire_sheet", args=[group.questionnaire_id]
        )
        return format_html('<a href="{}">{}</a>', address, group.questionnaire)

    @admin.display(description=_("state"))
    def state(self, group):
        return group.state_at(timezone.now()).label

    @admin.display(description=_("not started"))
    def listed(self, group):
        return group.listed_number

    @admin.display(description=_("started"))
    def started(self, group):
        return group.started_number

    @admin.display(description=_("submitted"))
    def submitted(self, group):
        return group.submitted_number


def _number(state):
    counted = StateCount.objects.filter(cohort=OuterRef("pk"), state=state).values("n")
    return Coalesce(Subquery(counted), 0)
