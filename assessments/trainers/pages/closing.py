"""Closing a cohort by hand, and opening it again."""

from django.shortcuts import redirect

from assessments.staff.closing import close_now, reopen_now


def close(request, cohort):
    close_now(request, cohort)
    return redirect("admin:assessments_cohort_overview", cohort.pk)


def reopen(request, cohort):
    reopen_now(request, cohort)
    return redirect("admin:assessments_cohort_overview", cohort.pk)
