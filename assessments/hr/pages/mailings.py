"""One press of "send": how far it is, what became of each letter that did not go well,
and pausing it.
"""

from django.conf import settings
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import capfirst

from assessments.hr.pages.frame import page
from assessments.mail import mailings
from assessments.models import Participant
from assessments.staff import history

PROBLEMS_SHOWN = 500


def show(request, cohort, mailing):
    context = _context(cohort, mailing)
    return page(
        request,
        cohort,
        "mailing",
        capfirst(context["mailing"].get_kind_display()),
        context,
    )


def live(request, cohort, mailing):
    """The part of the page that moves, alone."""
    return render(request, "hr/_mailing_live.html", _context(cohort, mailing))


@transaction.atomic
def pause(request, cohort, mailing):
    found = _mailing_of(cohort, mailing)
    if mailings.pause(mailing=found):
        history.record(request, cohort, history.SendingPaused(mailing=found.pk))
    return redirect("admin:assessments_screeninground_mailing", cohort.pk, found.pk)


@transaction.atomic
def resume(request, cohort, mailing):
    found = _mailing_of(cohort, mailing)
    if not settings.MAIL_IS_CONFIGURED:
        raise Http404
    if mailings.resume(mailing=found, now=timezone.now()):
        history.record(request, cohort, history.SendingResumed(mailing=found.pk))
    return redirect("admin:assessments_screeninground_mailing", cohort.pk, found.pk)


def _mailing_of(cohort, pk):
    return get_object_or_404(cohort.mailings.select_related("made_by"), pk=pk)


def _context(cohort, pk):
    found = _mailing_of(cohort, pk)
    problems = mailings.failed_of(found)
    # Whoever withdrew is seen no more, whatever became of the letter.
    shown = [
        each for each in problems if each.participant.application.withdrawn_at is None
    ][:PROBLEMS_SHOWN]
    return {
        "cohort": cohort,
        "mailing": found,
        "progress": mailings.progress_of(found),
        "problems": shown,
        "listed": Participant.State.LISTED,
        "more": len(problems) - len(shown),
        "has_mail": settings.MAIL_IS_CONFIGURED,
        "now": timezone.localtime(timezone.now(), cohort.zone),
    }
