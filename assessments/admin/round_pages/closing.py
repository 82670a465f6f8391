"""Closing a round by hand. A later closing time is set among its settings."""

from django.shortcuts import redirect

from assessments.admin.cohort_pages.state import close_now
from assessments.admin.round_pages.access import for_leads, posted


@posted
@for_leads
def close(request, cohort):
    close_now(request, cohort)
    return redirect("admin:assessments_screeninground_board", cohort.pk)
