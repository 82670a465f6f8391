"""What changed between two attempts of those who answered again."""

from django.utils.translation import gettext_lazy as _

from assessments.cohorts.before_after import cohort_change
from assessments.cohorts.summary import CohortSummary
from assessments.trainers.frame import page
from assessments.trainers.pages.language_choice import (
    chosen_language,
    language_context,
)


def before_and_after(request, cohort):
    summary = CohortSummary(cohort)
    language = chosen_language(request, summary, may_pool=False)
    context = language_context(summary, language) | {
        "change": cohort_change(cohort, language)
    }
    return page(
        request, cohort, "before_after", _("Before and after"), context, tab="learners"
    )
