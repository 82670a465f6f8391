"""Numbers of a cohort, a language at a time."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from assessments.cohorts.summary import POOLED, CohortSummary
from assessments.measurement import chart_geometry
from assessments.trainers.frame import page
from competencies.models import Domain


def results(request, cohort):
    summary = CohortSummary(cohort)
    language = summary.chosen(request.GET.get("language", ""))
    figures = summary.figures(language)
    context = language_context(summary, language) | {
        "figures": figures,
        "bands": _titled(cohort, figures.bands),
        "histogram": list(
            zip(
                chart_geometry.columns([share.n for share in figures.histogram]),
                figures.histogram,
            )
        ),
        "histogram_width": chart_geometry.COLUMN_STEP * len(figures.histogram),
        "domains": domains_of(figures),
    }
    return page(request, cohort, "results", _("Results"), context)


def language_context(summary, language):
    """The groups to choose from, and what the chosen one leaves out."""
    return {
        "summary": summary,
        "language": language,
        "language_name": language_name(language),
        "is_pooled": language == POOLED,
        "waiting": summary.has_waiting,
        "groups": [
            {
                "group": group,
                "name": language_name(group.language),
                "figures": summary.figures(group.language),
            }
            for group in summary.languages
        ],
    }


def language_name(code):
    return dict(settings.LANGUAGES).get(code, _("all languages together"))


def _titled(cohort, shares):
    titles = {band.key: band.title for band in cohort.questionnaire.bands.all()}
    return [(titles[share.key], share) for share in shares]


def domains_of(figures):
    """Each domain with mean and SD of its score, and where a drawing puts them."""
    return [
        (
            domain,
            *figures.domain(domain.key),
            chart_geometry.spread(*(each.value for each in figures.domain(domain.key))),
        )
        for domain in Domain.objects.order_by("order")
        if any(row.domain == domain.key for row in figures.key.rows)
    ]
