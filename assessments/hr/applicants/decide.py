"""Recording a decision about an applicant."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.groups.used_form import UsedForm
from assessments.hr.applicants.applicant import redirect_withdrawn
from assessments.hr.applicants.applicant_list import stage_of
from assessments.hr.applicants.forms import DecisionForm
from assessments.hr.applicants.opening import (
    may_see_score,
    redirect_to_applicant,
    visible_person,
)
from assessments.hr.frame import page
from assessments.screening import access_log, decision_log, decisions
from assessments.sittings import signed_links


def decide(request, screening_round, applicant_pk):
    person = visible_person(screening_round, applicant_pk)
    history = decision_log.history_of(person)
    newest = history[-1].sequence if history else 0
    sees_score = may_see_score(request, screening_round, person)
    score_seen = access_log.has_seen_score(request.user, person, timezone.now())
    form = DecisionForm(
        request.POST if request.method == "POST" else None,
        earlier=history,
        shows_stages=sees_score,
        score_seen=score_seen,
    )
    context = {
        "person": person,
        "form": form,
        "history": history,
        "stage": stage_of(person),
        "nonce": signed_links.new_form_nonce(str(newest)),
        "sees_score": sees_score,
        "score_seen": score_seen,
    }
    if request.method != "POST":
        return _decide_page(request, screening_round, context)

    form_nonce = signed_links.read_form_nonce(request.POST.get("nonce", ""))
    if form_nonce is None:
        return _ask_again(request, screening_round, context)
    if not form.is_valid():
        context["nonce"] = request.POST["nonce"]
        return _decide_page(request, screening_round, context)

    try:
        entry = decisions.record(
            participant=person,
            user=request.user,
            stage=form.cleaned_data["stage"],
            reason=form.cleaned_data["reason"],
            text=form.cleaned_data["text"],
            evidence=form.cleaned_data["evidence"],
            corrects=form.cleaned_data.get("corrects"),
            nonce=form_nonce.nonce,
            now=timezone.now(),
        )
    except UsedForm:
        return _ask_again(request, screening_round, context)
    except (decisions.Withdrew, decisions.NotInvited):
        return redirect_withdrawn(request, screening_round)
    except decisions.Unacceptable:
        messages.error(
            request,
            _(
                "This could not be recorded. Please look at the entries and decide once more."
            ),
        )
        return redirect(
            "admin:assessments_screeninground_decide", screening_round.pk, person.pk
        )

    messages.success(
        request,
        _("Recorded as entry %(number)s of this round.") % {"number": entry.sequence},
    )
    follows = entry.content["follows"] if entry.content else None
    if follows and str(follows) != form_nonce.about:
        message = _(
            "Entry %(number)s about this applicant was made while your page was open. Yours comes after it."
        )
        messages.warning(request, message % {"number": follows})
    return redirect_to_applicant(screening_round, person)


def _ask_again(request, screening_round, context):
    messages.error(
        request,
        _("This page had been open for a while. Please press the button once more."),
    )
    return _decide_page(request, screening_round, context)


def _decide_page(request, screening_round, context):
    return page(
        request,
        screening_round,
        "applicants/decide",
        _("Record a decision"),
        context,
        tab="applicants",
    )
