"""Without mail: the personal links of those who have not started, to copy, print or download."""

from django.conf import settings
from django.http import Http404
from django.utils.translation import gettext_lazy

from assessments import applicants
from assessments.admin.cohort_pages.listing import links_file, slips_of
from assessments.admin.round_pages.access import for_leads, page, posted
from assessments.models import Participant
from assessments.views.access import link_address

COLUMNS = ("name", "email", "language", "external id", "link")


@for_leads
def slips(request, cohort):
    """In the order of the list."""
    waiting = _waiting(cohort)
    begun = applicants.visible(cohort).exclude(state=Participant.State.LISTED).count()
    context = slips_of(request, waiting) | {"waiting": waiting.count(), "begun": begun}
    return page(request, cohort, "links", gettext_lazy("Personal links"), context)


@for_leads
@posted
def download(request, cohort):
    waiting = _waiting(cohort)
    lines = (_line(request, person) for person in waiting.iterator(chunk_size=1000))
    return links_file(request, cohort, waiting.count(), COLUMNS, lines)


def _line(request, person):
    application = person.application
    return person.name, application.email, application.language, person.number, link_address(request, person)


def _waiting(cohort):
    """Those who have not started: from then on the link is theirs alone. With mail, nobody else needs to hold it."""
    if settings.MAIL_IS_CONFIGURED:
        raise Http404
    return applicants.visible(cohort).filter(state=Participant.State.LISTED).order_by("pk")
