"""Learners listed beforehand: the form, its preview, and the slips with their personal
links.
"""

from functools import wraps

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from assessments.files import people_lists
from assessments.files.learner_lists import check
from assessments.groups import counters
from assessments.models import Participant
from assessments.sittings import participants
from assessments.sittings.signed_links import link_address
from assessments.staff import history
from assessments.staff.forms.pasted_list import LIMITS
from assessments.staff.list_previews import ListPreview
from assessments.staff.slips import links_file, slips_of
from assessments.trainers.forms.learner_list import (
    PROBLEMS,
    LearnerListForm,
    sealed,
    unsealed,
)
from assessments.trainers.frame import page

COLUMNS = ("name", "number", "link")
State = Participant.State


def named(view):
    """An anonymous cohort lists nobody."""

    @wraps(view)
    def checked(request, cohort):
        if not cohort.names_asked:
            raise Http404
        return view(request, cohort)

    return checked


# --- the list -----------------------------------------------------------------------------------------
@named
def listing(request, cohort):
    if request.method != "POST":
        return form_page(request, cohort, LearnerListForm())
    if "back" in request.POST:
        return form_page(request, cohort, _form_again(request))
    form = LearnerListForm(request.POST, request.FILES)
    return (
        preview_page(request, cohort, form)
        if form.is_valid()
        else form_page(request, cohort, form)
    )


@named
def confirm(request, cohort):
    try:
        lines = unsealed(request.POST.get("sealed", ""), cohort_pk=cohort.pk)
    except ValidationError as broken:
        messages.error(request, broken.message)
        return form_page(request, cohort, _form_again(request))
    good = Preview(cohort, lines).good
    new = _list(request, cohort, good)
    messages.success(request, _told(new, len(good) - new))
    return redirect("admin:assessments_cohort_slips", cohort.pk)


@transaction.atomic
def _list(request, cohort, lines):
    learners = participants.list_learners(
        cohort=cohort, lines=lines, now=timezone.now()
    )
    new = len(learners)
    if new:
        event = history.LearnersListed(new=new, known=len(lines) - new)
        history.record(request, cohort, event)
    return new


def _told(new, before):
    if not new:
        return _("Nobody was added: all of them were listed already.")
    added = ngettext(
        "%(count)s learner was added.", "%(count)s learners were added.", new
    ) % {"count": new}
    if not before:
        return added
    already = ngettext(
        "%(count)s was listed already.", "%(count)s were listed already.", before
    ) % {"count": before}
    return f"{added} {already}"


def form_page(request, cohort, form):
    return page(
        request,
        cohort,
        "listing",
        gettext_lazy("List learners"),
        {"form": form, "limits": LIMITS},
    )


def preview_page(request, cohort, form):
    lines = form.cleaned_data["lines"]
    context = {
        "preview": Preview(cohort, lines),
        "sealed": sealed(lines, cohort_pk=cohort.pk),
        "pasted": as_text(lines)
        if form.cleaned_data["file"]
        else form.cleaned_data["pasted"],
    }
    return page(request, cohort, "preview", gettext_lazy("Check the list"), context)


def _form_again(request):
    return LearnerListForm(initial={"pasted": request.POST.get("pasted", "")})


def as_text(lines):
    return people_lists.as_text(
        [("name", "number"), *((line.name, line.number) for line in lines)]
    )


class Preview(ListPreview):
    """What a list would do to a cohort as it is now."""

    def __init__(self, cohort, lines):
        self._names = dict(
            cohort.participants.exclude(list_key="").values_list("list_key", "name")
        )
        checked = [
            (each, self._problem(each)) for each in check(lines, self._names.keys())
        ]
        self.problems = [(each.line, problem) for each, problem in checked if problem]
        self.others = [each for each, problem in checked if not problem]

    def _problem(self, checked):
        """In words, or None."""
        if checked.problem:
            return PROBLEMS[checked.problem]
        name = self._names.get(checked.line.key)
        if name is None or name.casefold() == checked.line.name.casefold():
            return None
        return _(
            "This number is listed already, for %(name)s, who stays on the list as before."
        ) % {"name": name}

    @property
    def good(self):
        return [each.line for each in self.others]

    @property
    def adding(self):
        return ngettext("Add %(count)s learner", "Add %(count)s learners", self.new) % {
            "count": self.new
        }


# --- the slips ----------------------------------------------------------------------------------------
@named
def slips(request, cohort):
    """In the order of the list, as a register is read."""
    states = counters.state_counts(cohort)
    counts = {
        "waiting": states[State.LISTED],
        "begun": states[State.STARTED] + states[State.SUBMITTED],
    }
    context = slips_of(request, _waiting(cohort)) | counts
    return page(
        request, cohort, "slips", gettext_lazy("Slips with personal links"), context
    )


@named
def slips_download(request, cohort):
    waiting = _waiting(cohort).iterator(chunk_size=1000)
    lines = (
        (person.name, person.number, link_address(request, person))
        for person in waiting
    )
    return links_file(
        request, cohort, counters.state_counts(cohort)[State.LISTED], COLUMNS, lines
    )


def _waiting(cohort):
    """Those who have not started: from then on the link is theirs alone."""
    return cohort.participants.filter(state=State.LISTED).order_by("pk")
