"""Two to four applicants side by side, domain by domain, in words."""

from dataclasses import dataclass

from django.http import QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from assessments.groups.paging import parse_id
from assessments.hr.applicants.opening import AccessKind, is_open, open_for
from assessments.hr.frame import page
from assessments.models import Attempt, Participant
from assessments.screening import applicants, score_visibility
from assessments.sittings.result_report import ResultReport
from assessments.staff.result_words import language_of

LEAST = 2
MOST = 4


@dataclass(frozen=True)
class ComparedDomain:
    """What one applicant says in a domain: its level, and its rows in their order.

    Confirmed rows do not come first here, so that they stand beside the others' rows.
    """

    level: object
    rows: list


def open_comparison(request, screening_round):
    """Open the comparison of the applicants ticked in the list."""
    people = _ticked(request, screening_round, request.POST)
    if LEAST <= len(people) <= MOST:
        open_for(request, screening_round, people, AccessKind.COMPARISON)

    query = QueryDict(mutable=True)
    query.setlist("applicant", [person.pk for person in people])
    address = reverse(
        "admin:assessments_screeninground_compare", args=[screening_round.pk]
    )
    return redirect(f"{address}?{query.urlencode()}")


def compare(request, screening_round):
    people = _ticked(request, screening_round, request.GET)
    fits = LEAST <= len(people) <= MOST
    reports = []
    if fits and _are_open(request, screening_round, people):
        reports = [ResultReport(attempt) for attempt in _first_attempts(people)]

    context = {
        "people": people,
        "fits": fits,
        "reports": reports,
        "languages": [language_of(report.attempt) for report in reports],
        "domains": _domains(reports),
    }
    return page(
        request,
        screening_round,
        "applicants/compare",
        _("Side by side"),
        context,
        tab="applicants",
    )


def _ticked(request, screening_round, query):
    """Return those ticked who have submitted and whose score the user may see.

    At most one more than fits, which tells that there are too many.
    """
    ids = []
    for value in query.getlist("applicant"):
        pk = parse_id(value)
        if pk:
            ids.append(pk)
    ids = ids[: MOST * 5]
    submitted = applicants.visible(screening_round).filter(
        pk__in=ids, state=Participant.State.SUBMITTED
    )
    people = score_visibility.with_visible_score(
        user=request.user,
        screening_round=screening_round,
        people=submitted.order_by("name", "pk"),
    )
    return people[: MOST + 1]


def _are_open(request, screening_round, people):
    return all(
        is_open(request, screening_round, person, AccessKind.COMPARISON)
        for person in people
    )


def _first_attempts(people):
    first = Attempt.objects.submitted().filter(ordinal=1, participant__in=people)
    return first.select_related("participant", "questionnaire").order_by(
        "participant__name", "participant"
    )


def _domains(reports):
    """Return (domain, a `ComparedDomain` of each report) of every domain."""
    if not reports:
        return []
    compared = []
    for score in reports[0].domains:
        domain = score.domain
        entries = [_compared_domain(report, domain.key) for report in reports]
        compared.append((domain, entries))
    return compared


def _compared_domain(report, key):
    rows = [row for row in report.rows if row.competency.domain.key == key]
    return ComparedDomain(level=report.domain(key).level, rows=rows)
