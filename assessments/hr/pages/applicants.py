"""One applicant: the comment, the result as the applicant reads it, rows in words, the
panel, notes and history.
"""

from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.groups.paging import parse_id
from assessments.groups.used_form import UsedForm
from assessments.hr.forms.screening import NoteForm
from assessments.hr.pages.board import stage_of
from assessments.hr.pages.frame import page
from assessments.hr.pages.timeline import timeline_of
from assessments.hr.pages.visibility import (
    is_person_open,
    note,
    person_of,
    sees_score,
    to_applicant,
    what_of,
)
from assessments.screening import decision_log, interview_ratings
from assessments.sittings import attempts, signed_links
from assessments.sittings.quality_labels import labels_of
from assessments.sittings.result_report import ResultReport
from assessments.staff import history
from assessments.staff.result_words import language_of


def show(request, cohort, applicant):
    return _page(request, cohort, person_of(cohort, applicant), NoteForm())


def _page(request, cohort, person, note_form):
    may_see = sees_score(request, cohort, person)
    context = {
        "person": person,
        "stage": stage_of(person),
        "invited_in": dict(settings.LANGUAGES).get(person.application.language),
        "has_mail": settings.MAIL_IS_CONFIGURED,
        "is_open": is_person_open(request, cohort, person),
        "sees_score": may_see,
        "made": list(
            person.attempts.order_by("ordinal").select_related("questionnaire")
        ),
        "history": decision_log.history_of(person),
    }
    context["timeline"] = timeline_of(person, context["made"])
    if context["is_open"]:
        context |= _opened(request, cohort, person, context) | {"note_form": note_form}
    elif note_form.is_bound:
        # Written for longer than the look lasted: the words are not lost for that.
        context |= {"note_form": note_form, "nonce": signed_links.new_form_nonce()}
    return page(request, cohort, "applicant", person.name, context)


def _opened(request, cohort, person, context):
    attempt = _chosen(request, context["made"])
    shown = {
        "nonce": signed_links.new_form_nonce(),
        "notes": list(person.team_notes.select_related("author")),
    }
    if not context["sees_score"]:
        return shown
    if attempt:
        report = ResultReport(attempt)
        shown |= {
            "attempt": attempt,
            "report": report,
            "language": language_of(attempt),
            "reading_notes": labels_of(attempt, len(context["made"])),
        }
    scores = attempt.domain_scores if attempt else {}
    return shown | {
        "panel": interview_ratings.panel_of(cohort, person, scores),
        "sheet_notes": interview_ratings.notes_of(person),
    }


def _chosen(request, made):
    """The first attempt, unless another one is asked for."""
    submitted = [attempt for attempt in made if attempt.is_submitted]
    asked = parse_id(request.GET.get("attempt", ""))
    return next(
        (attempt for attempt in submitted if attempt.ordinal == asked),
        next(iter(submitted), None),
    )


def open_applicant(request, cohort, applicant):
    person = person_of(cohort, applicant)
    note(request, cohort, [person], what_of(request, cohort, person))
    if request.POST.get("to") == "guide":
        return redirect("admin:assessments_screeninground_guide", cohort.pk, person.pk)
    return to_applicant(cohort, person)


def write_note(request, cohort, applicant):
    person = person_of(cohort, applicant)
    form = NoteForm(request.POST)
    nonce = signed_links.read_form_nonce(request.POST.get("nonce", ""))
    if not form.is_valid() or nonce is None:
        messages.error(
            request, _("There was nothing to note. Write up to 2000 characters.")
        )
        return _page(request, cohort, person, form)
    facts = {
        "text": form.cleaned_data["text"],
        "nonce": nonce[0],
        "now": timezone.now(),
    }
    try:
        interview_ratings.write_note(participant=person, author=request.user, **facts)
    except UsedForm:
        messages.error(
            request,
            _(
                "This page had been open for a while. Please press the button once more."
            ),
        )
        return _page(request, cohort, person, form)
    except interview_ratings.NotAnApplicant:
        messages.error(
            request,
            _("The applicant has just withdrawn. Nothing more is kept about them."),
        )
        return redirect("admin:assessments_screeninground_board", cohort.pk)
    return to_applicant(cohort, person)


def allow_attempt(request, cohort, applicant):
    """Another attempt, if the applicant likes; both stay visible."""
    person = person_of(cohort, applicant)
    if attempts.allow_another(participant=person, now=timezone.now()):
        history.record(request, cohort, history.AttemptAllowed(applicant=person.pk))
        messages.success(
            request, _("The applicant may answer once more. All attempts stay visible.")
        )
    else:
        told = _(
            "Another attempt is already allowed, nothing has been submitted yet, or the round is closed."
        )
        messages.error(request, told)
    return to_applicant(cohort, person)
