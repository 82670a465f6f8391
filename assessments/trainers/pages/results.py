"""The figures of a cohort, a language at a time."""

from django.utils.translation import gettext_lazy as _

from assessments.cohorts.summary import CohortSummary
from assessments.measurement import chart_geometry
from assessments.trainers.frame import page
from assessments.trainers.pages.domain_lines import domain_lines
from assessments.trainers.pages.language_choice import (
    chosen_language,
    language_context,
)


def results(request, cohort):
    summary = CohortSummary(cohort)
    language = chosen_language(request, summary)
    figures = summary.figures(language)

    counts = [share.n for share in figures.histogram]
    columns = chart_geometry.columns(counts)
    context = language_context(summary, language) | {
        "figures": figures,
        "bands": _with_titles(cohort, figures.bands),
        "histogram": list(zip(columns, figures.histogram, strict=True)),
        "histogram_width": chart_geometry.COLUMN_STEP * len(counts),
        "domains": domain_lines(figures),
    }
    return page(request, cohort, "results", _("Results"), context, tab="results")


def _with_titles(cohort, shares):
    titles = {band.key: band.title for band in cohort.questionnaire.bands.all()}
    return [(titles[share.key], share) for share in shares]
