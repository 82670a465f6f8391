"""Before and after: what changed between the first and the last attempt of those who
answered again.
"""

from django.utils.translation import gettext_lazy as _

from assessments.cohorts import before_after
from assessments.cohorts.summary import POOLED, CohortSummary
from assessments.trainers.frame import page
from assessments.trainers.pages.results import language_context


def change(request, cohort):
    summary = CohortSummary(cohort)
    language = summary.chosen(request.GET.get("language", ""))
    if language == POOLED:
        language = summary.chosen("")
    context = language_context(summary, language) | {
        "change": before_after.cohort_change(cohort, language)
    }
    return page(request, cohort, "before_after", _("Before and after"), context)
