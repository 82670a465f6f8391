"""Closing a cohort and opening it again, each with a line in its history."""

from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.groups import schedule
from assessments.staff import history


def close(request, cohort):
    close_now(request, cohort)
    return redirect("admin:assessments_cohort_overview", cohort.pk)


def close_now(request, cohort):
    now = timezone.now()
    with transaction.atomic():
        if schedule.close(cohort=cohort, now=now):
            history.record(request, cohort, history.Closed.at_time(now))
    if type(cohort).objects.get(pk=cohort.pk).takes_answers(now):
        messages.success(
            request, _("Closed. Nobody new comes in; who has started may still finish.")
        )
    else:
        messages.success(
            request, _("Closed. Nobody new comes in, and nobody can finish any more.")
        )


def reopen(request, cohort):
    with transaction.atomic():
        if schedule.reopen(cohort=cohort, now=timezone.now()):
            history.record(request, cohort, history.Reopened())
    messages.success(request, _("Open. It stays open until somebody closes it."))
    return redirect("admin:assessments_cohort_overview", cohort.pk)
