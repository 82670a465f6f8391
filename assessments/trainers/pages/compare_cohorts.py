"""A cohort beside another of one's own, of the same version and in one language."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from assessments.cohorts.summary import CohortSummary
from assessments.groups.paging import parse_id
from assessments.models import Cohort, Row
from assessments.staff.labels import percent
from assessments.statistics.group_statistics import GroupFigures, RowShares
from assessments.trainers.frame import page
from assessments.trainers.pages.domain_lines import DomainLine, domain_lines
from assessments.trainers.pages.language_choice import (
    chosen_language,
    language_context,
)

MOST_ROWS = 5
NOT_SHOWN = "–"


@dataclass(frozen=True)
class CohortColumn:
    """The figures of one of the two cohorts; `rows` are those it needs most."""

    cohort: Cohort
    figures: GroupFigures
    domains: list[DomainLine]
    rows: list[tuple[Row, RowShares]]


def compare_cohorts(request, cohort):
    others = _comparable_with(cohort, request.user)
    other_id = parse_id(request.GET.get("other", ""))
    other = others.select_related("questionnaire").filter(pk=other_id).first()
    summary = CohortSummary(cohort)
    language = chosen_language(request, summary, may_pool=False)

    context = language_context(summary, language) | {"others": others, "other": other}
    if other:
        left = _column(cohort, language)
        right = _column(other, language)
        context |= {
            "columns": [left, right],
            "domain_pairs": list(zip(left.domains, right.domains)),
            "bands": _band_lines(left, right),
        }
    title = _("Two cohorts side by side")
    return page(request, cohort, "compare_cohorts", title, context, tab="results")


def _comparable_with(cohort, user):
    own = Cohort.objects.scoped_for(user)
    return own.filter(questionnaire=cohort.questionnaire).exclude(pk=cohort.pk)


def _column(cohort, language):
    figures = CohortSummary(cohort).figures(language)
    rows_by_number = {}
    for row in cohort.questionnaire.rows.select_related("competency"):
        rows_by_number[row.number] = row
    needed_most = figures.by_need()[:MOST_ROWS]
    return CohortColumn(
        cohort=cohort,
        figures=figures,
        domains=domain_lines(figures),
        rows=[(rows_by_number[shares.number], shares) for shares in needed_most],
    )


def _band_lines(left, right):
    """Return (range of the band, share on the left, share on the right) of each band."""
    left_shares = _shares_in_words(left.figures)
    right_shares = _shares_in_words(right.figures)
    lines = []
    for band in left.cohort.questionnaire.bands.order_by("order"):
        line = (
            f"{band.lower}–{band.upper}",
            left_shares.get(band.key, NOT_SHOWN),
            right_shares.get(band.key, NOT_SHOWN),
        )
        lines.append(line)
    return lines


def _shares_in_words(figures):
    return {share.key: percent(share.percent) for share in figures.bands}
