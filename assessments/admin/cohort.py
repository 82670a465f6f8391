"""A trainer's cohorts: what they are, who is on them, and the way to their own pages."""

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
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from assessments.admin.cohort_pages import cohort_urls
from assessments.forms.cohort import NAMES, CohortForm
from assessments.models import Cohort, CohortStaff, Participant, Purpose, StateCount
from assessments.roles import TRAINER

OWNER = CohortStaff.Role.OWNER


class Membership(ModelForm):
    """People are put on or taken off; a line is never turned into somebody else."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk and "user" in self.fields:
            person = self.fields["user"]
            person.disabled, person.queryset = True, get_user_model().objects.filter(pk=self.instance.user_id)


class StaffOnCohort(BaseInlineFormSet):
    def clean(self):
        super().clean()
        staying = [form for form in self.forms if form.cleaned_data.get("user") and not self._should_delete_form(form)]
        owning = [form for form in staying if form.cleaned_data.get("role") == OWNER]
        owners = [form.instance.user if form.instance.pk else form.cleaned_data["user"] for form in owning]
        if self.instance.pk and not any(may_own(user) for user in owners):
            raise ValidationError(_("Somebody has to stay on the cohort as its owner."))


class StaffInline(admin.TabularInline):
    """Owners decide who is on it; everybody else on the cohort reads the list."""

    model = CohortStaff
    form = Membership
    formset = StaffOnCohort
    extra = 1

    def has_add_permission(self, request, obj):
        return owns(request, obj) and super().has_add_permission(request, obj)

    def has_change_permission(self, request, obj=None):
        return owns(request, obj) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        return owns(request, obj) and super().has_delete_permission(request, obj)

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        field = super().formfield_for_foreignkey(db_field, request, queryset=staff_to_choose_from(), **kwargs)
        field.label_from_instance = name_of
        return field

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """Without the links to the person's account."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(getattr(field, "widget", None), RelatedFieldWidgetWrapper):
            field.widget = field.widget.widget
        return field


def may_own(user):
    return user.is_active and user.has_perm("assessments.view_cohort")


def owns(request, cohort):
    """Of a new cohort everybody who may make one is the owner."""
    if cohort is None or request.user.is_superuser:
        return True
    return cohort.memberships.filter(user=request.user, role=OWNER).exists()


def staff_to_choose_from():
    people = get_user_model().objects.filter(is_active=True, is_staff=True, groups__name=TRAINER)
    return people.distinct().order_by("username")


def name_of(user):
    return user.get_full_name() or user.get_username()


