"""The interview guide on the screen and on paper, with the interviewer's own ratings
and notes.
"""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.hr.forms.screening import SheetForm
from assessments.hr.pages.frame import may_rate, page
from assessments.hr.pages.visibility import (
    AccessKind,
    is_guide_open,
    note,
    person_of,
    to_applicant,
)
from assessments.models import InterviewSheet
from assessments.screening import interview_guide, interview_ratings


def guide(request, cohort, applicant):
    person = person_of(cohort, applicant)
    if not is_guide_open(request, cohort, person):
        if request.method != "POST":
            return to_applicant(cohort, person)
        # An interview takes longer than a look: what was written is never turned away.
        note(request, cohort, [person], AccessKind.GUIDE)
    found = interview_guide.guide_for(cohort, person, _first(person))
    if request.method == "POST":
        return _save(request, cohort, person, found)
    return _page(
        request,
        cohort,
        person,
        found,
        _form(found, initial=_initial(_own_sheet(request, person))),
    )


def _first(person):
    return (
        person.attempts.submitted()
        .order_by("ordinal")
        .select_related("questionnaire")
        .first()
    )


def _own_sheet(request, person):
    sheets = InterviewSheet.objects.filter(participant=person, interviewer=request.user)
    return sheets.prefetch_related("ratings__competency").first()


def _form(found, **kwargs):
    return SheetForm(
        core=_slugs(found.core), follow_ups=_slugs(found.follow_ups), **kwargs
    )


def _slugs(questions):
    return [question.slug for question in questions]


def _initial(sheet):
    if sheet is None:
        return {}
    ratings = list(sheet.ratings.all())
    values = {f"value-{rating.competency.slug}": rating.value for rating in ratings}
    return (
        values
        | {f"note-{rating.competency.slug}": rating.note for rating in ratings}
        | {"note": sheet.note}
    )


def _save(request, cohort, person, found):
    if not may_rate(request):
        messages.error(request, _("You are on this round to read; interviewers rate."))
        return _page(request, cohort, person, found, _form(found))
    form = _form(found, data=request.POST)
    if not form.is_valid():
        return _page(request, cohort, person, found, form)
    facts = {
        "values": form.values,
        "notes": form.notes,
        "note": form.cleaned_data["note"],
        "now": timezone.now(),
    }
    try:
        sheet = interview_ratings.save_sheet(
            participant=person, interviewer=request.user, **facts
        )
    except interview_ratings.NotAnApplicant:
        messages.error(
            request,
            _("The applicant has just withdrawn. Nothing more is kept about them."),
        )
        return redirect("admin:assessments_screeninground_board", cohort.pk)
    messages.success(request, _told(sheet))
    return redirect("admin:assessments_screeninground_guide", cohort.pk, person.pk)


def _told(sheet):
    if sheet.completed_at:
        return _("Saved. All core questions are rated.")
    return _("Saved. Core questions without a rating can be rated later.")


def _page(request, cohort, person, found, form):
    context = {
        "person": person,
        "guide": found,
        "form": form,
        "core": [
            (question, form.of("value", question.slug), form.of("note", question.slug))
            for question in found.core
        ],
        "follow_ups": [
            (question, form.of("note", question.slug)) for question in found.follow_ups
        ],
        "sheet": _own_sheet(request, person),
    }
    return page(request, cohort, "guide", _("Interview guide"), context)
