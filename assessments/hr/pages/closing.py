"""Closing a round by hand. A later closing time is set among its settings."""

from django.shortcuts import redirect

from assessments.hr.pages.access import for_leads, posted
from assessments.staff.closing import close_now


@posted
@for_leads
def close(request, cohort):
    close_now(request, cohort)
    return redirect("admin:assessments_screeninground_board", cohort.pk)
