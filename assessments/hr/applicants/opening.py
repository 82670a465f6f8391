"""Opening what shows answers or scores: a POST that adds a line to the access log,
which the applicant reads. GET shows only what is open; it stays open for an hour.
"""

from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone

from assessments.models import AccessLogEntry
from assessments.screening import access_log, applicants, score_visibility

AccessKind = AccessLogEntry.Kind


def visible_person(screening_round, pk):
    """Return an applicant of this round whom HR may see; raise `Http404` otherwise."""
    person = applicants.visible(screening_round).filter(pk=pk).first()
    if person is None:
        raise Http404
    return person


def may_see_score(request, screening_round, person=None):
    """Tell whether the user may see this person's score, or without one the list's."""
    return score_visibility.may_see_score(
        user=request.user, screening_round=screening_round, participant=person
    )


def kind_for(request, screening_round, person):
    """Return what opening this person's page shows to the user.

    While the score is hidden that is the comment and single rows, as in the guide.
    """
    if may_see_score(request, screening_round, person):
        return AccessKind.APPLICANT
    return AccessKind.GUIDE


def is_open(request, screening_round, person, kind):
    return access_log.is_open(
        user=request.user,
        screening_round=screening_round,
        participant=person,
        kind=kind,
        now=timezone.now(),
    )


def is_person_open(request, screening_round, person):
    kind = kind_for(request, screening_round, person)
    return is_open(request, screening_round, person, kind)


def is_guide_open(request, screening_round, person):
    """The guide shows no score, so having opened the applicant's page opens it too."""
    return is_open(request, screening_round, person, AccessKind.GUIDE) or is_open(
        request, screening_round, person, AccessKind.APPLICANT
    )


def open_for(request, screening_round, people, kind):
    """Add a line to the access log for each of `people`; None stands for the list."""
    access_log.record_access(
        user=request.user,
        screening_round=screening_round,
        people=people,
        kind=kind,
        now=timezone.now(),
    )


def redirect_to_applicant(screening_round, person):
    return redirect(
        "admin:assessments_screeninground_applicant", screening_round.pk, person.pk
    )
