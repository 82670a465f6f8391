"""Closing a round by hand. A later closing time is set among its settings."""

from django.shortcuts import redirect

from assessments.staff.closing import close_now


def close(request, screening_round):
    close_now(request, screening_round)
    return redirect("admin:assessments_screeninground_applicants", screening_round.pk)
