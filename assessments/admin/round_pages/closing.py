"""Closing a round by hand. A later closing time is set among its settings."""

from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments import opening
from assessments.admin.cohort_pages.state import log
from assessments.admin.round_pages.access import for_leads, posted


@posted
@for_leads
def close(request, cohort):
    now = timezone.now()
    with transaction.atomic():
        if opening.close(cohort=cohort, now=now):
            log(request, cohort, f"Closed: {now:%Y-%m-%d %H:%M} UTC")
    messages.success(request, _("Closed. Nobody new comes in; who has started may still finish."))
    return redirect("admin:assessments_screeninground_board", cohort.pk)
