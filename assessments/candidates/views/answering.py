"""Answering: the pages of the test, saving each answer as it is chosen, the review."""

import re
from datetime import datetime

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from assessments.candidates.forms.review import ReviewForm
from assessments.candidates.forms.rows import RowsForm, field_name_of
from assessments.candidates.views.access import (
    attempt_of,
    personal,
    require_open_for_answers,
    set_language_cookie,
)
from assessments.measurement.answers import BadAnswer
from assessments.measurement.journey import Journey, page_of_row
from assessments.models import Attempt, Participant
from assessments.sittings import attempts, signed_links
from assessments.sittings.signed_links import link_address


# --- a page of rows -------------------------------------------------------------------
@require_http_methods(["GET", "HEAD", "POST"])
@personal
def rows(
    request: HttpRequest, participant: Participant, ordinal: int, page: int
) -> HttpResponse:
    attempt = attempt_of(participant, ordinal)
    if attempt.is_submitted:
        return redirect("result", ordinal)
    require_open_for_answers(participant)
    journey = Journey(attempt.answers)
    if not 1 <= page <= journey.page_count:
        return redirect("rows", ordinal, journey.next_page)
    if request.method == "POST":
        return _save_page(request, attempt, page)
    return _rows_page(request, attempt, page)


def _save_page(request: HttpRequest, attempt: Attempt, page: int) -> HttpResponse:
    """Save what is good on the page; go on if nothing on it is wrong or missing."""
    form = _rows_form(attempt, page, request.POST)
    form.is_valid()
    changes = form.changes_since(request.POST.get("served", ""))
    try:
        attempt = _save(request, attempt, changes, page)
    except attempts.AlreadySubmitted:
        return redirect("result", attempt.ordinal)

    target = request.POST.get("go", "next")
    if target == "next" and "language" not in request.POST:
        form.report_missing(Journey(attempt.answers).missing_rows_on(page))
    if form.errors:
        form.show(attempt.answers)
        return _rows_page(request, attempt, page, form)

    language = request.POST.get("language")
    if language in request.languages_offered:
        response = redirect("rows", attempt.ordinal, page)
        set_language_cookie(response, language)
        return response
    return _redirect_to(attempt, page, target)


def _redirect_to(attempt: Attempt, page: int, target: str) -> HttpResponse:
    """Go where the pressed button leads: `next`, `back`, a page's number, or review."""
    page_by_target = {"next": page + 1, "back": max(page - 1, 1)}
    page_numbers = Journey(attempt.answers).page_numbers
    for number in page_numbers:
        page_by_target[str(number)] = number

    target_page = page_by_target.get(target)
    if target_page in page_numbers:
        return redirect("rows", attempt.ordinal, target_page)
    return redirect("review", attempt.ordinal)


def _save(
    request: HttpRequest, attempt: Attempt, changes: dict[int, int], page: int
) -> Attempt:
    """Save in the language of the page, which another tab may have switched since."""
    language = get_language()
    visit = None
    page_stamp = signed_links.read_page_stamp(request.POST.get("visit", ""))
    if page_stamp:
        served_at, language = page_stamp
        visit = attempts.PageVisit(page, served_at)
    return attempts.save(
        attempt=attempt,
        changes=changes,
        language=language,
        now=timezone.now(),
        visit=visit,
    )


def _rows_form(attempt: Attempt, page: int, data: QueryDict | None = None) -> RowsForm:
    questionnaire = attempt.questionnaire
    numbers = Journey(attempt.answers).rows_on(page)
    rows_of_page = questionnaire.rows.filter(number__in=numbers).order_by("number")
    scale = list(questionnaire.scale.all())
    return RowsForm(list(rows_of_page), scale, data, attempt.answers)


def _rows_page(
    request: HttpRequest, attempt: Attempt, page: int, form: RowsForm | None = None
) -> HttpResponse:
    journey = Journey(attempt.answers)
    served_at = timezone.now().timestamp()
    context = {
        "attempt": attempt,
        "journey": journey,
        "page": page,
        "numbers": list(journey.rows_on(page)),
        "is_first": page == 1 and not journey.answered_count,
        "form": form,
        "rows_html": _rows_html(attempt, page, form),
        "served": journey.answers_on(page),
        "visit": signed_links.new_page_stamp(served_at, get_language()),
        "link": signed_links.token_for(attempt.participant),
        "link_address": link_address(request, attempt.participant),
        "finish_by": _finish_by(attempt),
    }
    return render(request, "candidates/rows.html", context)


