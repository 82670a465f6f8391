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
    activate_language_of,
    no_store,
    participant_from_request,
    set_link_cookie,
    unknown_link_page,
)
from assessments.models import Cohort, Questionnaire
from assessments.sittings import participants, signed_links
from assessments.sittings.attempts import NotAcceptingAnswers
from assessments.sittings.signed_links import link_address


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    return _start_page(request, cohort=None)


@require_http_methods(["GET", "HEAD", "POST"])
def enter_code(request: HttpRequest) -> HttpResponse:
    form = CodeForm(request.POST or None)
    if form.is_valid():
        cohort = _open_cohort_of_code(request, form.cleaned_data["code"])
        if cohort:
            return redirect("join", cohort.code)
        problem = _(
            "No open group has this code. Please check it letter by letter, or ask your trainer."
        )
        form.add_error("code", problem)
    context = {"form": form, "next_url": reverse("enter_code")}
    return no_store(render(request, "candidates/enter_code.html", context))


@require_safe
def join(request: HttpRequest, code: str) -> HttpResponse:
    cohort = _open_cohort_of_code(request, code)
    if cohort is None:
        return no_store(unknown_link_page(request))
    return _start_page(request, cohort)


@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    cohort = None
    code = request.POST.get("code", "")
    start_form = signed_links.read_form_nonce(request.POST.get("nonce", ""))
    if code:
        cohort = _cohort_to_begin_in(request, code, start_form)
        if cohort is None:
            return no_store(unknown_link_page(request))

    name = ""
    if cohort and cohort.names_asked:
        form = NameForm(request.POST)
        if not form.is_valid():
            return _start_page(request, cohort, form=form)
        name = form.cleaned_data["name"]

    questionnaire = _questionnaire_for(cohort)
    if start_form is None or questionnaire is None:
        return _start_page(request, cohort, is_stale=True)
    nonce, promise = start_form
    try:
        attempt = participants.start(
            nonce=nonce,
            questionnaire=questionnaire,
            cohort=cohort,
            name=name,
            promise=promise,
            now=timezone.now(),
        )
    except participants.StaleStart:
        if cohort:
            cohort = Cohort.objects.joinable_by_code(cohort.code)
        return _start_page(request, cohort, is_stale=True)
    except NotAcceptingAnswers:
        return no_store(unknown_link_page(request))
    response = redirect("rows", attempt.ordinal, 1)
    set_link_cookie(response, attempt.participant)
    return response


def _cohort_to_begin_in(
    request: HttpRequest, code: str, start_form: tuple[str, str] | None
) -> Cohort | None:
    """Return the open cohort of this code, or None.

    A form that we served for this cohort is no guess, even where others at the same
    address guessed too often.
    """
    cohort = Cohort.objects.joinable_by_code(code)
    if cohort and start_form:
        _, promise = start_form
        if promise.startswith(f"{cohort.pk}/"):
            return cohort if cohort.takes_new(timezone.now()) else None
    return _open_cohort_of_code(request, code)


def _open_cohort_of_code(request: HttpRequest, code: str) -> Cohort | None:
    """Return the open cohort of this code, or None; count an unknown code as a try.

    Only tries that fail count against an address: a class of forty comes from one. A
    code that was right once is no guess, so a class that comes too late is not locked
    out of the next one.
    """
    if failed_tries.are_too_many(request):
        return None
    cohort = Cohort.objects.joinable_by_code(code)
    if cohort is None:
        failed_tries.add(request)
        return None
    return cohort if cohort.takes_new(timezone.now()) else None


def _questionnaire_for(cohort: Cohort | None) -> Questionnaire | None:
    if cohort:
        return cohort.questionnaire
    return Questionnaire.objects.current()


def _start_page(
    request: HttpRequest,
    cohort: Cohort | None,
    *,
    form: NameForm | None = None,
    is_stale: bool = False,
) -> HttpResponse:
    activate_language_of(request, cohort)
    promise = ""
    next_url = reverse("start")
    if cohort:
        promise = cohort.promise
        next_url = reverse("join", args=[cohort.code])
        if cohort.names_asked and form is None:
            form = NameForm()

    problem = ""
    if is_stale:
        problem = _(
            "This page had been open for a while. Please press the button once more."
        )

    participant = participant_from_request(request)
    own_address = ""
    if participant:
        own_address = link_address(request, participant)

    context = {
        "cohort": cohort,
        "questionnaire": _questionnaire_for(cohort),
        "form": form,
        "nonce": signed_links.new_form_nonce(promise),
        "participant": participant,
        "link_address": own_address,
        "next_url": next_url,
        "problem": problem,
    }
    return no_store(render(request, "candidates/start.html", context))
