"""The admin of cohorts: their list, their settings and who is on them."""

from django.contrib import admin, messages
from django.http import HttpResponseRedirect
from django.utils.translation import gettext_lazy as _

from assessments.models import Cohort, CohortStaff, Purpose
from assessments.models.cohort import PERMISSIONS
from assessments.setup.roles import TRAINER
from assessments.staff.forms.group import NAMES, CohortForm
from assessments.staff.group_admin import GroupAdmin, StaffInline, StaffOnGroup
from assessments.staff.routes import ROLES, urls_of
from assessments.trainers.routes import ROUTES

Role = CohortStaff.Role


class StaffOnCohort(StaffOnGroup):
    head = Role.OWNER
    permission = PERMISSIONS[Purpose.COURSE]
    nobody_left = _("Somebody has to stay on the cohort as its owner.")


class TrainersInline(StaffInline):
    formset = StaffOnCohort
    roles = ROLES[Purpose.COURSE]
    group = TRAINER


@admin.register(Cohort)
class CohortAdmin(GroupAdmin):
    purpose = Purpose.COURSE
    head = Role.OWNER
    people_stay = _("People are on it, so this cohort stays.")
    form = CohortForm
    list_display = [
        "pages",
        "state",
        "join_code",
        "listed",
        "started",
        "submitted",
        "created_at",
    ]
    fieldsets = [
        (
            _("When"),
            {"fields": ["opens_at", "closes_at", "time_zone", "grace_minutes"]},
        ),
        (
            _("Answering and keeping"),
            {"fields": ["languages", "repeats_allowed", "retention_months"]},
        ),
    ]
    inlines = [TrainersInline]

    def get_urls(self):
        return [*urls_of(ROUTES, self), *super().get_urls()]

    def get_readonly_fields(self, request, obj=None):
        return ["version", "names"] if obj and obj.has_joined else []

    def get_fieldsets(self, request, obj=None):
        """What those who joined were promised cannot be changed: it is shown in words."""
        promised = ["questionnaire", "names_asked"]
        if obj and obj.has_joined:
            promised = ["version", "names"]
        return [(None, {"fields": ["title", *promised]}), *self.fieldsets]

    def response_add(self, request, obj, post_url_continue=None):
        """Lead on to joining, unless somebody wants to go on editing or adding."""
        if "_continue" in request.POST or "_addanother" in request.POST:
            return super().response_add(request, obj, post_url_continue)
        self.message_user(
            request,
            _("The cohort is made. Here is how learners come in."),
            messages.SUCCESS,
        )
        return HttpResponseRedirect(self.address_of(obj, "joining"))

    @admin.display(description=_("cohort"), ordering="title")
    def pages(self, cohort):
        return self.link_to(cohort, "overview")

    @admin.display(description=_("With names or anonymous"))
    def names(self, cohort):
        return dict(NAMES)[cohort.names_asked]

    @admin.display(description=_("join code"))
    def join_code(self, cohort):
        return cohort.code
