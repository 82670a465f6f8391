"""Two learners, or two cohorts, side by side."""

from django.http import Http404
from django.utils.translation import gettext_lazy as _

from assessments.cohorts.summary import POOLED, CohortSummary
from assessments.groups.paging import parse_id
from assessments.measurement import feedback_rules
from assessments.models import Attempt, Cohort
from assessments.sittings.result_report import ResultReport
from assessments.staff.labels import percent
from assessments.staff.result_words import language_of
from assessments.trainers.frame import page
from assessments.trainers.pages.results import domains_of, language_context
from competencies.models import Note

MOST_ROWS = 5


def learners(request, cohort):
    """The first submitted attempts of the two learners ticked."""
    if not cohort.names_asked:
        raise Http404
    ticked = [pk for pk in map(parse_id, request.GET.getlist("learner")) if pk]
    first = Attempt.objects.submitted().filter(
        cohort=cohort, ordinal=1, participant__in=ticked
    )
    found = list(
        first.select_related("participant", "questionnaire").order_by(
            "participant__name", "pk"
        )[:3]
    )
    reports = [ResultReport(attempt) for attempt in found] if len(found) == 2 else []
    context = {
        "reports": reports,
        "languages": [language_of(report.attempt) for report in reports],
        "domains": _domains(reports),
        "rows": _rows(reports),
    }
    return page(
        request, cohort, "side_by_side", _("Two learners side by side"), context
    )


def _domains(reports):
    """(domain, score of one, score of the other, whether they may be called different)."""
    if not reports:
        return []
    least = Note.objects.get(key="domain-reading").number
    return [
        (
            one.domain,
            one,
            other,
            feedback_rules.different(one.score, other.score, least),
        )
        for one, other in zip(*(report.domains for report in reports), strict=True)
    ]


def _rows(reports):
    return (
        list(zip(*(report.rows for report in reports), strict=True)) if reports else []
    )


def cohorts(request, cohort):
    """Beside another of one's own cohorts, of the same version and in the same language
    only.
    """
    others = (
        Cohort.objects.scoped_for(request.user)
        .filter(questionnaire=cohort.questionnaire)
        .exclude(pk=cohort.pk)
    )
    other = (
        others.select_related("questionnaire")
        .filter(pk=parse_id(request.GET.get("other", "")))
        .first()
    )
    summary = CohortSummary(cohort)
    language = summary.chosen(request.GET.get("language", ""))
    if language == POOLED:
        language = summary.chosen("")
    columns = [_column(each, language) for each in (cohort, other) if each]
    context = language_context(summary, language) | {
        "others": others,
        "other": other,
        "columns": columns,
    }
    if other:
        context |= {
            "domain_pairs": list(zip(*(column["domains"] for column in columns))),
            "bands": _bands(columns),
        }
    return page(
        request, cohort, "cohorts_side_by_side", _("Two cohorts side by side"), context
    )


def _column(cohort, language):
    figures = CohortSummary(cohort).figures(language)
    found = {
        row.number: row
        for row in cohort.questionnaire.rows.select_related("competency")
    }
    rows = [(found[share.number], share) for share in figures.by_need()[:MOST_ROWS]]
    return {
        "cohort": cohort,
        "figures": figures,
        "domains": domains_of(figures),
        "rows": rows,
    }


def _bands(columns):
    """(band's title, share in one, share in the other); a dash where there are too few
    people.
    """
    bands = columns[0]["cohort"].questionnaire.bands.order_by("order")
    shares = [
        {share.key: percent(share.percent) for share in column["figures"].bands}
        for column in columns
    ]
    return [
        (f"{band.lower}–{band.upper}", *(share.get(band.key, "–") for share in shares))
        for band in bands
    ]
