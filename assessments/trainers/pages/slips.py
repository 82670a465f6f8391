"""Slips with the personal links of learners who have not started, and the file of them."""

from django.utils.translation import gettext_lazy as _

from assessments.groups import counters
from assessments.models import Participant
from assessments.sittings.signed_links import link_address
from assessments.staff.slips import links_file, slips_of
from assessments.trainers.frame import page
from assessments.trainers.pages.add_learners import require_names

COLUMNS = ("name", "number", "link")
State = Participant.State


def slips(request, cohort):
    """Show the slips in the order of the list, as a register is read."""
    require_names(cohort)
    counts = counters.state_counts(cohort)
    context = slips_of(request, _not_started(cohort)) | {
        "waiting": counts[State.LISTED],
        "begun": counts[State.STARTED] + counts[State.SUBMITTED],
    }
    return page(
        request, cohort, "slips", _("Slips with personal links"), context, tab="joining"
    )


def download(request, cohort):
    require_names(cohort)
    number = counters.state_counts(cohort)[State.LISTED]
    return links_file(request, cohort, number, COLUMNS, _lines(request, cohort))


def _not_started(cohort):
    # From the start on only the learner may have the link.
    return cohort.participants.filter(state=State.LISTED).order_by("pk")


def _lines(request, cohort):
    for participant in _not_started(cohort).iterator(chunk_size=1000):
        yield participant.name, participant.number, link_address(request, participant)
