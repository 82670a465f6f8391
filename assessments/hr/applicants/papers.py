"""One applicant's papers as PDF: the result, the interview guide, the decision record."""

from django.contrib import messages
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.documents.guide_document import guide_pdf
from assessments.documents.record_document import record_pdf
from assessments.documents.result_document import result_pdf
from assessments.hr.applicants.opening import (
    AccessKind,
    is_person_open,
    may_see_score,
    open_for,
    redirect_to_applicant,
    visible_person,
)
from assessments.screening import interview_guide
from assessments.screening.applicants import first_submitted_attempt
from assessments.staff.downloads import as_file

KINDS = ("result", "guide", "record")


def paper(request, screening_round, applicant_pk, kind):
    """Download one of `KINDS`; the applicant reads that the result was taken."""
    person = visible_person(screening_round, applicant_pk)
    if kind not in KINDS:
        raise Http404
    if kind != "guide" and not may_see_score(request, screening_round, person):
        messages.error(request, _("First save your own ratings; then this opens."))
        return redirect_to_applicant(screening_round, person)
    if not is_person_open(request, screening_round, person):
        return redirect_to_applicant(screening_round, person)

    now = timezone.now()
    attempt = first_submitted_attempt(person)
    if kind == "record":
        content = record_pdf(screening_round, person, now=now)
    elif kind == "guide":
        questions = interview_guide.guide_for(screening_round, person, attempt)
        content = guide_pdf(questions, screening_round=screening_round, now=now)
    elif attempt is None:
        messages.error(request, _("Nothing has been submitted yet."))
        return redirect_to_applicant(screening_round, person)
    else:
        open_for(request, screening_round, [person], AccessKind.PAPER)
        content = result_pdf(attempt, now=now)
    return as_file(content, "application/pdf", f"{person.name} {kind}.pdf")
