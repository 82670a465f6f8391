"""Who is asking: the personal link's cookie for reading, the form's own token for
writing.
"""

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.translation import activate, get_language

from assessments.models import Attempt, Cohort, Participant
from assessments.sittings import signed_links
from assessments.sittings.attempts import NotAcceptingAnswers

COOKIE = "personal"
View = Callable[..., HttpResponse]


def asking(request: HttpRequest) -> Participant | None:
    """A form speaks for the link it was served with, so that two links open in one
    browser never mix answers.
    """
    token = request.POST.get("link") or request.COOKIES.get(COOKIE, "")
    return signed_links.participant_of(token) if token else None


def personal(view: View) -> View:
    """Calls `view(request, participant, …)`; an unknown, revoked or erased link gets
    one friendly page.
    """

    @wraps(view)
    def wrapped(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        participant = asking(request)
        speak(request, participant and participant.cohort)
        try:
            response = (
                view(request, participant, *args, **kwargs)
                if participant
                else unknown_link(request)
            )
        except NotAcceptingAnswers:
            response = _closed(request, participant)
        except (
            Attempt.DoesNotExist,
            Participant.DoesNotExist,
        ):  # erased in another tab meanwhile
            response = unknown_link(request)
        return keep_private(_follow(request, response, participant))

    return wrapped


def _closed(request: HttpRequest, participant: Participant) -> HttpResponse:
    planned = participant.cohort.state_at(timezone.now()) == Cohort.State.PLANNED
    context = {
        "participant": participant,
        "is_planned": planned,
        "next_url": reverse("data"),
    }
    return render(request, "candidates/closed.html", context)


def _follow(
    request: HttpRequest, response: HttpResponse, participant: Participant | None
) -> HttpResponse:
    """What a form answers belongs to the form's link, also where it leads next."""
    if request.method == "POST" and participant and response.status_code < 400:
        return remember(response, participant)
    return response


def speak(request: HttpRequest, cohort: Cohort | None) -> None:
    """Within a cohort's pages, only in the languages it offers: its first where the
    visitor asked for another.
    """
    request.is_synthetic = bool(cohort and cohort.is_synthetic)
    request.languages_offered = (
        cohort.languages if cohort else [code for code, _ in settings.LANGUAGES]
    )
    if get_language() not in request.languages_offered:
        activate(request.languages_offered[0])


def must_take_answers(participant: Participant) -> None:
    """Raise `NotAcceptingAnswers` if a draft's answers could not be saved any more."""
    cohort = participant.cohort
    if cohort and (
        not cohort.takes_answers(timezone.now()) or participant.has_withdrawn
    ):
        raise NotAcceptingAnswers


def unknown_link(request: HttpRequest) -> HttpResponse:
    next_url = "" if request.method == "GET" else reverse("start")
    return render(
        request, "candidates/unknown_link.html", {"next_url": next_url}, status=404
    )


def keep_private(response: HttpResponse) -> HttpResponse:
    add_never_cache_headers(response)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def remember(response: HttpResponse, participant: Participant) -> HttpResponse:
    response.set_cookie(
        COOKIE,
        signed_links.token_for(participant),
        max_age=settings.PERSONAL_COOKIE_AGE,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return response


def remember_language(response: HttpResponse, language: str) -> HttpResponse:
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        samesite=settings.LANGUAGE_COOKIE_SAMESITE,
        secure=settings.LANGUAGE_COOKIE_SECURE,
    )
    return response


def attempt_of(participant: Participant, ordinal: int) -> Attempt:
    found = get_object_or_404(
        Attempt.objects.select_related("questionnaire"),
        participant=participant,
        ordinal=ordinal,
    )
    found.participant = participant
    return found


def submitted_of(participant: Participant, ordinal: int) -> Attempt:
    attempt = attempt_of(participant, ordinal)
    if not attempt.is_submitted:
        raise Http404
    return attempt
