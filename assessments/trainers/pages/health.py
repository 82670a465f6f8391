"""How well the instrument itself does in this cohort."""

from django.utils.translation import gettext_lazy as _

from assessments.cohorts import item_advice, technical_sheet
from assessments.cohorts.summary import POOLED, CohortSummary, shown_first
from assessments.statistics.group_statistics import LEAST_FOR_OMEGA
from assessments.trainers.frame import page
from assessments.trainers.pages.results import language_context


def health(request, cohort):
    summary = CohortSummary(cohort)
    language = summary.chosen(request.GET.get("language", ""))
    figures = summary.figures(language)
    context = language_context(summary, language) | {
        "figures": figures,
        "verdict": item_advice.of_alpha(figures),
        "rows": _rows(cohort.questionnaire, figures),
        "omega": _omega(summary, language) if request.GET.get("omega") else None,
        "may_ask_omega": figures.n >= LEAST_FOR_OMEGA and language != POOLED,
    }
    return page(request, cohort, "health", _("Instrument health"), context)


def _rows(questionnaire, figures):
    """Each row with its numbers and what they mean in plain words."""
    found = {row.number: row for row in questionnaire.rows.all()}
    return [
        (found[each.number], each, item_advice.of_row(each, figures))
        for each in figures.row_health
    ]


def _omega(summary, language):
    """Of those whose figures are shown; reads answers, so only when asked for."""
    if language == POOLED:
        return None
    return technical_sheet.omega_of(
        shown_first(summary.cohort, language), summary.cohort.questionnaire
    )
