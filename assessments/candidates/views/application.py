"""An applicant's side of a round: agreeing, a comment, groups, withdrawing."""

from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from assessments.candidates.forms.application import (
    CommentForm,
    ConsentForm,
    GroupsForm,
)
from assessments.candidates.views.access import (
    View,
    personal,
    require_open_for_start,
)
from assessments.models import Application, Consent, ConsentText, Participant, Purpose
from assessments.screening import (
    access_log,
    applicant_start,
    comments,
    consents,
    decisions,
    declared_groups,
)
from assessments.sittings import signed_links
from assessments.sittings.attempts import NotAcceptingAnswers
from assessments.sittings.signed_links import link_address


# --- before the first row -------------------------------------------------------------
def consent_page(
    request: HttpRequest,
    participant: Participant,
    *,
    form: ConsentForm | None = None,
    problem: str = "",
) -> HttpResponse:
    """Show the page before the first row, with the text to agree to."""
    cohort = participant.cohort
    wording = _current_wording(participant)
    if form is None:
        form = ConsentForm(wording=wording, offered=cohort.languages)
    context = {
        "cohort": cohort,
        "questionnaire": cohort.questionnaire,
        "listed": participant,
        "wording": wording,
        "consent": form,
        "link": signed_links.token_for(participant),
        "next_url": reverse("own"),
        "problem": problem,
    }
    return render(request, "candidates/start.html", context)


def begin(request: HttpRequest, participant: Participant) -> HttpResponse:
    """Store the agreement and start; a second press goes on with what the first began."""
    if participant.attempts.exists():
        return redirect("own")
    require_open_for_start(participant)
    wording = _current_wording(participant)
    if request.POST.get("version") != str(wording.version):
        return _page_of_changed_text(request, participant)

    offered = participant.cohort.languages
    form = ConsentForm(request.POST, wording=wording, offered=offered)
    if "read_in" in form.errors:
        return _page_of_changed_text(request, participant)
    if not form.is_valid():
        return consent_page(request, participant, form=form)
    try:
        attempt = applicant_start.start_agreed(
            participant=participant,
            version=form.cleaned_data["version"],
            language=form.cleaned_data["read_in"],
            now=timezone.now(),
        )
    except consents.ConsentChanged:
        return _page_of_changed_text(request, participant)
    return redirect("rows", attempt.ordinal, 1)


def _page_of_changed_text(
    request: HttpRequest, participant: Participant
) -> HttpResponse:
    """Show the page with neither box ticked: a tick was for the words of then."""
    problem = _("The text below has changed. Please read it once more.")
    return consent_page(request, participant, problem=problem)


def _current_wording(participant: Participant) -> consents.Wording:
    text = ConsentText.objects.current()
    if text is None:
        raise Http404
    return consents.wording(participant.cohort, text)


# --- the personal page ----------------------------------------------------------------
def data_page(
    request: HttpRequest,
    participant: Participant,
    *,
    comment_form: CommentForm | None = None,
    groups_form: GroupsForm | None = None,
) -> HttpResponse:
    context = {
        "participant": participant,
        "attempts": participant.attempts.order_by("ordinal"),
        "link": signed_links.token_for(participant),
        "link_address": link_address(request, participant),
    }
    if participant.purpose == Purpose.APPLICATION:
        context |= _application_context(participant, comment_form, groups_form)
    return render(request, "candidates/data.html", context)


def _application_context(
    participant: Participant,
    comment_form: CommentForm | None,
    groups_form: GroupsForm | None,
) -> dict:
    application = participant.application
    consents_given = Consent.objects.filter(participant=participant)
    declared = declared_groups.declared_by(participant)
    if comment_form is None:
        comment_form = CommentForm(initial={"text": application.comment})
    if groups_form is None and declared:
        groups_form = GroupsForm(
            initial={"gender": declared.gender, "age": declared.age}
        )
    asks_groups = (
        participant.state == Participant.State.SUBMITTED
        and not participant.cohort.concluded_at
        and not application.withdrawn_at
    )
    return {
        "application": application,
        "consent": consents_given.select_related("text").first(),
        "access_log": access_log.entries_shown_to(participant),
        "comment_form": comment_form,
        "declared": declared,
        "asks_groups": asks_groups,
        "groups_form": groups_form or GroupsForm(),
    }


# --- presses on it --------------------------------------------------------------------
def for_applicants(view: View) -> View:
    """Call `view(request, participant)` by POST for applicants; 404 for others.

    A person who erased everything in another tab meanwhile is told so.
    """

    @require_POST
    @personal
    @wraps(view)
    def wrapped(request: HttpRequest, participant: Participant) -> HttpResponse:
        if participant.purpose != Purpose.APPLICATION:
            raise Http404
        try:
            return view(request, participant)
        except (Application.DoesNotExist, decisions.NotInvited):
            raise Participant.DoesNotExist from None

    return wrapped


@for_applicants
def comment(request: HttpRequest, participant: Participant) -> HttpResponse:
    form = CommentForm(request.POST)
    if not form.is_valid():
        return data_page(request, participant, comment_form=form)
    text = form.cleaned_data["text"]
    try:
        comments.save_comment(participant=participant, text=text, now=timezone.now())
    except NotAcceptingAnswers:
        return redirect(f"{reverse('data')}#hr")
    return redirect(f"{reverse('data')}#comment")


@for_applicants
def groups(request: HttpRequest, participant: Participant) -> HttpResponse:
    form = GroupsForm(request.POST)
    if not form.is_valid():
        return data_page(request, participant, groups_form=form)
    try:
        declared_groups.declare(
            participant=participant,
            gender=form.cleaned_data["gender"],
            age=form.cleaned_data["age"],
            now=timezone.now(),
        )
    except declared_groups.NotAsked:
        raise Http404 from None
    return redirect(f"{reverse('data')}#groups")


@for_applicants
def withdraw(request: HttpRequest, participant: Participant) -> HttpResponse:
    decisions.note_withdrawal(participant=participant, now=timezone.now())
    return redirect(f"{reverse('data')}#hr")
