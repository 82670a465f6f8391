"""A person's own result as PDF."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from assessments.candidates.views.access import personal, submitted_of
from assessments.documents import result_document
from assessments.models import Participant


@require_safe
@personal
def result_pdf(
    request: HttpRequest, participant: Participant, ordinal: int
) -> HttpResponse:
    attempt = submitted_of(participant, ordinal)
    pdf = result_document.result_pdf(attempt, now=timezone.now())
    response = HttpResponse(pdf, content_type="application/pdf")
    response.headers["Content-Disposition"] = content_disposition_header(
        True, "-".join([_("my-result"), f"{ordinal}.pdf"])
    )
    return response
