"""Closing a round by hand. A later closing time is set among its settings."""

from django.shortcuts import redirect

from assessments.staff.closing import close_now


def close(request, cohort):
    close_now(request, cohort)
    return redirect("admin:assessments_screeninground_board", cohort.pk)
