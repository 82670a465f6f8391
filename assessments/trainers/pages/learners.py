"""Learners of a cohort that is not anonymous: the list, one learner, and what may be
done for one.
"""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.cohorts import before_after
from assessments.privacy import erasure
from assessments.sittings import participants
from assessments.sittings.quality_labels import labels_of
from assessments.sittings.result_report import ResultReport
from assessments.staff import history
from assessments.trainers.frame import page
from assessments.trainers.pages.lists import filters_of, list_context


def learners(request, cohort):
    context = (
        list_context(request, cohort, filters_of(request), timezone.now())
        if cohort.names_asked
        else {}
    )
    return page(request, cohort, "learners", gettext_lazy("Learners"), context)


def show(request, cohort, learner):
    person = person_of(cohort, learner)
    made = list(person.attempts.order_by("ordinal").select_related("questionnaire"))
    submitted = [attempt for attempt in made if attempt.is_submitted]
    context = {
        "person": person,
        "attempts": [
            (attempt, ResultReport(attempt), labels_of(attempt, len(made)))
            for attempt in submitted
        ],
        "draft": next((attempt for attempt in made if not attempt.is_submitted), None),
        "changes": before_after.changes_of(cohort, submitted),
    }
    return page(request, cohort, "learner", person.name, context)


def new_link(request, cohort, learner):
    """For a slip that was lost or seen by others. From the start on the link is the
    learner's alone.
    """
    person = person_of(cohort, learner)
    if not participants.renew_listed(participant=person):
        messages.error(
            request,
            _("Whoever has started keeps their link: only they can make a new one."),
        )
        return redirect("admin:assessments_cohort_learner", cohort.pk, person.pk)
    history.record(request, cohort, history.LinkRenewed(learner=person.pk))
    messages.success(
        request, _("There is a new link on the slip. The old one has stopped working.")
    )
    return redirect("admin:assessments_cohort_slips", cohort.pk)


def strike(request, cohort, learner):
    """Takes somebody off who was listed and has not started."""
    if not cohort.names_asked:
        raise Http404
    person = cohort.participants.filter(pk=learner).first()
    if person is None or erasure.remove_unstarted(
        participant=person, now=timezone.now()
    ):
        messages.success(request, _("Taken off the list."))
        return redirect("admin:assessments_cohort_learners", cohort.pk)
    messages.error(
        request, _("Whoever has started stays; only they can erase what they answered.")
    )
    return redirect("admin:assessments_cohort_learner", cohort.pk, person.pk)


def person_of(cohort, pk):
    """A learner of this cohort; nobody of an anonymous one can be looked at."""
    if not cohort.names_asked:
        raise Http404
    return get_object_or_404(cohort.participants.select_related("cohort"), pk=pk)
