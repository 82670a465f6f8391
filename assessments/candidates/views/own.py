"""What belongs to the person: the link, the next step, their data, erasing it all."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from assessments.candidates.views import application
from assessments.candidates.views.access import (
    as_download,
    delete_link_cookie,
    no_store,
    participant_from_request,
    personal,
    require_open_for_start,
    set_language_cookie,
    set_link_cookie,
    unknown_link_page,
)
from assessments.measurement.journey import Journey
from assessments.models import Participant, Purpose
from assessments.privacy import attempts_csv, erasure, personal_export
from assessments.sittings import participants, signed_links


@require_safe
def open_link(request: HttpRequest, token: str) -> HttpResponse:
    """Keep the link in a cookie and go on to an address that does not carry it."""
    participant = signed_links.participant_of(token)
    if participant is None:
        return no_store(unknown_link_page(request))
    response = redirect("own")
    set_link_cookie(response, participant)
    has_chosen_language = settings.LANGUAGE_COOKIE_NAME in request.COOKIES
    if participant.purpose == Purpose.APPLICATION and not has_chosen_language:
        # An applicant was invited in a language.
        set_language_cookie(response, participant.application.language)
    return no_store(response)


@require_safe
@personal
def own(request: HttpRequest, participant: Participant) -> HttpResponse:
    """Go where the person left off: to the draft, or else to the newest result."""
    newest = participant.attempts.order_by("ordinal").last()
    has_result = newest is not None and newest.is_submitted
    if not has_result and participant.has_withdrawn:
        return redirect("data")
    if newest is None:
        return welcome(request, participant)
    if has_result:
        return redirect("result", newest.ordinal)
    journey = Journey(newest.answers)
    if journey.is_complete:
        return redirect("review", newest.ordinal)
    return redirect("rows", newest.ordinal, journey.next_page)


def welcome(request: HttpRequest, participant: Participant) -> HttpResponse:
    """Show the page before the first row to somebody listed or invited beforehand."""
    require_open_for_start(participant)
    if participant.purpose == Purpose.APPLICATION:
        return application.consent_page(request, participant)
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


# --- data -----------------------------------------------------------------------------
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
    return as_download(response, ".".join([_("my-self-check"), "json"]))


@require_safe
@personal
def download_csv(request: HttpRequest, participant: Participant) -> HttpResponse:
    content = attempts_csv.csv_of(participant)
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    return as_download(response, ".".join([_("my-self-check"), "csv"]))


# --- the link -------------------------------------------------------------------------
@require_POST
@personal
def new_link(request: HttpRequest, participant: Participant) -> HttpResponse:
    participants.renew_link(participant=participant)
    return redirect("data")


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Forget the link on this device; the link itself goes on working."""
    response = redirect("start")
    delete_link_cookie(response)
    return no_store(response)


@require_POST
def erase(request: HttpRequest) -> HttpResponse:
    """Erase everything of the person.

    A second press is told the same as the first. A link that was replaced meanwhile
    erases nothing, and the page says so.
    """
    participant = participant_from_request(request)
    if participant:
        erasure.erase(participant=participant, now=timezone.now())
    elif not signed_links.is_erased(request.POST.get("link", "")):
        return no_store(unknown_link_page(request))
    context = {"next_url": reverse("start")}
    response = render(request, "candidates/erased.html", context)
    delete_link_cookie(response)
    return no_store(response)
