"""An applicant's rights beside the test: agreeing, a comment, groups, withdrawing."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from assessments import applications, consents, decisions, impact, links, looks, participants
from assessments.forms.application import CommentForm, ConsentForm, GroupsForm
from assessments.models import Consent, ConsentText, Participant, Purpose
from assessments.views.access import link_address, personal


def invited(request: HttpRequest, participant: Participant, *, form=None, problem: str = "") -> HttpResponse:
    """The page before the first row, with what there is to agree to."""
    wording = _wording(participant)
    context = {
        "cohort": participant.cohort,
        "questionnaire": participant.cohort.questionnaire,
        "listed": participant,
        "wording": wording,
        "consent": form or ConsentForm(wording=wording),
        "link": links.token_for(participant),
        "next_url": reverse("own"),
        "problem": problem,
    }
    return render(request, "assessments/start.html", context)


def begin(request: HttpRequest, participant: Participant) -> HttpResponse:
    """Both boxes, and then the first row. A second press finds both done."""
    form = ConsentForm(request.POST, wording=_wording(participant))
    if not form.is_valid():
        return invited(request, participant, form=form)
    now, facts = timezone.now(), {"version": form.cleaned_data["version"], "language": get_language()}
    try:
        consents.agree(participant=participant, **facts, now=now)
    except consents.ConsentChanged:
        return invited(request, participant, problem=_("The text below has changed. Please read it once more."))
    attempt = participants.start_listed(participant=participant, now=now)
    return redirect("rows", attempt.ordinal, 1)


def _wording(participant: Participant) -> consents.Wording:
    text = ConsentText.objects.current()
    if text is None:
        raise Http404
    return consents.wording(participant.cohort, text)


def rights(request: HttpRequest, participant: Participant) -> dict:
    """What the personal page shows of an application."""
    if participant.purpose != Purpose.APPLICATION:
        return {}
    declared = impact.declared_by(participant)
    return {
        "application": participant.application,
        "consent": Consent.objects.filter(participant=participant).select_related("text").first(),
        "looks": looks.shown_to(participant),
        "comment_form": CommentForm(initial={"text": participant.application.comment}),
        "asks_groups": participant.state == Participant.State.SUBMITTED
        and not participant.cohort.concluded_at
        and not participant.application.withdrawn_at,
        "groups_form": GroupsForm(initial={"gender": declared.gender, "age": declared.age} if declared else None),
    }


def applicant(participant: Participant) -> Participant:
    if participant.purpose != Purpose.APPLICATION:
        raise Http404
    return participant


@require_POST
@personal
def comment(request: HttpRequest, participant: Participant) -> HttpResponse:
    form = CommentForm(request.POST)
    if not form.is_valid():
        return data_page(request, participant, comment_form=form)
    applications.comment(participant=applicant(participant), text=form.cleaned_data["text"], now=timezone.now())
    return redirect(f"{reverse('data')}#comment")


@require_POST
@personal
def groups(request: HttpRequest, participant: Participant) -> HttpResponse:
    form = GroupsForm(request.POST)
    if not form.is_valid():
        return data_page(request, participant, groups_form=form)
    try:
        impact.declare(participant=applicant(participant), **form.cleaned_data, now=timezone.now())
    except impact.NotAsked:
        raise Http404 from None
    return redirect(f"{reverse('data')}#groups")


@require_POST
@personal
def withdraw(request: HttpRequest, participant: Participant) -> HttpResponse:
    decisions.note_withdrawal(participant=applicant(participant), now=timezone.now())
    return redirect(f"{reverse('data')}#withdraw")


def data_page(request: HttpRequest, participant: Participant, **changes) -> HttpResponse:
    context = {
        "participant": participant,
        "attempts": participant.attempts.order_by("ordinal"),
        "link": links.token_for(participant),
        "link_address": link_address(request, participant),
    }
    return render(request, "assessments/data.html", context | rights(request, participant) | changes)
