"""Coming in: the start page, a cohort's join page, and the press of the button."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from assessments.candidates.forms.joining import CodeForm, NameForm
from assessments.candidates.views import failed_tries
from assessments.candidates.views.access import (
    asking,
    keep_private,
    remember,
    speak,
    unknown_link,
)
from assessments.models import Cohort, Questionnaire
from assessments.sittings import participants, signed_links
from assessments.sittings.attempts import NotAcceptingAnswers
from assessments.sittings.signed_links import link_address


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    return _start_page(request)


@require_http_methods(["GET", "HEAD", "POST"])
def enter_code(request: HttpRequest) -> HttpResponse:
    form = CodeForm(request.POST or None)
    if form.is_valid():
        if cohort := _open_cohort_of(request, form.cleaned_data["code"]):
            return redirect("join", cohort.code)
        form.add_error(
            "code",
            _(
                "No open group has this code. Please check it letter by letter, or ask your trainer."
            ),
        )
    return keep_private(
        render(
            request,
            "candidates/enter_code.html",
            {"form": form, "next_url": reverse("enter_code")},
        )
    )


@require_safe
def join(request: HttpRequest, code: str) -> HttpResponse:
    cohort = _open_cohort_of(request, code)
    if cohort is None:
        return keep_private(unknown_link(request))
    return _start_page(request, cohort)


@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    code = request.POST.get("code", "")
    started = signed_links.read_form_nonce(request.POST.get("nonce", ""))
    cohort = _cohort_shown(request, code, started) if code else None
    if code and cohort is None:
        return keep_private(unknown_link(request))
    form = NameForm(request.POST) if cohort and cohort.names_asked else None
    if form and not form.is_valid():
        return _start_page(request, cohort, form=form)
    return _begin(request, cohort, started, form.cleaned_data["name"] if form else "")


def _cohort_shown(
    request: HttpRequest, code: str, started: tuple[str, str] | None
) -> Cohort | None:
    """Whoever was shown this cohort's page guesses nothing, even where others at the
    same address guessed too often.
    """
    cohort = Cohort.objects.joinable_by_code(code)
    if cohort and started and started[1].startswith(f"{cohort.pk}/"):
        return cohort if cohort.takes_new(timezone.now()) else None
    return _open_cohort_of(request, code)


def _begin(
    request: HttpRequest,
    cohort: Cohort | None,
    started: tuple[str, str] | None,
    name: str,
) -> HttpResponse:
    questionnaire = _questionnaire_for(cohort)
    if started is None or questionnaire is None:
        return _start_page(request, cohort, stale=True)
    nonce, promise = started
    facts = {
        "nonce": nonce,
        "questionnaire": questionnaire,
        "cohort": cohort,
        "name": name,
        "promise": promise,
    }
    try:
        attempt = participants.start(**facts, now=timezone.now())
    except participants.StaleStart:
        return _start_page(
            request, cohort and Cohort.objects.joinable_by_code(cohort.code), stale=True
        )
    except NotAcceptingAnswers:
        return keep_private(unknown_link(request))
    return remember(redirect("rows", attempt.ordinal, 1), attempt.participant)


def _questionnaire_for(cohort: Cohort | None) -> Questionnaire | None:
    return cohort.questionnaire if cohort else Questionnaire.objects.current()


def _open_cohort_of(request: HttpRequest, code: str) -> Cohort | None:
    """Only tries that fail are counted against an address: a class of forty comes from
    one.

    A code that was right once is no guess, so a class that comes too late is not locked
    out of the next one.
    """
    if failed_tries.are_too_many(request):
        return None
    cohort = Cohort.objects.joinable_by_code(code)
    if cohort is None:
        failed_tries.add(request)
    return cohort if cohort and cohort.takes_new(timezone.now()) else None


def _start_page(
    request: HttpRequest,
    cohort: Cohort | None = None,
    *,
    form: NameForm | None = None,
    stale: bool = False,
) -> HttpResponse:
    speak(request, cohort)
    participant = asking(request)
    context = {
        "cohort": cohort,
        "questionnaire": _questionnaire_for(cohort),
        "form": form or (NameForm() if cohort and cohort.names_asked else None),
        "nonce": signed_links.new_form_nonce(cohort.promise if cohort else ""),
        "participant": participant,
        "link_address": link_address(request, participant) if participant else "",
        "next_url": reverse("join", args=[cohort.code]) if cohort else reverse("start"),
        "problem": _(
            "This page had been open for a while. Please press the button once more."
        )
        if stale
        else "",
    }
    return keep_private(render(request, "candidates/start.html", context))
