"""Whether a round came out differently for groups: counted once, when the lead
concludes it.
"""

from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.hr.frame import page
from assessments.screening import adverse_impact as impact
from assessments.screening import applicants
from assessments.staff import history


def adverse_impact(request, screening_round):
    context = {
        "questions": impact.outcomes_by_question(screening_round),
        "least": impact.LEAST_IN_GROUP,
        "undecided": applicants.undecided_number(screening_round),
        "may_conclude": impact.may_conclude(screening_round, timezone.now()),
    }
    return page(
        request,
        screening_round,
        "rounds/adverse_impact",
        gettext_lazy("Impact check"),
        context,
        tab="adverse_impact",
    )


def conclude(request, screening_round):
    with transaction.atomic():
        done = impact.conclude(screening_round=screening_round, now=timezone.now())
        if done:
            history.record(request, screening_round, history.Concluded())
    if done:
        messages.success(
            request,
            _(
                "Concluded. Counts of large groups are kept; everything else that was declared is gone."
            ),
        )
    else:
        messages.error(
            request,
            _(
                "A round is concluded once, after its closing time and the minutes to finish."
            ),
        )
    return redirect(
        "admin:assessments_screeninground_adverse_impact", screening_round.pk
    )
