"""The result, its domain pages, its PDF, and the marks a person sets on rows."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from assessments.candidates.views.access import (
    as_download,
    attempt_of,
    personal,
    submitted_attempt_of,
)
from assessments.documents import result_document
from assessments.measurement.answers import BadAnswer
from assessments.models import Participant
from assessments.sittings import attempts, signed_links
from assessments.sittings.quality_labels import labels_of
from assessments.sittings.result_report import AnsweredRow, ResultReport
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
    attempt_count = participant.attempts.count()
    is_newest = attempt_count == ordinal
    context = {
        "attempt": attempt,
        "report": ResultReport(attempt),
        "reading_notes": labels_of(attempt, attempt_count),
        "may_repeat": is_newest and attempts.may_repeat(participant, timezone.now()),
        "link": signed_links.token_for(participant),
        "link_address": link_address(request, participant),
    }
    return render(request, "candidates/result.html", context)


@require_safe
@personal
def domain(
    request: HttpRequest, participant: Participant, ordinal: int, key: str
) -> HttpResponse:
    attempt = submitted_attempt_of(participant, ordinal)
    report = ResultReport(attempt)
    if key not in attempt.domain_scores:
        raise Http404
    context = {
        "attempt": attempt,
        "report": report,
        "score": report.domain(key),
        "level_text": report.level_text(key),
        "rows": _rows_with_competencies(report.rows_of(key)),
    }
    return render(request, "candidates/domain.html", context)


def _rows_with_competencies(
    rows: list[AnsweredRow],
) -> list[tuple[AnsweredRow, Competency]]:
    """Pair each row with its competency, whose behaviours and actions are fetched."""
    ids = [row.competency.pk for row in rows]
    competencies = Competency.objects.prefetch_related("behaviours", "actions")
    competency_by_id = competencies.in_bulk(ids)
    return [(row, competency_by_id[row.competency.pk]) for row in rows]


@require_safe
@personal
def result_pdf(
    request: HttpRequest, participant: Participant, ordinal: int
) -> HttpResponse:
    attempt = submitted_attempt_of(participant, ordinal)
    content = result_document.result_pdf(attempt, now=timezone.now())
    name = "-".join([_("my-result"), f"{ordinal}.pdf"])
    response = HttpResponse(content, content_type="application/pdf")
    return as_download(response, name)


@require_POST
@personal
def mark_row(
    request: HttpRequest, participant: Participant, ordinal: int
) -> HttpResponse:
    """Set a mark on one row: `row` is its number, `mark` a letter of `attempts`."""
    attempt = submitted_attempt_of(participant, ordinal)
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
