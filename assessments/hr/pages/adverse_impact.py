"""Whether a round came out differently for groups: counted once, when the lead
concludes it.
"""

from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.hr.pages.frame import page
from assessments.screening import adverse_impact, applicants
from assessments.staff import history


def impact_page(request, cohort):
    context = {
        "questions": adverse_impact.outcomes_by_question(cohort),
        "least": adverse_impact.LEAST_IN_GROUP,
        "undecided": applicants.undecided_number(cohort),
        "may_conclude": adverse_impact.may_conclude(cohort, timezone.now()),
    }
    return page(
        request, cohort, "adverse_impact", gettext_lazy("Impact check"), context
    )


def conclude(request, cohort):
    with transaction.atomic():
        done = adverse_impact.conclude(screening_round=cohort, now=timezone.now())
        if done:
            history.record(request, cohort, history.Concluded())
    if done:
        told = _(
            "Concluded. Counts of large groups are kept; everything else that was declared is gone."
        )
        messages.success(request, told)
    else:
        messages.error(
            request,
            _(
                "A round is concluded once, after its closing time and the minutes to finish."
            ),
        )
    return redirect("admin:assessments_screeninground_adverse_impact", cohort.pk)
