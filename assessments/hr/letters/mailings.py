"""One mailing: how far it is, which letters did not arrive, and pausing it."""

from django.conf import settings
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import capfirst

from assessments.hr.frame import page
from assessments.mail import mailings
from assessments.models import Participant
from assessments.staff import history

PROBLEMS_SHOWN = 500


def mailing(request, screening_round, mailing_pk):
    context = _context(screening_round, mailing_pk)
    title = capfirst(context["mailing"].get_kind_display())
    return page(
        request,
        screening_round,
        "letters/mailing",
        title,
        context,
        tab="letters",
    )


def live(request, screening_round, mailing_pk):
    """The part of the page that moves, alone."""
    context = _context(screening_round, mailing_pk) | {"round": screening_round}
    return render(request, "hr/letters/_mailing_progress.html", context)


@transaction.atomic
def pause(request, screening_round, mailing_pk):
    mailing = _mailing_of(screening_round, mailing_pk)
    if mailings.pause(mailing=mailing):
        event = history.SendingPaused(mailing=mailing.pk)
        history.record(request, screening_round, event)
    return _redirect_to_mailing(screening_round, mailing)


@transaction.atomic
def resume(request, screening_round, mailing_pk):
    mailing = _mailing_of(screening_round, mailing_pk)
    if not settings.MAIL_IS_CONFIGURED:
        raise Http404
    if mailings.resume(mailing=mailing, now=timezone.now()):
        event = history.SendingResumed(mailing=mailing.pk)
        history.record(request, screening_round, event)
    return _redirect_to_mailing(screening_round, mailing)


def _redirect_to_mailing(screening_round, mailing):
    return redirect(
        "admin:assessments_screeninground_mailing", screening_round.pk, mailing.pk
    )


def _mailing_of(screening_round, pk):
    return get_object_or_404(screening_round.mailings.select_related("made_by"), pk=pk)


def _context(screening_round, mailing_pk):
    mailing = _mailing_of(screening_round, mailing_pk)
    failures = mailings.failed_of(mailing)
    # Whoever withdrew is not shown any more, whatever became of the letter.
    visible = [
        failure
        for failure in failures
        if failure.participant.application.withdrawn_at is None
    ]
    shown = visible[:PROBLEMS_SHOWN]
    return {
        "mailing": mailing,
        "progress": mailings.progress_of(mailing),
        "problems": shown,
        "listed": Participant.State.LISTED,
        "more": len(failures) - len(shown),
        "has_mail": settings.MAIL_IS_CONFIGURED,
        "now": timezone.localtime(timezone.now(), screening_round.zone),
    }
