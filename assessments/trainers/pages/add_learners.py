"""Listing learners beforehand: the form, its preview, and putting them on the list."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from assessments.files import text_rows
from assessments.sittings import participants
from assessments.staff import history
from assessments.staff.forms.pasted_list import LIMITS
from assessments.trainers.frame import page
from assessments.trainers.learner_list_form import LearnerListForm, sealed, unsealed
from assessments.trainers.learner_list_preview import LearnerListPreview

HEADING = ("name", "number")


def add_learners(request, cohort):
    require_names(cohort)
    if request.method != "POST":
        return _form_page(request, cohort, LearnerListForm())
    if "back" in request.POST:
        return _form_page(request, cohort, _refilled(request))
    form = LearnerListForm(request.POST, request.FILES)
    if not form.is_valid():
        return _form_page(request, cohort, form)
    return _preview_page(request, cohort, form)


def confirm(request, cohort):
    require_names(cohort)
    try:
        lines = unsealed(request.POST.get("sealed", ""), cohort_pk=cohort.pk)
    except ValidationError as error:
        messages.error(request, error.message)
        return _form_page(request, cohort, _refilled(request))

    good_lines = LearnerListPreview(cohort, lines).good_lines
    new = _put_on_list(request, cohort, good_lines)
    messages.success(request, _message(new, listed_before=len(good_lines) - new))
    return redirect("admin:assessments_cohort_slips", cohort.pk)


def require_names(cohort):
    """An anonymous cohort lists nobody."""
    if not cohort.names_asked:
        raise Http404


@transaction.atomic
def _put_on_list(request, cohort, lines):
    learners = participants.list_learners(
        cohort=cohort, lines=lines, now=timezone.now()
    )
    new = len(learners)
    if new:
        event = history.LearnersListed(new=new, known=len(lines) - new)
        history.record(request, cohort, event)
    return new


def _message(new, listed_before):
    if not new:
        return _("Nobody was added: all of them were listed already.")
    added = ngettext(
        "%(count)s learner was added.", "%(count)s learners were added.", new
    )
    added = added % {"count": new}
    if not listed_before:
        return added
    already = ngettext(
        "%(count)s was listed already.", "%(count)s were listed already.", listed_before
    )
    already = already % {"count": listed_before}
    return f"{added} {already}"


def _form_page(request, cohort, form):
    context = {"form": form, "limits": LIMITS}
    return page(
        request,
        cohort,
        "add_learners",
        gettext_lazy("List learners"),
        context,
        tab="joining",
    )


def _preview_page(request, cohort, form):
    lines = form.cleaned_data["lines"]
    pasted = form.cleaned_data["pasted"]
    if form.cleaned_data["file"]:
        pasted = as_text(lines)
    context = {
        "preview": LearnerListPreview(cohort, lines),
        "sealed": sealed(lines, cohort_pk=cohort.pk),
        "pasted": pasted,
    }
    return page(
        request,
        cohort,
        "add_learners_preview",
        gettext_lazy("Check the list"),
        context,
        tab="joining",
    )


def _refilled(request):
    """Return the form with what was pasted; a file cannot be filled in again."""
    return LearnerListForm(initial={"pasted": request.POST.get("pasted", "")})


def as_text(lines):
    """Return an uploaded list as text that can be pasted."""
    rows = [(line.name, line.number) for line in lines]
    return text_rows.as_text([HEADING, *rows])
