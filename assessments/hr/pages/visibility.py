"""Opening what shows answers or scores: a POST that leaves a line which the applicant
reads. GET shows what is open.
"""

from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone

from assessments.models import AccessLogEntry
from assessments.screening import access_log, applicants

AccessKind = AccessLogEntry.Kind


def person_of(cohort, pk):
    """An applicant of this round whom HR may still see."""
    found = applicants.visible(cohort).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def sees_score(request, cohort, person=None):
    return access_log.may_see_score(
        user=request.user, screening_round=cohort, participant=person
    )


def what_of(request, cohort, person):
    """What opening this applicant shows to whoever asks: while the score is hidden,
    comment and single rows only.
    """
    return (
        AccessKind.APPLICANT
        if sees_score(request, cohort, person)
        else AccessKind.GUIDE
    )


def is_open(request, cohort, person, kind):
    return access_log.is_open(
        user=request.user,
        screening_round=cohort,
        participant=person,
        kind=kind,
        now=timezone.now(),
    )


def is_person_open(request, cohort, person):
    return is_open(request, cohort, person, what_of(request, cohort, person))


def is_guide_open(request, cohort, person):
    """It shows no score, so whichever look lasts opens it."""
    return any(
        is_open(request, cohort, person, kind)
        for kind in (AccessKind.GUIDE, AccessKind.APPLICANT)
    )


def note(request, cohort, people, kind):
    access_log.record_access(
        user=request.user,
        screening_round=cohort,
        people=people,
        kind=kind,
        now=timezone.now(),
    )


def to_applicant(cohort, person):
    return redirect("admin:assessments_screeninground_applicant", cohort.pk, person.pk)
