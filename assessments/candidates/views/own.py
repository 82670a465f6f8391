"""What belongs to the person: the personal link, their attempts, their data, and
erasing all of it.
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from assessments.candidates.views import application
from assessments.candidates.views.access import (
    COOKIE,
    asking,
    keep_private,
    personal,
    remember,
    remember_language,
    unknown_link,
)
from assessments.measurement.journey import Journey
from assessments.models import Participant, Purpose
from assessments.privacy import attempts_csv, erasure, personal_export
from assessments.sittings import participants, signed_links


@require_safe
def open_link(request: HttpRequest, token: str) -> HttpResponse:
    """Remembers the link in a cookie and goes on to an address that does not carry it."""
    participant = signed_links.participant_of(token)
    if participant is None:
        return keep_private(unknown_link(request))
    return keep_private(
        _in_own_language(request, remember(redirect("own"), participant), participant)
    )


def _in_own_language(
    request: HttpRequest, response: HttpResponse, participant: Participant
) -> HttpResponse:
    """An applicant was invited in a language; whoever has chosen one on this device
    keeps that.
    """
    if (
        participant.purpose != Purpose.APPLICATION
        or settings.LANGUAGE_COOKIE_NAME in request.COOKIES
    ):
        return response
    return remember_language(response, participant.application.language)


@require_safe
@personal
def own(request: HttpRequest, participant: Participant) -> HttpResponse:
    """Where the link leads: on with the draft, or else to the newest result."""
    newest = participant.attempts.order_by("ordinal").last()
    if not (newest and newest.is_submitted) and participant.has_withdrawn:
        return redirect("data")
    if newest is None:
        return welcome(request, participant)
    journey = Journey(newest.answers)
    if newest.is_submitted:
        return redirect("result", newest.ordinal)
    if journey.complete:
        return redirect("review", newest.ordinal)
    return redirect("rows", newest.ordinal, journey.page)


def welcome(request: HttpRequest, participant: Participant) -> HttpResponse:
    """Somebody who was listed or invited beforehand, before the first row."""
    application.must_take_new(participant)
    if participant.purpose == Purpose.APPLICATION:
        return application.invited(request, participant)
    context = {
        "cohort": participant.cohort,
        "questionnaire": participant.cohort.questionnaire,
        "listed": participant,
        "link": signed_links.token_for(participant),
        "next_url": reverse("own"),
    }
    return render(request, "candidates/start.html", context)


@require_POST
@personal
def begin_listed(request: HttpRequest, participant: Participant) -> HttpResponse:
    if participant.purpose == Purpose.APPLICATION:
        return application.begin(request, participant)
    attempt = participants.start_listed(participant=participant, now=timezone.now())
    return redirect("rows", attempt.ordinal, 1)


@require_safe
@personal
def data(request: HttpRequest, participant: Participant) -> HttpResponse:
    return application.data_page(request, participant)


@require_safe
@personal
def download_json(request: HttpRequest, participant: Participant) -> HttpResponse:
    response = JsonResponse(
        personal_export.everything_of(participant),
        json_dumps_params={"ensure_ascii": False, "indent": 2},
    )
    return _as_file(response, "json")


@require_safe
@personal
def download_csv(request: HttpRequest, participant: Participant) -> HttpResponse:
    response = HttpResponse(
        attempts_csv.csv_of(participant), content_type="text/csv; charset=utf-8"
    )
    return _as_file(response, "csv")


def _as_file(response: HttpResponse, ending: str) -> HttpResponse:
    response.headers["Content-Disposition"] = content_disposition_header(
        True, ".".join([_("my-self-check"), ending])
    )
    return response


@require_POST
@personal
def new_link(request: HttpRequest, participant: Participant) -> HttpResponse:
    participants.renew_link(participant=participant)
    return redirect("data")


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Forgets the link on this device; whoever keeps it can come back."""
    response = keep_private(redirect("start"))
    response.delete_cookie(COOKIE, samesite="Lax")
    return response


@require_POST
def erase(request: HttpRequest) -> HttpResponse:
    """A second press is told the same as the first. A link replaced meanwhile erases
    nothing, and is told so.
    """
    participant = asking(request)
    if participant:
        erasure.erase(participant=participant, now=timezone.now())
    elif not signed_links.is_erased(request.POST.get("link", "")):
        return keep_private(unknown_link(request))
    response = keep_private(
        render(request, "candidates/erased.html", {"next_url": reverse("start")})
    )
    response.delete_cookie(COOKIE, samesite="Lax")
    return response
