"""The result, its domain pages, and what the person says of single rows."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from assessments.candidates.views.access import attempt_of, personal, submitted_of
from assessments.measurement.answers import BadAnswer
from assessments.models import Participant
from assessments.sittings import attempts, signed_links
from assessments.sittings.quality_labels import labels_of
from assessments.sittings.result_report import ResultReport
from assessments.sittings.signed_links import link_address
from competencies.models import Competency


@require_safe
@personal
def result(
    request: HttpRequest, participant: Participant, ordinal: int
) -> HttpResponse:
    attempt = attempt_of(participant, ordinal)
    if not attempt.is_submitted:
        return redirect("review", ordinal)
    made = participant.attempts.count()
    context = {
        "attempt": attempt,
        "report": ResultReport(attempt),
        "reading_notes": labels_of(attempt, made),
        "may_repeat": made == ordinal
        and attempts.may_repeat(participant, timezone.now()),
        "link": signed_links.token_for(participant),
        "link_address": link_address(request, participant),
    }
    return render(request, "candidates/result.html", context)


@require_safe
@personal
def domain(
    request: HttpRequest, participant: Participant, ordinal: int, key: str
) -> HttpResponse:
    attempt = submitted_of(participant, ordinal)
    report = ResultReport(attempt)
    if key not in attempt.domain_scores:
        raise Http404
    context = {
        "attempt": attempt,
        "report": report,
        "score": report.domain(key),
        "level_text": report.level_text(key),
        "rows": _with_lists(report.rows_of(key)),
    }
    return render(request, "candidates/domain.html", context)


def _with_lists(rows):
    """The rows, each with its competency's behaviours and actions."""
    ids = [row.competency.pk for row in rows]
    found = Competency.objects.prefetch_related("behaviours", "actions").in_bulk(ids)
    return [(row, found[row.competency.pk]) for row in rows]


@require_POST
@personal
def thought(
    request: HttpRequest, participant: Participant, ordinal: int
) -> HttpResponse:
    """A mark on one row: `row` its number, `mark` one of the letters of `attempts`."""
    attempt = submitted_of(participant, ordinal)
    try:
        row = int(request.POST.get("row", ""))
        attempts.mark_row(
            attempt=attempt,
            row=row,
            mark=request.POST.get("mark", ""),
            now=timezone.now(),
        )
    except (BadAnswer, ValueError):
        raise Http404 from None
    address = reverse("result", args=[ordinal])
    return redirect(f"{address}#thought-{row}")


@require_POST
@personal
def repeat(
    request: HttpRequest, participant: Participant, ordinal: int
) -> HttpResponse:
    attempt_of(participant, ordinal)
    newest = attempts.repeat(participant=participant, after=ordinal, now=timezone.now())
    return redirect("rows", newest.ordinal, 1)
