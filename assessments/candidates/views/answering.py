"""Answering: the pages of the test, saving each answer as it is chosen, the review."""

import re
from datetime import datetime

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from assessments.candidates.forms.review import ReviewForm
from assessments.candidates.forms.rows import RowsForm, name_of
from assessments.candidates.views.access import (
    attempt_of,
    must_take_answers,
    personal,
    remember_language,
)
from assessments.measurement.answers import BadAnswer
from assessments.measurement.journey import Journey, page_of
from assessments.models import Attempt, Participant
from assessments.sittings import attempts, signed_links
from assessments.sittings.signed_links import link_address


@require_http_methods(["GET", "HEAD", "POST"])
@personal
def rows(
    request: HttpRequest, participant: Participant, ordinal: int, page: int
) -> HttpResponse:
    attempt = attempt_of(participant, ordinal)
    if attempt.is_submitted:
        return redirect("result", ordinal)
    must_take_answers(participant)
    if not 1 <= page <= Journey(attempt.answers).pages:
        return redirect("rows", ordinal, Journey(attempt.answers).page)
    if request.method == "POST":
        return _save_page(request, attempt, page)
    return _page(request, attempt, page)


def _save_page(request: HttpRequest, attempt: Attempt, page: int) -> HttpResponse:
    form = _form(attempt, page, request.POST)
    form.is_valid()
    try:
        attempt = _save(
            request, attempt, form.changes_since(request.POST.get("served", "")), page
        )
    except attempts.AlreadySubmitted:
        return redirect("result", attempt.ordinal)
    if _goes_on(request):
        form.report_missing(Journey(attempt.answers).missing_on(page))
    if form.errors:
        form.show(attempt.answers)
        return _page(request, attempt, page, form)
    return _leave(request, attempt, page)


def _goes_on(request: HttpRequest) -> bool:
    return request.POST.get("go", "next") == "next" and "language" not in request.POST


def _leave(request: HttpRequest, attempt: Attempt, page: int) -> HttpResponse:
    """Where the pressed button leads: `language` stays here, `go` is next, back, review
    or a page's number.
    """
    language = request.POST.get("language")
    go = request.POST.get("go", "next")
    if language in request.languages_offered:
        return remember_language(redirect("rows", attempt.ordinal, page), language)
    pages = {str(number): number for number in Journey(attempt.answers).page_numbers}
    target = {"next": page + 1, "back": max(page - 1, 1), **pages}.get(go)
    if target not in pages.values():
        return redirect("review", attempt.ordinal)
    return redirect("rows", attempt.ordinal, target)


def _save(
    request: HttpRequest, attempt: Attempt, changes: dict[int, int], page: int
) -> Attempt:
    """In the language of the page, which another tab may have switched since."""
    served_at, language = signed_links.read_page_stamp(
        request.POST.get("visit", "")
    ) or (
        None,
        get_language(),
    )
    visit = attempts.PageVisit(page, served_at) if served_at is not None else None
    return attempts.save(
        attempt=attempt,
        changes=changes,
        language=language,
        now=timezone.now(),
        visit=visit,
    )


@require_POST
@personal
def save_one(
    request: HttpRequest, participant: Participant, ordinal: int
) -> HttpResponse:
    """One answer, as it is chosen. Answers `{"saved": {row: position}, "answered": n}`,
    or a message and 4xx.
    """
    attempt = attempt_of(participant, ordinal)
    try:
        row = _only(request, "row")
        position = _only(request, "position")
        attempt = _save(request, attempt, {row: position}, page_of(row))
    except attempts.AlreadySubmitted:
        return JsonResponse(
            {
                "message": _(
                    "This test has been submitted; its answers no longer change."
                )
            },
            status=409,
        )
    except attempts.NotAcceptingAnswers:
        return JsonResponse(
            {"message": _("This group has closed and takes no more answers.")},
            status=409,
        )
    except (BadAnswer, ValueError):
        return JsonResponse(
            {"message": _("This is not one of the positions offered.")}, status=422
        )
    return JsonResponse(
        {"saved": {row: position}, "answered": Journey(attempt.answers).answered}
    )


def _only(request: HttpRequest, name: str) -> int:
    """The one number of this name, from 1 to 999 in plain digits; ValueError for
    anything else.
    """
    (value,) = request.POST.getlist(name)
    if not re.fullmatch("[1-9][0-9]{0,2}", value):
        raise ValueError(name)
    return int(value)


