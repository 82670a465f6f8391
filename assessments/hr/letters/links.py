"""Personal links where there is no mail: to copy, print or download, of applicants who
have not started.
"""

from django.conf import settings
from django.db.models import F
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from assessments.hr.frame import page
from assessments.models import Participant
from assessments.screening import applicants, invitations
from assessments.sittings.signed_links import link_address
from assessments.staff import history
from assessments.staff.slips import links_file, slips_of

COLUMNS = ("name", "email", "language", "external id", "link")


def links(request, screening_round):
    """Show the links that HR has asked for; the history and the applicants know."""
    _require_no_mail()
    not_started = _not_started(screening_round)
    shown = not_started.filter(application__shown_link_version=F("link_version"))
    started = applicants.visible(screening_round).exclude(
        state=Participant.State.LISTED
    )
    number_shown = shown.count()
    context = slips_of(request, shown) | {
        "waiting": number_shown,
        "begun": started.count(),
        "unseen": not_started.count() - number_shown,
    }
    return page(
        request,
        screening_round,
        "letters/links",
        _("Personal links"),
        context,
        tab="letters",
    )


def show(request, screening_round):
    _require_no_mail()
    number = invitations.show_links(screening_round=screening_round)
    if number:
        history.record(request, screening_round, history.LinksShown(number=number))
    return redirect("admin:assessments_screeninground_links", screening_round.pk)


def download(request, screening_round):
    _require_no_mail()
    invitations.show_links(screening_round=screening_round)
    not_started = _not_started(screening_round)
    lines = _lines(request, not_started)
    return links_file(request, screening_round, not_started.count(), COLUMNS, lines)


def _require_no_mail():
    """With mail, nobody but the applicant needs to hold a link."""
    if settings.MAIL_IS_CONFIGURED:
        raise Http404


def _not_started(screening_round):
    """Once somebody has started, nobody else is handed their link."""
    visible = applicants.visible(screening_round)
    return visible.filter(state=Participant.State.LISTED).order_by("pk")


def _lines(request, people):
    for person in people.iterator(chunk_size=1000):
        yield (
            person.name,
            person.application.email,
            person.application.language,
            person.number,
            link_address(request, person),
        )
