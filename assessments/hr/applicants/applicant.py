"""One applicant: the comment, the result as the applicant reads it, rows in words, the
interviewers' ratings, notes and what happened.
"""

from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.groups.paging import parse_id
from assessments.groups.used_form import UsedForm
from assessments.hr.applicants.applicant_list import stage_of
from assessments.hr.applicants.forms import NoteForm
from assessments.hr.applicants.opening import (
    is_person_open,
    kind_for,
    may_see_score,
    open_for,
    redirect_to_applicant,
    visible_person,
)
from assessments.hr.applicants.timeline import timeline_of
from assessments.hr.frame import page
from assessments.screening import decision_log, interview_panel, interview_ratings
from assessments.sittings import attempts, signed_links
from assessments.sittings.quality_labels import labels_of
from assessments.sittings.result_report import ResultReport
from assessments.staff import history
from assessments.staff.result_words import language_of


def applicant(request, screening_round, applicant_pk):
    person = visible_person(screening_round, applicant_pk)
    return applicant_page(request, screening_round, person, NoteForm())


def applicant_page(request, screening_round, person, note_form):
    made = list(person.attempts.order_by("ordinal").select_related("questionnaire"))
    context = {
        "person": person,
        "stage": stage_of(person),
        "invited_in": dict(settings.LANGUAGES).get(person.application.language),
        "has_mail": settings.MAIL_IS_CONFIGURED,
        "is_open": is_person_open(request, screening_round, person),
        "sees_score": may_see_score(request, screening_round, person),
        "made": made,
        "history": decision_log.history_of(person),
        "timeline": timeline_of(person, made),
    }

    if context["is_open"]:
        context["note_form"] = note_form
        context["nonce"] = signed_links.new_form_nonce()
        context["notes"] = list(person.team_notes.select_related("author"))
        if context["sees_score"]:
            attempt = _chosen_attempt(request, made)
            context |= _result_context(screening_round, person, attempt, made)
    elif note_form.is_bound:
        # Writing took longer than the page was open: what was written is kept.
        context["note_form"] = note_form
        context["nonce"] = signed_links.new_form_nonce()

    return page(
        request,
        screening_round,
        "applicants/applicant",
        person.name,
        context,
        tab="applicants",
    )


def _chosen_attempt(request, made):
    """Return the submitted attempt asked for, or else the first; None without any."""
    submitted = [attempt for attempt in made if attempt.is_submitted]
    ordinal = parse_id(request.GET.get("attempt", ""))
    for attempt in submitted:
        if attempt.ordinal == ordinal:
            return attempt
    return submitted[0] if submitted else None


def _result_context(screening_round, person, attempt, made):
    """Return the result, and the interviewers' ratings beside it."""
    context = {"sheet_notes": interview_panel.notes_of(person)}
    scores = {}
    if attempt:
        scores = attempt.domain_scores
        context["attempt"] = attempt
        context["report"] = ResultReport(attempt)
        context["language"] = language_of(attempt)
        context["reading_notes"] = labels_of(attempt, len(made))
    context["panel"] = interview_panel.panel_of(screening_round, person, scores)
    return context


def open_applicant(request, screening_round, applicant_pk):
    person = visible_person(screening_round, applicant_pk)
    kind = kind_for(request, screening_round, person)
    open_for(request, screening_round, [person], kind)
    if request.POST.get("to") == "guide":
        return redirect(
            "admin:assessments_screeninground_guide", screening_round.pk, person.pk
        )
    return redirect_to_applicant(screening_round, person)


def write_note(request, screening_round, applicant_pk):
    person = visible_person(screening_round, applicant_pk)
    form = NoteForm(request.POST)
    form_nonce = signed_links.read_form_nonce(request.POST.get("nonce", ""))
    if not form.is_valid() or form_nonce is None:
        messages.error(
            request, _("There was nothing to note. Write up to 2000 characters.")
        )
        return applicant_page(request, screening_round, person, form)

    try:
        interview_ratings.write_note(
            participant=person,
            author=request.user,
            text=form.cleaned_data["text"],
            nonce=form_nonce.nonce,
            now=timezone.now(),
        )
    except UsedForm:
        messages.error(
            request,
            _(
                "This page had been open for a while. Please press the button once more."
            ),
        )
        return applicant_page(request, screening_round, person, form)
    except interview_ratings.NotAnApplicant:
        return redirect_withdrawn(request, screening_round)
    return redirect_to_applicant(screening_round, person)


def redirect_withdrawn(request, screening_round):
    """Go to the list: the applicant has withdrawn since the page was opened."""
    messages.error(
        request,
        _("The applicant has just withdrawn. Nothing more is kept about them."),
    )
    return redirect("admin:assessments_screeninground_applicants", screening_round.pk)


def allow_attempt(request, screening_round, applicant_pk):
    """Let the applicant answer once more; all attempts stay visible."""
    person = visible_person(screening_round, applicant_pk)
    if attempts.allow_another(participant=person, now=timezone.now()):
        event = history.AttemptAllowed(applicant=person.pk)
        history.record(request, screening_round, event)
        messages.success(
            request, _("The applicant may answer once more. All attempts stay visible.")
        )
    else:
        messages.error(
            request,
            _(
                "Another attempt is already allowed, nothing has been submitted yet, or the round is closed."
            ),
        )
    return redirect_to_applicant(screening_round, person)
