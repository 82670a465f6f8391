"""The interview guide on the screen, with the interviewer's own ratings and notes."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.hr.applicants.applicant import redirect_withdrawn
from assessments.hr.applicants.forms import InterviewSheetForm
from assessments.hr.applicants.opening import (
    AccessKind,
    is_guide_open,
    open_for,
    redirect_to_applicant,
    visible_person,
)
from assessments.hr.frame import may_rate, page
from assessments.screening import interview_guide, interview_ratings
from assessments.screening.applicants import first_submitted_attempt


def guide(request, screening_round, applicant_pk):
    person = visible_person(screening_round, applicant_pk)
    if not is_guide_open(request, screening_round, person):
        if request.method != "POST":
            return redirect_to_applicant(screening_round, person)
        # An interview takes longer than the guide stays open: what was written is kept.
        open_for(request, screening_round, [person], AccessKind.GUIDE)

    attempt = first_submitted_attempt(person)
    questions = interview_guide.guide_for(screening_round, person, attempt)
    sheet = interview_ratings.sheet_of(person, request.user)

    if request.method != "POST":
        form = InterviewSheetForm(questions=questions, sheet=sheet)
        return _guide_page(request, screening_round, person, questions, form, sheet)
    if not may_rate(request):
        messages.error(request, _("You are on this round to read; interviewers rate."))
        form = InterviewSheetForm(questions=questions)
        return _guide_page(request, screening_round, person, questions, form, sheet)
    form = InterviewSheetForm(request.POST, questions=questions)
    if not form.is_valid():
        return _guide_page(request, screening_round, person, questions, form, sheet)

    try:
        sheet = interview_ratings.save_sheet(
            participant=person,
            interviewer=request.user,
            values=form.values,
            notes=form.notes,
            note=form.cleaned_data["note"],
            now=timezone.now(),
        )
    except interview_ratings.NotAnApplicant:
        return redirect_withdrawn(request, screening_round)
    if sheet.completed_at:
        message = _("Saved. All core questions are rated.")
    else:
        message = _("Saved. Core questions without a rating can be rated later.")
    messages.success(request, message)
    return redirect(
        "admin:assessments_screeninground_guide", screening_round.pk, person.pk
    )


def _guide_page(request, screening_round, person, questions, form, sheet):
    context = {
        "person": person,
        "guide": questions,
        "form": form,
        "sheet": sheet,
    }
    return page(
        request,
        screening_round,
        "applicants/guide",
        _("Interview guide"),
        context,
        tab="applicants",
    )
