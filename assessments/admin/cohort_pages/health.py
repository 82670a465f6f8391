"""How well the instrument itself does in this cohort."""

from django.utils.translation import gettext_lazy as _

from assessments import verdicts
from assessments.admin.cohort_pages.access import page
from assessments.admin.cohort_pages.results import language_context
from assessments.cohorts import CohortSummary


def health(request, cohort):
    summary = CohortSummary(cohort)
    language = summary.chosen(request.GET.get("language", ""))
    figures = summary.figures(language)
    context = language_context(summary, language) | {
        "figures": figures,
        "verdict": verdicts.of_alpha(figures),
        "rows": _rows(cohort.questionnaire, figures),
    }
    return page(request, cohort, "health", _("Instrument health"), context)


def _rows(questionnaire, figures):
    """Each row with its numbers and what they mean in plain words."""
    found = {row.number: row for row in questionnaire.rows.all()}
    return [(found[each.number], each, verdicts.of_row(each, figures)) for each in figures.row_health]
