"""Shows one learner; renews their link; takes them off the list."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.cohorts import before_after
from assessments.models import Attempt
from assessments.privacy import erasure
from assessments.sittings import participants
from assessments.sittings.quality_labels import labels_of
from assessments.sittings.result_report import ResultReport
from assessments.staff import history
from assessments.trainers.frame import page


@dataclass(frozen=True)
class AttemptSummary:
    """A submitted attempt; `notes` say how it was answered."""

    attempt: Attempt
    report: ResultReport
    notes: list[str]


def show(request, cohort, learner_pk):
    participant = _participant_of(cohort, learner_pk)
    attempts = list(
        participant.attempts.order_by("ordinal").select_related("questionnaire")
    )
    submitted = [attempt for attempt in attempts if attempt.is_submitted]
    drafts = [attempt for attempt in attempts if not attempt.is_submitted]

    summaries = []
    for attempt in submitted:
        notes = labels_of(attempt, len(attempts))
        summaries.append(AttemptSummary(attempt, ResultReport(attempt), notes))

    context = {
        "participant": participant,
        "summaries": summaries,
        "draft": drafts[0] if drafts else None,
        "changes": before_after.changes_of(cohort, submitted),
    }
    return page(request, cohort, "learner", participant.name, context, tab="learners")


def new_link(request, cohort, learner_pk):
    """Replace the link of a slip that was lost or seen by others.

    Refused once the learner has started: from then on only they may replace it.
    """
    participant = _participant_of(cohort, learner_pk)
    if not participants.renew_link_if_listed(participant=participant):
        messages.error(
            request,
            _("Whoever has started keeps their link: only they can make a new one."),
        )
        return redirect("admin:assessments_cohort_learner", cohort.pk, participant.pk)

    history.record(request, cohort, history.LinkRenewed(learner=participant.pk))
    messages.success(
        request, _("There is a new link on the slip. The old one has stopped working.")
    )
    return redirect("admin:assessments_cohort_slips", cohort.pk)


def take_off(request, cohort, learner_pk):
    """Remove a learner who was listed and has not started."""
    if not cohort.names_asked:
        raise Http404

    participant = cohort.participants.filter(pk=learner_pk).first()
    # A second press finds nobody: that is success too.
    is_off_the_list = True
    if participant is not None:
        is_off_the_list = erasure.remove_unstarted(
            participant=participant, now=timezone.now()
        )

    if not is_off_the_list:
        messages.error(
            request,
            _("Whoever has started stays; only they can erase what they answered."),
        )
        return redirect("admin:assessments_cohort_learner", cohort.pk, participant.pk)

    messages.success(request, _("Taken off the list."))
    return redirect("admin:assessments_cohort_learners", cohort.pk)


def _participant_of(cohort, learner_pk):
    """Return a learner of `cohort`; raise Http404 if there is none or it is anonymous."""
    if not cohort.names_asked:
        raise Http404
    return get_object_or_404(
        cohort.participants.select_related("cohort"), pk=learner_pk
    )
