"""An applicant's rights beside the test: agreeing, a comment, groups, withdrawing."""

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
from assessments.candidates.views.access import View, personal
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


def invited(
    request: HttpRequest, participant: Participant, *, form=None, problem: str = ""
) -> HttpResponse:
    """The page before the first row, with what there is to agree to."""
    wording = _wording(participant)
    offered = participant.cohort.languages
    context = {
        "cohort": participant.cohort,
        "questionnaire": participant.cohort.questionnaire,
        "listed": participant,
        "wording": wording,
        "consent": form or ConsentForm(wording=wording, offered=offered),
        "link": signed_links.token_for(participant),
        "next_url": reverse("own"),
        "problem": problem,
    }
    return render(request, "candidates/start.html", context)


def begin(request: HttpRequest, participant: Participant) -> HttpResponse:
    """Both boxes, and then the first row. A second press goes on with what the first
    began.
    """
    if participant.attempts.exists():
        return redirect("own")
    must_take_new(participant)
    wording = _wording(participant)
    if request.POST.get("version") != str(wording.version):
        return _read_again(request, participant)
    form = ConsentForm(
        request.POST, wording=wording, offered=participant.cohort.languages
    )
    if "read_in" in form.errors:
        return _read_again(request, participant)
    if not form.is_valid():
        return invited(request, participant, form=form)
    return _begin(request, participant, form.cleaned_data)


def must_take_new(participant: Participant) -> None:
    """Raise `NotAcceptingAnswers` if the applicant could not start any more."""
    if not participant.cohort.takes_new(timezone.now()) or participant.has_withdrawn:
        raise NotAcceptingAnswers


def _begin(
    request: HttpRequest, participant: Participant, agreed: dict
) -> HttpResponse:
    facts = {
        "version": agreed["version"],
        "language": agreed["read_in"],
        "now": timezone.now(),
    }
    try:
        attempt = applicant_start.start_agreed(participant=participant, **facts)
    except consents.ConsentChanged:
        return _read_again(request, participant)
    return redirect("rows", attempt.ordinal, 1)


def _read_again(request: HttpRequest, participant: Participant) -> HttpResponse:
    """With neither box ticked: a tick was for the words that stood there."""
    return invited(
        request,
        participant,
        problem=_("The text below has changed. Please read it once more."),
    )


def _wording(participant: Participant) -> consents.Wording:
    text = ConsentText.objects.current()
    if text is None:
        raise Http404
    return consents.wording(participant.cohort, text)


def rights(request: HttpRequest, participant: Participant) -> dict:
    """What the personal page shows of an application."""
    if participant.purpose != Purpose.APPLICATION:
        return {}
    declared = declared_groups.declared_by(participant)
    return {
        "application": participant.application,
        "consent": Consent.objects.filter(participant=participant)
        .select_related("text")
        .first(),
        "access_log": access_log.entries_shown_to(participant),
        "comment_form": CommentForm(initial={"text": participant.application.comment}),
        "declared": declared,
        "asks_groups": participant.state == Participant.State.SUBMITTED
        and not participant.cohort.concluded_at
        and not participant.application.withdrawn_at,
        "groups_form": GroupsForm(
            initial={"gender": declared.gender, "age": declared.age}
            if declared
            else None
        ),
    }


def for_applicants(view: View) -> View:
    """Nothing here for anybody else. Whoever has erased everything in another tab
    meanwhile is told so.
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
    try:
        comments.save_comment(
            participant=participant, text=form.cleaned_data["text"], now=timezone.now()
        )
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
            participant=participant, **form.cleaned_data, now=timezone.now()
        )
    except declared_groups.NotAsked:
        raise Http404 from None
    return redirect(f"{reverse('data')}#groups")


@for_applicants
def withdraw(request: HttpRequest, participant: Participant) -> HttpResponse:
    decisions.note_withdrawal(participant=participant, now=timezone.now())
    return redirect(f"{reverse('data')}#hr")


def data_page(
    request: HttpRequest, participant: Participant, **changes
) -> HttpResponse:
    context = {
        "participant": participant,
        "attempts": participant.attempts.order_by("ordinal"),
        "link": signed_links.token_for(participant),
        "link_address": link_address(request, participant),
    }
    return render(
        request,
        "candidates/data.html",
        context | rights(request, participant) | changes,
    )
