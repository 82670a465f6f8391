"""What the class needs next, row by row, and a plan for it to print."""

from django.utils.translation import gettext_lazy as _

from assessments.cohorts.summary import CohortSummary
from assessments.cohorts.teaching import CHOICES, materials
from assessments.statistics.group_statistics import LEAST_FOR_ROW_MEANS
from assessments.trainers.frame import page
from assessments.trainers.pages.results import language_context

SUGGESTED = 3


def teach(request, cohort):
    summary, language, figures = _asked(request, cohort)
    context = language_context(summary, language) | {
        "figures": figures,
        "materials": materials(cohort.questionnaire, figures.by_need()),
        "is_small": figures.n < LEAST_FOR_ROW_MEANS,
        "suggested": SUGGESTED,
    }
    return page(request, cohort, "teach", _("Teach next"), context)


def plan(request, cohort):
    """The rows ticked, or else the first few, with everything a class needs for them."""
    summary, language, figures = _asked(request, cohort)
    ticked = {
        int(number)
        for number in request.GET.getlist("row")
        if number.isdecimal() and len(number) < 4
    }
    ordered = figures.by_need()
    chosen = [row for row in ordered if row.number in ticked] or ordered[:SUGGESTED]
    context = language_context(summary, language) | {
        "figures": figures,
        "materials": materials(cohort.questionnaire, chosen[:CHOICES]),
    }
    return page(request, cohort, "plan", _("Plan for the next class"), context)


def _asked(request, cohort):
    summary = CohortSummary(cohort)
    language = summary.chosen(request.GET.get("language", ""))
    return summary, language, summary.figures(language)
