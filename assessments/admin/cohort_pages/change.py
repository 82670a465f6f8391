"""Before and after: what changed between the first and the last attempt of those who answered again."""

from django.utils.translation import gettext_lazy as _

from assessments import repeats
from assessments.admin.cohort_pages.access import page
from assessments.admin.cohort_pages.results import language_context
from assessments.cohorts import POOLED, CohortSummary


def change(request, cohort):
    summary = CohortSummary(cohort)
    language = summary.chosen(request.GET.get("language", ""))
    if language == POOLED:
        language = summary.chosen("")
    context = language_context(summary, language) | {"change": repeats.cohort_change(cohort, language)}
    return page(request, cohort, "over_time", _("Before and after"), context)
