"""Attempts of one's own cohorts, to read.

Nobody adds, changes or deletes one here: a score is never typed.
"""

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from assessments.groups.people import ids_by_name_or_number
from assessments.measurement import bands, chart_geometry
from assessments.measurement.journey import Journey
from assessments.models import DOMAINS, Attempt
from assessments.sittings.quality_labels import labels_of
from assessments.sittings.result_report import ResultReport
from assessments.staff import result_words
from assessments.staff.read_only import ReadOnly
from assessments.trainers.attempt_filters import (
    BandFilter,
    ByTimeOnly,
    CohortFilter,
    LanguageFilter,
    NewestOnly,
    StartedFilter,
    readable_cohorts,
)


@admin.register(Attempt)
class AttemptAdmin(ReadOnly, admin.ModelAdmin):
    list_display = [
        "participant",
        "score",
        "band_titles",
        *DOMAINS,
        "language_name",
        "started_at",
        "submitted_at",
    ]
    list_filter = [CohortFilter, BandFilter, LanguageFilter, "state", StartedFilter]
    search_fields = ["participant__name"]
    search_help_text = _("A learner's whole name or number")
    list_per_page = 50
    list_max_show_all = 0
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    paginator = NewestOnly
    # The score ranks nobody.
    sortable_by = ["started_at"]
    empty_value_display = "–"
    actions = None
    view_on_site = False

    def get_queryset(self, request):
        attempts = Attempt.objects.filter(cohort__in=readable_cohorts(request.user))
        return attempts.select_related(
            "participant", "cohort", "questionnaire"
        ).prefetch_related("questionnaire__bands")

    def get_search_results(self, request, queryset, search_term):
        """Look for the people first, by their index, then for what they answered."""
        if not search_term:
            return queryset, False
        text = search_term.replace("\0", "").strip()
        people = ids_by_name_or_number(readable_cohorts(request.user), text)
        return queryset.filter(participant__in=people), False

    def lookup_allowed(self, lookup, value, request):
        """Allow the filters shown; others could ask for the answers of a draft."""
        return lookup in ("band", "language", "cohort", "started", "state__exact")

    def get_changelist(self, request, **kwargs):
        return ByTimeOnly

    def change_view(self, request, object_id, form_url="", extra_context=None):
        is_reading = request.method in ("GET", "HEAD")
        if not is_reading or not self.has_view_permission(request):
            raise PermissionDenied
        attempt = self.get_object(request, unquote(object_id))
        if attempt is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)

        context = self.admin_site.each_context(request) | {
            "opts": self.opts,
            "attempt": attempt,
            "title": _("Attempt %s") % attempt,
        }
        if attempt.is_submitted:
            context |= result_context(attempt)
        else:
            # Of a draft only how far it has come, never an answer.
            context["journey"] = Journey(attempt.answers)
        template = "admin/assessments/attempt/change_form.html"
        return TemplateResponse(request, template, context)

    @admin.display(description=_("score"))
    def score(self, attempt):
        return f"{attempt.total} ± {attempt.width}" if attempt.is_submitted else None

    @admin.display(description=_("band"))
    def band_titles(self, attempt):
        return result_words.band_titles(attempt) if attempt.is_submitted else None

    @admin.display(description=_("language"))
    def language_name(self, attempt):
        return result_words.language_of(attempt)


def result_context(attempt):
    report = ResultReport(attempt)
    cuts = bands.cuts(report.key.bands)
    return {
        "report": report,
        "cuts": [chart_geometry.bar_length(cut) for cut in cuts],
        "language": result_words.language_of(attempt),
        "notes": labels_of(attempt, attempt.participant.attempts.count()),
    }
