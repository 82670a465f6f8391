"""Without mail: the personal links of those who have not started, to copy, print or
download.
"""

from django.conf import settings
from django.db.models import F
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy

from assessments.hr.pages.frame import page
from assessments.models import Participant
from assessments.screening import applicants, invitations
from assessments.sittings.signed_links import link_address
from assessments.staff import history
from assessments.staff.slips import links_file, slips_of

COLUMNS = ("name", "email", "language", "external id", "link")


def slips(request, cohort):
    """In the order of the list; only those that somebody asked for, as the history and
    the applicants are told.
    """
    waiting = _waiting(cohort)
    known = waiting.filter(application__shown_link_version=F("link_version"))
    unseen = waiting.count() - known.count()
    waiting = known
    begun = applicants.visible(cohort).exclude(state=Participant.State.LISTED).count()
    context = slips_of(request, waiting) | {
        "waiting": waiting.count(),
        "begun": begun,
        "unseen": unseen,
    }
    return page(request, cohort, "links", gettext_lazy("Personal links"), context)


def show(request, cohort):
    _waiting(cohort)
    if shown := invitations.show_links(screening_round=cohort):
        history.record(request, cohort, history.LinksShown(number=shown))
    return redirect("admin:assessments_screeninground_links", cohort.pk)


def download(request, cohort):
    waiting = _waiting(cohort)
    invitations.show_links(screening_round=cohort)
    lines = (_line(request, person) for person in waiting.iterator(chunk_size=1000))
    return links_file(request, cohort, waiting.count(), COLUMNS, lines)


def _line(request, person):
    application = person.application
    return (
        person.name,
        application.email,
        application.language,
        person.number,
        link_address(request, person),
    )


def _waiting(cohort):
    """Those who have not started: from then on nobody is handed the link. With mail,
    nobody else needs to hold it.
    """
    if settings.MAIL_IS_CONFIGURED:
        raise Http404
    return (
        applicants.visible(cohort).filter(state=Participant.State.LISTED).order_by("pk")
    )
