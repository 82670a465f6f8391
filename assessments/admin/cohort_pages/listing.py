"""Learners listed beforehand: the form, its preview, and the slips with their personal links."""

import csv
from functools import wraps
from types import SimpleNamespace

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from assessments import counters, list_files, participants
from assessments.admin.cohort_pages.access import changes, for_changers, page
from assessments.admin.cohort_pages.downloads import file_name
from assessments.admin.cohort_pages.state import log
from assessments.admin.list_previews import ListPreview
from assessments.exports import BOM, safe_cell
from assessments.forms.learner_list import PROBLEMS, LearnerListForm, sealed, unsealed
from assessments.forms.pasted_list import LIMITS
from assessments.learner_lists import check
from assessments.learners import id_of
from assessments.models import Participant
from assessments.views.access import link_address

SLIPS = 100
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


def for_link_holders(view):
    """Looked at by those who may change the cohort: a viewer must not hold anybody's link."""
    view.changes = True
    return view


# --- the list -----------------------------------------------------------------------------------------
@for_changers
@named
def listing(request, cohort):
    if request.method != "POST":
        return form_page(request, cohort, LearnerListForm())
    if "back" in request.POST:
        return form_page(request, cohort, _form_again(request))
    form = LearnerListForm(request.POST, request.FILES)
    return preview_page(request, cohort, form) if form.is_valid() else form_page(request, cohort, form)


@changes
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
    new = participants.list_learners(cohort=cohort, lines=lines, now=timezone.now())
    if new:
        log(request, cohort, f"Listed learners: {new} new, {len(lines) - new} listed before")
    return new


def _told(new, before):
    if not new:
        return _("Nobody was added: all of them were listed already.")
    added = ngettext("%(count)s learner was added.", "%(count)s learners were added.", new) % {"count": new}
    if not before:
        return added
    already = ngettext("%(count)s was listed already.", "%(count)s were listed already.", before) % {"count": before}
    return f"{added} {already}"


def form_page(request, cohort, form):
    return page(request, cohort, "listing", gettext_lazy("List learners"), {"form": form, "limits": LIMITS})


def preview_page(request, cohort, form):
    lines = form.cleaned_data["lines"]
    context = {
        "preview": Preview(cohort, lines),
        "sealed": sealed(lines, cohort_pk=cohort.pk),
        "pasted": as_text(lines) if form.cleaned_data["file"] else form.cleaned_data["pasted"],
    }
    return page(request, cohort, "preview", gettext_lazy("Check the list"), context)


def _form_again(request):
    return LearnerListForm(initial={"pasted": request.POST.get("pasted", "")})


def as_text(lines):
    return list_files.as_text([("name", "number"), *((line.name, line.number) for line in lines)])


class Preview(ListPreview):
    """What a list would do to a cohort as it is now."""

    def __init__(self, cohort, lines):
        self._names = dict(cohort.participants.exclude(list_key="").values_list("list_key", "name"))
        checked = [(each, self._problem(each)) for each in check(lines, self._names.keys())]
        self.problems = [(each.line, problem) for each, problem in checked if problem]
        self.others = [each for each, problem in checked if not problem]

    def _problem(self, checked):
        """In words, or None."""
        if checked.problem:
            return PROBLEMS[checked.problem]
        name = self._names.get(checked.line.key)
        if name is None or name.casefold() == checked.line.name.casefold():
            return None
        return _("This number is listed already, for %(name)s, who stays on the list as before.") % {"name": name}

    @property
    def good(self):
        return [each.line for each in self.others]

    @property
    def adding(self):
        return ngettext("Add %(count)s learner", "Add %(count)s learners", self.new) % {"count": self.new}


# --- the slips ----------------------------------------------------------------------------------------
@for_link_holders
@named
def slips(request, cohort):
    """In the order of the list, as a register is read."""
    states = counters.states_of(cohort)
    counts = {"waiting": states[State.LISTED], "begun": states[State.STARTED] + states[State.SUBMITTED]}
    context = slips_of(request, _waiting(cohort)) | counts
    return page(request, cohort, "slips", gettext_lazy("Slips with personal links"), context)


def slips_of(request, people):
    """A page of them with their links."""
    after = request.GET.get("after", "")
    found = list(people.filter(pk__gt=id_of(after) or 0)[: SLIPS + 1])
    shown = found[:SLIPS]
    return {
        "slips": [(person, link_address(request, person)) for person in shown],
        "after": shown[-1].pk if len(found) > SLIPS else None,
        "is_first_page": not after,
    }


@changes
@named
def slips_download(request, cohort):
    waiting = _waiting(cohort).iterator(chunk_size=1000)
    lines = ((person.name, person.number, link_address(request, person)) for person in waiting)
    return links_file(request, cohort, counters.states_of(cohort)[State.LISTED], COLUMNS, lines)


def links_file(request, cohort, number, columns, lines):
    """The history says who took the links out of here, and how many."""
    log(request, cohort, f"Personal links downloaded: {number}")
    name = file_name(cohort, "personal-links.csv", timezone.localdate(timezone=cohort.zone))
    response = StreamingHttpResponse(_csv(columns, lines), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = content_disposition_header(True, name)
    return response


def _waiting(cohort):
    """Those who have not started: from then on the link is theirs alone."""
    return cohort.participants.filter(state=State.LISTED).order_by("pk")


def _csv(columns, lines):
    writer = csv.writer(SimpleNamespace(write=str))  # gives each line back instead of keeping it
    yield BOM + writer.writerow(columns)
    for cells in lines:
        yield writer.writerow([safe_cell(cell) for cell in cells])
