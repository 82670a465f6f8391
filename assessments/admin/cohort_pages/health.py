"""How well the instrument itself does in this cohort."""

from django.utils.translation import gettext_lazy as _

from assessments import technical_sheets, verdicts
from assessments.admin.cohort_pages.access import page
from assessments.admin.cohort_pages.results import language_context
from assessments.cohorts import POOLED, CohortSummary, shown_first
from assessments.figures import OMEGA


def health(request, cohort):
    summary = CohortSummary(cohort)
    language = summary.chosen(request.GET.get("language", ""))
    figures = summary.figures(language)
    context = language_context(summary, language) | {
        "figures": figures,
        "verdict": verdicts.of_alpha(figures),
        "rows": _rows(cohort.questionnaire, figures),
        "omega": _omega(summary, language) if request.GET.get("omega") else None,
        "may_ask_omega": figures.n >= OMEGA and language != POOLED,
    }
    return page(request, cohort, "health", _("Instrument health"), context)


def _rows(questionnaire, figures):
    """Each row with its numbers and what they mean in plain words."""
    found = {row.number: row for row in questionnaire.rows.all()}
    return [(found[each.number], each, verdicts.of_row(each, figures)) for each in figures.row_health]


def _omega(summary, language):
    """Of those whose figures are shown; reads answers, so only when asked for."""
    if language == POOLED:
        return None
    return technical_sheets.omega_of(shown_first(summary.cohort, language), summary.cohort.questionnaire)
