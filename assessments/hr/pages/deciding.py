"""Recording a decision, and the round's log of them."""

import json
from dataclasses import replace

from django.contrib import messages
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.groups.used_form import UsedForm
from assessments.hr.forms.screening import DecisionForm
from assessments.hr.pages.board import stage_of
from assessments.hr.pages.frame import page
from assessments.hr.pages.visibility import person_of, to_applicant
from assessments.screening import access_log, decision_export, decision_log, decisions
from assessments.sittings import signed_links
from assessments.staff import history
from assessments.staff.downloads import as_file


def decide(request, cohort, applicant):
    person = person_of(cohort, applicant)
    recorded = decision_log.history_of(person)
    may_see = access_log.may_see_score(
        user=request.user, screening_round=cohort, participant=person
    )
    earlier = (
        recorded if may_see else [replace(entry, content=None) for entry in recorded]
    )
    score_seen = access_log.has_seen_score(request.user, person, timezone.now())
    form = DecisionForm(
        request.POST if request.method == "POST" else None,
        earlier=earlier,
        score_seen=score_seen,
    )
    started = signed_links.read_form_nonce(request.POST.get("nonce", ""))
    if request.method == "POST" and started and form.is_valid():
        try:
            return _record(request, cohort, person, form, started)
        except UsedForm:
            started = None
    if request.method == "POST" and started is None:
        messages.error(
            request,
            _(
                "This page had been open for a while. Please press the button once more."
            ),
        )
    context = {
        "person": person,
        "form": form,
        "history": recorded,
        "stage": stage_of(person),
        "nonce": request.POST.get("nonce", "")
        if started
        else signed_links.new_form_nonce(str(_newest(recorded))),
        "sees_score": may_see,
        "score_seen": score_seen,
    }
    return page(request, cohort, "decide", _("Record a decision"), context)


def _newest(recorded):
    return max((entry.sequence for entry in recorded), default=0)


def _record(request, cohort, person, form, started):
    nonce, known = started
    given = {
        name: form.cleaned_data.get(name)
        for name in ("stage", "reason", "text", "evidence", "corrects")
    }
    try:
        entry = decisions.record(
            participant=person,
            user=request.user,
            **given,
            nonce=nonce,
            now=timezone.now(),
        )
    except (decisions.Withdrew, decisions.NotInvited):
        messages.error(
            request,
            _("The applicant has just withdrawn. Nothing more is kept about them."),
        )
        return redirect("admin:assessments_screeninground_board", cohort.pk)
    except decisions.Unacceptable:
        messages.error(
            request,
            _(
                "This could not be recorded. Please look at the entries and decide once more."
            ),
        )
        return redirect("admin:assessments_screeninground_decide", cohort.pk, person.pk)
    messages.success(
        request,
        _("Recorded as entry %(number)s of this round.") % {"number": entry.sequence},
    )
    _tell_of_earlier(request, entry, known)
    return to_applicant(cohort, person)


def _tell_of_earlier(request, entry, known):
    """Somebody else decided while this page stood open: both entries stay, and this one
    says so.
    """
    follows = entry.content and entry.content["follows"]
    if follows and str(follows) != known:
        told = _(
            "Entry %(number)s about this applicant was made while your page was open. Yours comes after it."
        )
        messages.warning(request, told % {"number": follows})


def log_page(request, cohort):
    return page(
        request,
        cohort,
        "log",
        gettext_lazy("Decision log"),
        {"lines": decision_log.log_as_seen_by(request.user, cohort)},
    )


def _json_of(cohort):
    return json.dumps(decision_export.json_of(cohort), ensure_ascii=False, indent=2)


def log_file(request, cohort, name):
    """`log.csv` to read, `log.json` to check the chain without this site."""
    kinds = {
        "log.csv": (decision_export.csv_of, "text/csv; charset=utf-8"),
        "log.json": (_json_of, "application/json"),
    }
    if name not in kinds:
        return redirect("admin:assessments_screeninground_log", cohort.pk)
    write, kind = kinds[name]
    history.record(request, cohort, history.DecisionsDownloaded(name=name))
    return as_file(write(cohort), kind, f"{cohort.title} {name}")