def _form(attempt: Attempt, page: int, data=None) -> RowsForm:
    numbers = Journey(attempt.answers).numbers_on(page)
    questionnaire = attempt.questionnaire
    found = questionnaire.rows.filter(number__in=numbers).order_by("number")
    return RowsForm(list(found), list(questionnaire.scale.all()), data, attempt.answers)


def _page(
    request: HttpRequest, attempt: Attempt, page: int, form: RowsForm | None = None
) -> HttpResponse:
    journey = Journey(attempt.answers)
    context = {
        "attempt": attempt,
        "journey": journey,
        "page": page,
        "numbers": list(journey.numbers_on(page)),
        "is_first": page == 1 and not journey.answered,
        "form": form,
        "rows_html": _rows_html(attempt, page, form),
        "served": journey.shown_on(page),
        "visit": signed_links.new_page_stamp(
            timezone.now().timestamp(), get_language()
        ),
        "link": signed_links.token_for(attempt.participant),
        "link_address": link_address(request, attempt.participant),
        "finish_by": _finish_by(attempt),
    }
    return render(request, "candidates/rows.html", context)


def _rows_html(attempt: Attempt, page: int, form: RowsForm | None) -> str:
    """The rows of a page. One that carries no answers and no errors is the same for
    everybody and is kept.
    """
    if form or any(digit != "0" for digit in Journey(attempt.answers).shown_on(page)):
        return _render_rows(attempt, page, form)
    published = attempt.questionnaire.published_at
    name = f"rows:{attempt.questionnaire_id}:{published and published.timestamp()}:{get_language()}:{page}"
    return cache.get_or_set(
        name, lambda: _render_rows(attempt, page, None), timeout=None
    )


def _render_rows(attempt: Attempt, page: int, form: RowsForm | None) -> str:
    return render_to_string(
        "candidates/_rows.html",
        {"form": form or _form(attempt, page), "all_rows": len(attempt.answers)},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@personal
def review(
    request: HttpRequest, participant: Participant, ordinal: int
) -> HttpResponse:
    attempt = attempt_of(participant, ordinal)
    if attempt.is_submitted:
        return redirect("result", ordinal)
    must_take_answers(participant)
    if request.method == "POST":
        return _submit(request, attempt)
    return _review_page(request, attempt, ReviewForm())


def _submit(request: HttpRequest, attempt: Attempt) -> HttpResponse:
    language = request.POST.get("language")
    if language in request.languages_offered:
        return _review_in(request, attempt, language)
    form = ReviewForm(request.POST)
    if not form.is_valid():
        return _review_page(request, attempt, form)
    try:
        attempts.submit(
            attempt=attempt,
            as_oneself=form.cleaned_data["as_oneself"],
            language=get_language(),
            now=timezone.now(),
        )
    except attempts.Incomplete:
        return _review_page(
            request, attempt_of(attempt.participant, attempt.ordinal), form
        )
    return redirect("result", attempt.ordinal)


def _review_in(request: HttpRequest, attempt: Attempt, language: str) -> HttpResponse:
    """The same page in another language, with what was chosen on it."""
    form = ReviewForm(initial={"as_oneself": request.POST.get("as_oneself")})
    with override(language):
        return remember_language(_review_page(request, attempt, form), language)


def _review_page(
    request: HttpRequest, attempt: Attempt, form: ReviewForm
) -> HttpResponse:
    labels = {
        str(place.value): place.stacked_label
        for place in attempt.questionnaire.scale.all()
    }
    found = attempt.questionnaire.rows.order_by("number")
    context = {
        "attempt": attempt,
        "journey": Journey(attempt.answers),
        "rows": [
            {
                "row": row,
                "label": labels.get(digit),
                "page": page_of(row.number),
                "anchor": name_of(row.number),
            }
            for row, digit in zip(found, attempt.answers, strict=True)
        ],
        "form": form,
        "link": signed_links.token_for(attempt.participant),
        "link_address": link_address(request, attempt.participant),
        "finish_by": _finish_by(attempt),
    }
    return render(request, "candidates/review.html", context)


def _finish_by(attempt: Attempt) -> datetime | None:
    """Once the cohort has closed, until when this attempt may still be submitted, by
    the cohort's clock.
    """
    cohort = attempt.participant.cohort
    if cohort and cohort.state_at(timezone.now()) == cohort.State.GRACE:
        # Without its zone, or the template would turn it into the site's.
        return timezone.make_naive(cohort.grace_ends_at, cohort.zone)
    return None
