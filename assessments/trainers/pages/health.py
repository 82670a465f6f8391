"""How well the questionnaire itself measures in this cohort."""

from django.utils.translation import gettext_lazy as _

from assessments.cohorts import item_advice, technical_sheet
from assessments.cohorts.summary import POOLED, CohortSummary, released_first_attempts
from assessments.statistics.group_statistics import LEAST_FOR_OMEGA
from assessments.trainers.frame import page
from assessments.trainers.pages.language_choice import (
    chosen_language,
    language_context,
)


def health(request, cohort):
    summary = CohortSummary(cohort)
    language = chosen_language(request, summary)
    figures = summary.figures(language)
    is_pooled = language == POOLED

    # It reads every answer, so it is worked out only when asked for.
    omega = None
    if request.GET.get("omega") and not is_pooled:
        attempts = released_first_attempts(cohort, language)
        omega = technical_sheet.omega_of(attempts, cohort.questionnaire)

    context = language_context(summary, language) | {
        "figures": figures,
        "verdict": item_advice.alpha_advice(figures),
        "rows": _rows_with_advice(cohort.questionnaire, figures),
        "omega": omega,
        "may_ask_omega": figures.n >= LEAST_FOR_OMEGA and not is_pooled,
    }
    return page(
        request, cohort, "health", _("Instrument health"), context, tab="health"
    )


def _rows_with_advice(questionnaire, figures):
    """Return (row, its figures, what they mean in plain words) of each row."""
    rows = {row.number: row for row in questionnaire.rows.all()}
    lines = []
    for row_health in figures.row_health:
        advice = item_advice.row_advice(row_health, figures)
        lines.append((rows[row_health.number], row_health, advice))
    return lines
