"""Coming in: the start page, a cohort's join page, and the press of the button."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from assessments import links, participants
from assessments.models import Cohort, Questionnaire
from assessments.views import failed_tries
from assessments.views.access import asking, keep_private, link_address, remember, unknown_link


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    return _start_page(request)


@require_safe
def join(request: HttpRequest, code: str) -> HttpResponse:
    cohort = _cohort_of(request, code)
    if cohort is None:
        return keep_private(unknown_link(request))
    return _start_page(request, cohort)


@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    code = request.POST.get("code", "")
    cohort = _cohort_of(request, code) if code else None
    nonce, questionnaire = links.start_nonce(request.POST.get("nonce", "")), Questionnaire.objects.current()
    if code and cohort is None:
        return keep_private(unknown_link(request))
    if nonce is None or questionnaire is None:
        return _start_page(request, cohort, stale=True)
    try:
        attempt = participants.start(nonce=nonce, questionnaire=questionnaire, cohort=cohort, now=timezone.now())
    except participants.StaleStart:
        return _start_page(request, cohort, stale=True)
    return remember(redirect("rows", attempt.ordinal, 1), attempt.participant)


def _cohort_of(request: HttpRequest, code: str) -> Cohort | None:
    """Only tries that fail are counted against an address: a class of forty comes from one."""
    if failed_tries.are_too_many(request):
        return None
    cohort = Cohort.objects.of_code(code)
    if cohort is None:
        failed_tries.add(request)
    return cohort


def _start_page(request: HttpRequest, cohort: Cohort | None = None, *, stale: bool = False) -> HttpResponse:
    participant = asking(request)
    context = {
        "cohort": cohort,
        "questionnaire": Questionnaire.objects.current(),
        "nonce": links.new_start(),
        "participant": participant,
        "link_address": link_address(request, participant) if participant else "",
        "next_url": reverse("join", args=[cohort.code]) if cohort else reverse("start"),
        "problem": _("This page had been open for a while. Please press the button once more.") if stale else "",
    }
    return keep_private(render(request, "assessments/start.html", context))