def _rows_html(attempt: Attempt, page: int, form: RowsForm | None) -> str:
    """Render the rows of a page.

    A page without answers and errors is the same for everybody and is cached.
    """
    has_answers = Journey(attempt.answers).answers_on(page).strip("0") != ""
    if form or has_answers:
        return _render_rows(attempt, page, form)

    version = attempt.questionnaire_id
    published_at = attempt.questionnaire.published_at
    stamp = published_at and published_at.timestamp()
    key = f"rows:{version}:{stamp}:{get_language()}:{page}"
    return cache.get_or_set(
        key, lambda: _render_rows(attempt, page, None), timeout=None
    )


def _render_rows(attempt: Attempt, page: int, form: RowsForm | None) -> str:
    context = {
        "form": form or _rows_form(attempt, page),
        "all_rows": len(attempt.answers),
    }
    return render_to_string("candidates/_rows.html", context)


# --- one answer -----------------------------------------------------------------------
@require_POST
@personal
def save_one(
    request: HttpRequest, participant: Participant, ordinal: int
) -> HttpResponse:
    """Save one answer as it is chosen.

    Answers `{"saved": {row: position}, "answered": number of rows}`, or
    `{"message": …}` with a status of 4xx.
    """
    attempt = attempt_of(participant, ordinal)
    try:
        row = _number_from(request, "row")
        position = _number_from(request, "position")
        attempt = _save(request, attempt, {row: position}, page_of_row(row))
    except attempts.AlreadySubmitted:
        message = _("This test has been submitted; its answers no longer change.")
        return JsonResponse({"message": message}, status=409)
    except attempts.NotAcceptingAnswers:
        message = _("This group has closed and takes no more answers.")
        return JsonResponse({"message": message}, status=409)
    except (BadAnswer, ValueError):
        message = _("This is not one of the positions offered.")
        return JsonResponse({"message": message}, status=422)
    answered = Journey(attempt.answers).answered_count
    return JsonResponse({"saved": {row: position}, "answered": answered})


def _number_from(request: HttpRequest, name: str) -> int:
    """Return the only posted value of this name, from 1 to 999 in plain digits.

    Raises ValueError for anything else.
    """
    (value,) = request.POST.getlist(name)
    if not re.fullmatch("[1-9][0-9]{0,2}", value):
        raise ValueError(name)
    return int(value)


# --- the review -----------------------------------------------------------------------
@require_http_methods(["GET", "HEAD", "POST"])
@personal
def review(
    request: HttpRequest, participant: Participant, ordinal: int
) -> HttpResponse:
    attempt = attempt_of(participant, ordinal)
    if attempt.is_submitted:
        return redirect("result", ordinal)
    require_open_for_answers(participant)
    if request.method == "POST":
        return _submit(request, attempt)
    return _review_page(request, attempt, ReviewForm())


def _submit(request: HttpRequest, attempt: Attempt) -> HttpResponse:
    language = request.POST.get("language")
    if language in request.languages_offered:
        return _review_page_in(request, attempt, language)
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
        as_stored = attempt_of(attempt.participant, attempt.ordinal)
        return _review_page(request, as_stored, form)
    return redirect("result", attempt.ordinal)


def _review_page_in(
    request: HttpRequest, attempt: Attempt, language: str
) -> HttpResponse:
    """Show the same page in another language, with what was chosen on it."""
    form = ReviewForm(initial={"as_oneself": request.POST.get("as_oneself")})
    with override(language):
        response = _review_page(request, attempt, form)
    set_language_cookie(response, language)
    return response


def _review_page(
    request: HttpRequest, attempt: Attempt, form: ReviewForm
) -> HttpResponse:
    questionnaire = attempt.questionnaire
    label_by_digit = {}
    for place in questionnaire.scale.all():
        label_by_digit[str(place.value)] = place.stacked_label

    answered_rows = []
    all_rows = questionnaire.rows.order_by("number")
    for row, digit in zip(all_rows, attempt.answers, strict=True):
        answered_rows.append(
            {
                "row": row,
                "label": label_by_digit.get(digit),
                "page": page_of_row(row.number),
                "anchor": field_name_of(row.number),
            }
        )

    context = {
        "attempt": attempt,
        "journey": Journey(attempt.answers),
        "rows": answered_rows,
        "form": form,
        "link": signed_links.token_for(attempt.participant),
        "link_address": link_address(request, attempt.participant),
        "finish_by": _finish_by(attempt),
    }
    return render(request, "candidates/review.html", context)


def _finish_by(attempt: Attempt) -> datetime | None:
    """Return until when a draft of a closed cohort may be submitted, else None.

    The time is by the cohort's clock and has no zone, or the template would turn it
    into the site's.
    """
    cohort = attempt.participant.cohort
    if cohort is None or cohort.state_at(timezone.now()) != cohort.State.GRACE:
        return None
    return timezone.make_naive(cohort.grace_ends_at, cohort.zone)
