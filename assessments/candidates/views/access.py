"""Who is asking: pages are read with the cookie, forms speak for the link they carry."""

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.http import content_disposition_header
from django.utils.translation import activate, get_language

from assessments.models import Attempt, Cohort, Participant
from assessments.sittings import signed_links
from assessments.sittings.attempts import NotAcceptingAnswers

LINK_COOKIE = "personal"
View = Callable[..., HttpResponse]


def participant_from_request(request: HttpRequest) -> Participant | None:
    """Return whose link the form carries, or else whose link the cookie holds.

    The form comes first, so that two links open in one browser never mix answers.
    """
    token = request.POST.get("link") or request.COOKIES.get(LINK_COOKIE, "")
    if not token:
        return None
    return signed_links.participant_of(token)


def personal(view: View) -> View:
    """Call `view(request, participant, …)`, or show a page that says why not.

    An unknown, revoked or erased link gets one friendly page, and so does a cohort
    that takes no answers.
    """

    @wraps(view)
    def wrapped(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        participant = participant_from_request(request)
        if participant is None:
            activate_language_of(request, cohort=None)
            return no_store(unknown_link_page(request))
        activate_language_of(request, participant.cohort)
        try:
            response = view(request, participant, *args, **kwargs)
        except NotAcceptingAnswers:
            response = _closed_page(request, participant)
        except (Attempt.DoesNotExist, Participant.DoesNotExist):
            # Erased in another tab meanwhile.
            response = unknown_link_page(request)
        if request.method == "POST" and response.status_code < 400:
            # The page that a form leads to belongs to the form's link as well.
            set_link_cookie(response, participant)
        return no_store(response)

    return wrapped


def activate_language_of(request: HttpRequest, cohort: Cohort | None) -> None:
    """Stay within the languages that the cohort offers; its first is the fallback."""
    request.is_synthetic = cohort is not None and cohort.is_synthetic
    if cohort is None:
        request.languages_offered = [code for code, _ in settings.LANGUAGES]
    else:
        request.languages_offered = cohort.languages
    if get_language() not in request.languages_offered:
        activate(request.languages_offered[0])


def require_open_for_answers(participant: Participant) -> None:
    """Raise `NotAcceptingAnswers` if answers could not be saved any more."""
    cohort = participant.cohort
    if cohort is None:
        return
    if not cohort.takes_answers(timezone.now()) or participant.has_withdrawn:
        raise NotAcceptingAnswers


def require_open_for_start(participant: Participant) -> None:
    """Raise `NotAcceptingAnswers` if this listed person could not start any more."""
    if not participant.cohort.takes_new(timezone.now()) or participant.has_withdrawn:
        raise NotAcceptingAnswers


def attempt_of(participant: Participant, ordinal: int) -> Attempt:
    attempts = Attempt.objects.select_related("questionnaire")
    attempt = get_object_or_404(attempts, participant=participant, ordinal=ordinal)
    attempt.participant = participant
    return attempt


def submitted_attempt_of(participant: Participant, ordinal: int) -> Attempt:
    attempt = attempt_of(participant, ordinal)
    if not attempt.is_submitted:
        raise Http404
    return attempt


# --- pages that say why not -----------------------------------------------------------
def unknown_link_page(request: HttpRequest) -> HttpResponse:
    next_url = "" if request.method == "GET" else reverse("start")
    context = {"next_url": next_url}
    return render(request, "candidates/unknown_link.html", context, status=404)


def _closed_page(request: HttpRequest, participant: Participant) -> HttpResponse:
    state = participant.cohort.state_at(timezone.now())
    context = {
        "participant": participant,
        "is_planned": state == Cohort.State.PLANNED,
        "next_url": reverse("data"),
    }
    return render(request, "candidates/closed.html", context)


# --- headers and cookies --------------------------------------------------------------
def no_store(response: HttpResponse) -> HttpResponse:
    """Keep a personal page out of caches and search engines."""
    add_never_cache_headers(response)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def as_download(response: HttpResponse, name: str) -> HttpResponse:
    """Let the browser save the response under `name`."""
    response.headers["Content-Disposition"] = content_disposition_header(True, name)
    return response


def set_link_cookie(response: HttpResponse, participant: Participant) -> None:
    response.set_cookie(
        LINK_COOKIE,
        signed_links.token_for(participant),
        max_age=settings.PERSONAL_COOKIE_AGE,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def delete_link_cookie(response: HttpResponse) -> None:
    response.delete_cookie(LINK_COOKIE, samesite="Lax")


def set_language_cookie(response: HttpResponse, language: str) -> None:
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        samesite=settings.LANGUAGE_COOKIE_SAMESITE,
        secure=settings.LANGUAGE_COOKIE_SECURE,
    )
