"""A trainer's cohorts: their title, join link and staff."""

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.forms import BaseInlineFormSet, ModelForm
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from assessments.models import Attempt, Cohort, CohortStaff, Participant
from assessments.roles import HR, TRAINER


class Membership(ModelForm):
    """People are put on or taken off; a line is never turned into somebody else."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            person = self.fields["user"]
            person.disabled, person.queryset = True, get_user_model().objects.filter(pk=self.instance.user_id)


class StaffOnCohort(BaseInlineFormSet):
    def clean(self):
        super().clean()
        staying = [form for form in self.forms if form.cleaned_data.get("user") and not self._should_delete_form(form)]
        if self.instance.pk and not staying:
            raise ValidationError(_("Somebody has to stay on the cohort: without staff nobody could see it."))


class StaffInline(admin.TabularInline):
    model = CohortStaff
    form = Membership
    formset = StaffOnCohort
    extra = 1

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


def staff_to_choose_from():
    people = get_user_model().objects.filter(is_active=True, is_staff=True, groups__name__in=[TRAINER, HR])
    return people.distinct().order_by("username")


def name_of(user):
    return user.get_full_name() or user.get_username()


@admin.register(Cohort)
class CohortAdmin(admin.ModelAdmin):
    list_display = ["title", "code", "started", "submitted", "created_at"]
    fields = ["title"]
    inlines = [StaffInline]
    actions = None
    view_on_site = False
    sortable_by = ["title", "created_at"]
    list_per_page = 50

    def get_queryset(self, request):
        """A superuser sees every cohort to look after its staff, yet the attempts only of their own."""
        cohorts = Cohort.objects.all() if request.user.is_superuser else Cohort.objects.scoped_for(request.user)
        return cohorts.annotate(started=_number(_started), submitted=_number(_submitted))

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        if not change:
            CohortStaff.objects.get_or_create(cohort=form.instance, user=request.user)

    def delete_view(self, request, object_id, extra_context=None):
        found = self.get_object(request, unquote(object_id))
        if found and self.has_delete_permission(request, found) and found.participants.exists():
            self.message_user(request, _("People have started from its link, so this cohort stays."), messages.ERROR)
            return HttpResponseRedirect(reverse("admin:assessments_cohort_change", args=[found.pk]))
        return super().delete_view(request, object_id, extra_context)

    @admin.display(description=_("people who started"))
    def started(self, cohort):
        return cohort.started

    @admin.display(description=_("people who submitted"))
    def submitted(self, cohort):
        return cohort.submitted


# Each counts its cohort's people by their indexes. The counters of a cohort will take their place.
_of_this = {"cohort": OuterRef("pk")}
_started = Participant.objects.filter(**_of_this).values("cohort").annotate(number=Count("pk"))
_submitted = (
    Participant.objects.filter(Q(attempts__state=Attempt.State.SUBMITTED), **_of_this)
    .values("cohort")
    .annotate(number=Count("pk", distinct=True))
)


def _number(people):
    return Coalesce(Subquery(people.values("number")), 0)
