"""HR's screening rounds: what they are, who is on them, and the way to their own pages."""

from django.contrib import admin, messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_tasks_db.models import DBTaskResult

from assessments.hr.rounds.forms import RoundForm, in_words, question_name
from assessments.hr.routes import ROUTES
from assessments.models import DOMAINS, Attempt, CohortStaff, Purpose, ScreeningRound
from assessments.models.cohort import PERMISSIONS
from assessments.screening import interview_guide, rounds
from assessments.setup.roles import HR
from assessments.staff.group_admin import GroupAdmin, StaffInline, StaffOnGroup
from assessments.staff.routes import ROLES, urls_of

Role = CohortStaff.Role
QUESTIONS_UNTIL = _(
    "The questions can be changed until the round is open and somebody is invited."
)

# The queue's rows say nothing that the rounds' own pages do not say better.
admin.site.unregister(DBTaskResult)


class StaffOnRound(StaffOnGroup):
    head = Role.LEAD
    permission = PERMISSIONS[Purpose.APPLICATION]
    nobody_left = _("Somebody has to stay on the round as its lead.")


class HRInline(StaffInline):
    formset = StaffOnRound
    verbose_name = _("person on the round")
    verbose_name_plural = _("staff on the round")
    roles = ROLES[Purpose.APPLICATION]
    group = HR


def core_question_of(domain):
    """Return a read-only field with the domain's core question, for those who may only
    read the settings.
    """

    @admin.display(description=Attempt._meta.get_field(domain).verbose_name)
    def core_question(screening_round):
        for competency in interview_guide.core_competencies(screening_round):
            if competency.domain.key == domain:
                return in_words(competency)
        return "–"

    core_question.__name__ = question_name(domain)
    return core_question


CORE_QUESTIONS = [core_question_of(domain) for domain in DOMAINS]
QUESTION_NAMES = [question_name(domain) for domain in DOMAINS]


@admin.register(ScreeningRound)
class RoundAdmin(GroupAdmin):
    purpose = Purpose.APPLICATION
    head = Role.LEAD
    people_stay = _("Applicants are on it, so this round stays.")
    form = RoundForm
    list_display = [
        "pages",
        "vacancy",
        "state",
        "listed",
        "started",
        "submitted",
        "closes_at",
        "created_at",
    ]
    inlines = [HRInline]

    def get_urls(self):
        return [*urls_of(ROUTES, self), *super().get_urls()]

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        """The tabs above the form are the same as on the round's own pages."""
        context["is_lead"] = (
            bool(obj)
            and self.model.objects.changeable_by(request.user)
            .filter(pk=obj.pk)
            .exists()
        )
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def get_readonly_fields(self, request, obj=None):
        return ["employer", "vacancy", "version"] if obj and obj.has_joined else []

    def get_fieldsets(self, request, obj=None):
        """What those invited were told of the round stays."""
        version = "version" if obj and obj.has_joined else "questionnaire"
        questions = CORE_QUESTIONS
        if obj is None or self.has_change_permission(request, obj):
            questions = QUESTION_NAMES
        return [
            (None, {"fields": ["title", "employer", "vacancy", version]}),
            (
                _("When"),
                {"fields": ["opens_at", "closes_at", "time_zone", "grace_minutes"]},
            ),
            (_("Answering and keeping"), {"fields": ["languages", "retention_months"]}),
            (
                _("The interview: one question a domain, the same for everyone"),
                {
                    "fields": [*questions, "hides_score"],
                    "description": QUESTIONS_UNTIL,
                },
            ),
        ]

    def save_model(self, request, obj, form, change):
        rounds.save_settings(screening_round=obj)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        if not form.chosen_competencies:
            return
        try:
            rounds.choose_core_questions(
                screening_round=form.instance,
                competencies=form.chosen_competencies,
                now=timezone.now(),
            )
        except rounds.QuestionsSettled:
            self.message_user(request, QUESTIONS_UNTIL, messages.ERROR)

    def response_add(self, request, obj, post_url_continue=None):
        """On to the applicants, unless somebody wants to go on editing or adding."""
        if {"_continue", "_addanother"} & set(request.POST):
            return super().response_add(request, obj, post_url_continue)
        self.message_user(
            request, _("The round is made. Now invite applicants."), messages.SUCCESS
        )
        return HttpResponseRedirect(
            reverse("admin:assessments_screeninground_applicants", args=[obj.pk])
        )

    @admin.display(description=_("screening round"), ordering="title")
    def pages(self, screening_round):
        return self.link_to(screening_round, "applicants")
