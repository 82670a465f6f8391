"""What the class needs next, row by row, and a plan for it to print."""

from django.utils.translation import gettext_lazy as _

from assessments.cohorts.summary import CohortSummary
from assessments.cohorts.teaching import CHOICES, materials
from assessments.statistics.group_statistics import LEAST_FOR_ROW_MEANS
from assessments.trainers.frame import page
from assessments.trainers.pages.language_choice import (
    chosen_language,
    language_context,
)

SUGGESTED = 3
LONGEST_ROW_NUMBER = 3


def teach(request, cohort):
    summary = CohortSummary(cohort)
    language = chosen_language(request, summary)
    figures = summary.figures(language)
    context = language_context(summary, language) | {
        "figures": figures,
        "materials": materials(cohort.questionnaire, figures.by_need()),
        "is_small": figures.n < LEAST_FOR_ROW_MEANS,
        "suggested": SUGGESTED,
    }
    return page(request, cohort, "teach", _("Teach next"), context, tab="teach")


def plan(request, cohort):
    """Show the ticked rows, or else the first few, with everything to teach them."""
    summary = CohortSummary(cohort)
    language = chosen_language(request, summary)
    figures = summary.figures(language)

    by_need = figures.by_need()
    ticked = _ticked_rows(request)
    chosen = [row for row in by_need if row.number in ticked]
    if not chosen:
        chosen = by_need[:SUGGESTED]
    context = language_context(summary, language) | {
        "figures": figures,
        "materials": materials(cohort.questionnaire, chosen[:CHOICES]),
    }
    return page(
        request, cohort, "plan", _("Plan for the next class"), context, tab="teach"
    )


def _ticked_rows(request):
    ticked = set()
    for number in request.GET.getlist("row"):
        if number.isdecimal() and len(number) <= LONGEST_ROW_NUMBER:
            ticked.add(int(number))
    return ticked
