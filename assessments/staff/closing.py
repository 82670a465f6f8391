"""Closing a cohort or a round by hand, and opening it again."""

from django.contrib import messages
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.groups import schedule
from assessments.staff import history


def close_now(request, staffed_group):
    now = timezone.now()
    with transaction.atomic():
        if schedule.close(cohort=staffed_group, now=now):
            history.record(request, staffed_group, history.Closed.at_time(now))

    staffed_group.refresh_from_db()
    if staffed_group.takes_answers(now):
        message = _("Closed. Nobody new comes in; who has started may still finish.")
    else:
        message = _("Closed. Nobody new comes in, and nobody can finish any more.")
    messages.success(request, message)


def reopen_now(request, staffed_group):
    with transaction.atomic():
        if schedule.reopen(cohort=staffed_group, now=timezone.now()):
            history.record(request, staffed_group, history.Reopened())
    messages.success(request, _("Open. It stays open until somebody closes it."))