@admin.register(Cohort)
class CohortAdmin(admin.ModelAdmin):
    form = CohortForm
    list_display = ["pages", "state", "join_code", "listed", "started", "submitted", "created_at"]
    list_display_links = None
    list_select_related = ["questionnaire"]
    fieldsets = [
        (_("When"), {"fields": ["opens_at", "closes_at", "time_zone", "grace_minutes"]}),
        (_("Answering and keeping"), {"fields": ["languages", "repeats_allowed", "retention_months"]}),
    ]
    inlines = [StaffInline]
    actions = None
    view_on_site = False
    sortable_by = ["created_at"]
    list_per_page = 50

    def lookup_allowed(self, lookup, value, request):
        """Nothing is looked up by the address: it could ask for what is not shown, or for endless work."""
        return False

    def get_urls(self):
        return [*cohort_urls(self), *super().get_urls()]

    def get_queryset(self, request):
        """A superuser sees every title to look after its staff, yet the people and results only of their own."""
        own = Cohort.objects.scoped_for(request.user)
        cohorts = Cohort.objects.filter(purpose=Purpose.COURSE) if request.user.is_superuser else own
        numbers = {f"{state}_number": _number(state) for state in Participant.State.values}
        return cohorts.annotate(is_own=Exists(own.filter(pk=OuterRef("pk"))), **numbers)

    def get_object(self, request, object_id, from_field=None):
        """Saving takes turns with joining: what was promised to somebody who joins meanwhile stays."""
        found = super().get_object(request, object_id, from_field)
        if found and request.method == "POST" and transaction.get_connection().in_atomic_block:
            Cohort.objects.select_for_update().get(pk=found.pk)
            found = super().get_object(request, object_id, from_field)
        return found

    def get_readonly_fields(self, request, obj=None):
        return ["version", "names"] if obj and obj.has_joined else []

    def get_fieldsets(self, request, obj=None):
        """What those who joined were promised is told in words: it stays."""
        promised = ["version", "names"] if obj and obj.has_joined else ["questionnaire", "names_asked"]
        return [(None, {"fields": ["title", *promised]}), *self.fieldsets]

    def has_change_permission(self, request, obj=None):
        allowed = super().has_change_permission(request, obj)
        if obj is None or request.user.is_superuser:
            return allowed
        return allowed and Cohort.objects.changeable_by(request.user).filter(pk=obj.pk).exists()

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        if not change:
            CohortStaff.objects.update_or_create(cohort=form.instance, user=request.user, defaults={"role": OWNER})

    def construct_change_message(self, request, form, formsets, add=False):
        """The history tells from what to what."""
        told = super().construct_change_message(request, form, formsets, add)
        if add:
            return told
        of_staff = [message for message in told if "object" in next(iter(message.values()))]
        for message in of_staff:
            _tell_roles(message, formsets)
        own = [{"changed": {"fields": changes}}] if (changes := list(_changes(form))) else []
        return [*own, *of_staff]

    def response_add(self, request, obj, post_url_continue=None):
        """On to where the class is brought in from, unless somebody wants to go on editing or adding."""
        if {"_continue", "_addanother"} & set(request.POST):
            return super().response_add(request, obj, post_url_continue)
        self.message_user(request, _("The cohort is made. Here is how learners come in."), messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:assessments_cohort_joining", args=[obj.pk]))

    def delete_view(self, request, object_id, extra_context=None):
        found = self.get_object(request, unquote(object_id))
        if found and self.has_delete_permission(request, found) and found.has_joined:
            self.message_user(request, _("People are on it, so this cohort stays."), messages.ERROR)
            return HttpResponseRedirect(reverse("admin:assessments_cohort_change", args=[found.pk]))
        return super().delete_view(request, object_id, extra_context)

    @admin.display(description=_("cohort"), ordering="title")
    def pages(self, cohort):
        """To its overview; of a cohort that a superuser only looks after, to its settings."""
        name = "overview" if cohort.is_own else "change"
        return format_html('<a href="{}">{}</a>', reverse(f"admin:assessments_cohort_{name}", args=[cohort.pk]), cohort)

    @admin.display(description=_("questionnaire version"))
    def version(self, cohort):
        address = reverse("admin:assessments_questionnaire_sheet", args=[cohort.questionnaire_id])
        return format_html('<a href="{}">{}</a>', address, cohort.questionnaire)

    @admin.display(description=_("With names or anonymous"))
    def names(self, cohort):
        return dict(NAMES)[cohort.names_asked]

    @admin.display(description=_("join code"))
    def join_code(self, cohort):
        return cohort.code

    @admin.display(description=_("state"))
    def state(self, cohort):
        return cohort.state_at(timezone.now()).label

    @admin.display(description=_("not started"))
    def listed(self, cohort):
        return cohort.listed_number

    @admin.display(description=_("started"))
    def started(self, cohort):
        return cohort.started_number

    @admin.display(description=_("submitted"))
    def submitted(self, cohort):
        return cohort.submitted_number


def _number(state):
    counted = StateCount.objects.filter(cohort=OuterRef("pk"), state=state).values("n")
    return Coalesce(Subquery(counted), 0)


def _changes(form):
    """A field whose value comes back in another shape (a time, a choice) has not changed by that alone."""
    for name in form.changed_data:
        before, after = (_shown(form, name, values.get(name)) for values in (form.initial, form.cleaned_data))
        if before != after:
            yield f"{form.fields[name].label}: {before} → {after}"


def _tell_roles(message, formsets):
    """Of a person whose role was changed, from what to what."""
    changed = message.get("changed", {})
    for form in (form for formset in formsets for form in formset.forms if form.has_changed()):
        if str(form.instance) == changed.get("object"):
            changed["fields"] = list(_changes(form))


def _shown(form, name, value):
    if name == "questionnaire" and isinstance(value, int):
        value = form.fields[name].queryset.filter(pk=value).first()
    if name == "names_asked":
        return str(dict(NAMES).get(value, "–"))
    if hasattr(value, "strftime"):
        return value.strftime("%Y-%m-%d %H:%M")
    return ", ".join(value) if isinstance(value, list) else str("–" if value in (None, "") else value)
