"""Two to four applicants side by side, domain by domain, in words."""

from django.http import QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from assessments.groups.paging import parse_id
from assessments.hr.pages.frame import page
from assessments.hr.pages.visibility import AccessKind, is_open, note
from assessments.models import Attempt, Participant
from assessments.screening import access_log, applicants
from assessments.sittings.result_report import ResultReport
from assessments.staff.result_words import language_of

LEAST = 2
MOST = 4


def open_comparison(request, cohort):
    """From the ticks of the list."""
    people = _ticked(request, cohort, request.POST)
    if LEAST <= len(people) <= MOST:
        note(request, cohort, people, AccessKind.COMPARISON)
    query = QueryDict(mutable=True)
    query.setlist("applicant", [person.pk for person in people])
    address = reverse("admin:assessments_screeninground_compare", args=[cohort.pk])
    return redirect(f"{address}?{query.urlencode()}")


def compare(request, cohort):
    people = _ticked(request, cohort, request.GET)
    fits = LEAST <= len(people) <= MOST
    opened = fits and all(
        is_open(request, cohort, person, AccessKind.COMPARISON) for person in people
    )
    reports = (
        [ResultReport(attempt) for attempt in _first_attempts(people)] if opened else []
    )
    context = {
        "people": people,
        "fits": fits,
        "reports": reports,
        "languages": [language_of(report.attempt) for report in reports],
        "domains": _domains(reports),
    }
    return page(request, cohort, "compare", _("Side by side"), context)


def _ticked(request, cohort, query):
    """Those of the round who have submitted and whose score this person may see; five
    tell of too many.
    """
    ids = [pk for pk in map(parse_id, query.getlist("applicant")) if pk][: MOST * 5]
    found = applicants.visible(cohort).filter(
        pk__in=ids, state=Participant.State.SUBMITTED
    )
    people = access_log.with_score(
        user=request.user, screening_round=cohort, people=found.order_by("name", "pk")
    )
    return people[: MOST + 1]


def _first_attempts(people):
    first = Attempt.objects.submitted().filter(ordinal=1, participant__in=people)
    return first.select_related("participant", "questionnaire").order_by(
        "participant__name", "participant"
    )


def _domains(reports):
    """(domain, the applicants' entries): each with its level and text, and its rows in
    words.
    """
    if not reports:
        return []
    return [
        (domain, [_entry(report, domain.key) for report in reports])
        for domain in (score.domain for score in reports[0].domains)
    ]


def _entry(report, key):
    """In the order of the rows: what one confirmed may not stand elsewhere than with
    the others.
    """
    rows = [row for row in report.rows if row.competency.domain.key == key]
    return {"level": report.domain(key).level, "rows": rows}
