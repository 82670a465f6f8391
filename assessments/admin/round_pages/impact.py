"""Whether a round came out differently for groups: counted once, when the lead concludes it."""

from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments import applicants, impact
from assessments.admin.cohort_pages.state import log
from assessments.admin.round_pages.access import for_leads, page, posted


def impact_page(request, cohort):
    context = {
        "questions": impact.figures_of(cohort),
        "least": impact.LEAST_IN_GROUP,
        "undecided": applicants.undecided_number(cohort),
        "may_conclude": not cohort.concluded_at and not cohort.takes_answers(timezone.now()),
    }
    return page(request, cohort, "impact", gettext_lazy("Impact check"), context)


@posted
@for_leads
def conclude(request, cohort):
    with transaction.atomic():
        done = impact.conclude(cohort=cohort, now=timezone.now())
        if done:
            log(request, cohort, "Concluded: outcomes by group counted once")
    if done:
        told = _("Concluded. Counts of large groups are kept; everything else that was declared is gone.")
        messages.success(request, told)
    else:
        messages.error(request, _("A round is concluded once, after its closing time and the minutes to finish."))
    return redirect("admin:assessments_screeninground_impact", cohort.pk)
