"""Applicants listed for a round: the form, its preview, and putting them on."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from assessments.files import text_rows
from assessments.files.applicant_lists import Line, check
from assessments.groups.listing import listed_keys
from assessments.hr.forms.applicant_list import (
    PROBLEMS,
    ApplicantListForm,
    sealed,
    unsealed,
)
from assessments.hr.pages.frame import page
from assessments.screening import applicants, invitations, rounds
from assessments.screening.invitations import Invitee
from assessments.staff import history
from assessments.staff.forms.pasted_list import LIMITS
from assessments.staff.list_previews import ListPreview

HEADING = ("name", "email", "language", "external id")


def inviting(request, cohort):
    if request.method != "POST" or cohort.concluded_at:
        return form_page(request, cohort, ApplicantListForm(cohort))
    if "back" in request.POST:
        return form_page(request, cohort, _form_again(request, cohort))
    form = ApplicantListForm(cohort, request.POST, request.FILES)
    return (
        preview_page(request, cohort, form)
        if form.is_valid()
        else form_page(request, cohort, form)
    )


def confirm(request, cohort):
    try:
        lines, language = unsealed(request.POST.get("sealed", ""), cohort_pk=cohort.pk)
    except ValidationError as broken:
        messages.error(request, broken.message)
        return form_page(request, cohort, _form_again(request, cohort))
    good = Preview(cohort, lines, language).good
    try:
        new = _invite(request, cohort, good)
    except rounds.RoundConcluded:
        # The page itself says so, also where it was concluded just now.
        cohort.refresh_from_db(fields=["concluded_at"])
        return form_page(request, cohort, ApplicantListForm(cohort))
    messages.success(request, _told(new, len(good) - new))
    return redirect(f"admin:assessments_screeninground_{next_page()}", cohort.pk)


def next_page():
    """Where invitations are sent from, or else the links are had."""
    return "letters" if settings.MAIL_IS_CONFIGURED else "links"


@transaction.atomic
def _invite(request, cohort, invitees):
    new = len(
        invitations.invite(
            screening_round=cohort, invitees=invitees, now=timezone.now()
        )
    )
    if new:
        event = history.ApplicantsInvited(new=new, known=len(invitees) - new)
        history.record(request, cohort, event)
    return new


def _told(new, before):
    if not new:
        return _("Nobody was added: all of them were invited already.")
    added = ngettext(
        "%(count)s applicant was added.", "%(count)s applicants were added.", new
    ) % {"count": new}
    if before:
        already = ngettext(
            "%(count)s was invited already.", "%(count)s were invited already.", before
        )
        added = f"{added} {already % {'count': before}}"
    return _("%(added)s Nothing has been sent yet.") % {"added": added}


def form_page(request, cohort, form):
    context = {"form": form, "limits": LIMITS, "languages": _names_of(cohort)}
    return page(request, cohort, "inviting", gettext_lazy("Invite applicants"), context)


def preview_page(request, cohort, form):
    lines = form.cleaned_data["lines"]
    language = form.cleaned_data["language"]
    context = {
        "preview": Preview(cohort, lines, language),
        "sealed": sealed(lines, language=language, cohort_pk=cohort.pk),
        "language": language,
        "pasted": as_text(lines)
        if form.cleaned_data["file"]
        else form.cleaned_data["pasted"],
    }
    return page(
        request, cohort, "inviting_preview", gettext_lazy("Check the list"), context
    )


def _form_again(request, cohort):
    kept = {
        name: request.POST[name]
        for name in ("pasted", "language")
        if name in request.POST
    }
    return ApplicantListForm(cohort, initial=kept)


def as_text(lines):
    rows = [(line.name, line.email, line.language, line.number) for line in lines]
    return text_rows.as_text([HEADING, *rows])


def _names_of(cohort):
    return [
        (code, name) for code, name in settings.LANGUAGES if code in cohort.languages
    ]


@dataclass(frozen=True)
class Guest:
    line: Line
    invitee: Invitee
    is_listed: bool

    @property
    def language(self):
        return dict(settings.LANGUAGES)[self.invitee.language]


class Preview(ListPreview):
    """What a list would do to a round as it is now; `language` where a line names none."""

    def __init__(self, cohort, lines, language):
        self._keys = listed_keys(cohort)
        self._names = dict(applicants.visible(cohort).values_list("list_key", "name"))
        checked = check(lines, offered=cohort.languages, default=language)
        problems = [
            PROBLEMS[each.problem] if each.problem else self._other_name(each.line)
            for each in checked
        ]
        both = list(zip(checked, problems, strict=True))
        self.problems = [(each.line, problem) for each, problem in both if problem]
        self.others = [self._guest(each) for each, problem in both if not problem]

    def _other_name(self, line):
        """Told in words where an address is another's already, or None."""
        name = self._names.get(Invitee(line.name, line.email, "").key)
        if name is None or name.casefold() == line.name.casefold():
            return None
        return _(
            "This address is invited already, for %(name)s, who stays as before."
        ) % {"name": name}

    def _guest(self, checked):
        line = checked.line
        invitee = Invitee(line.name, line.email, checked.language, line.number)
        return Guest(line, invitee, invitee.key in self._keys)

    @property
    def good(self):
        return [each.invitee for each in self.others]

    @property
    def adding(self):
        return ngettext(
            "Add %(count)s applicant", "Add %(count)s applicants", self.new
        ) % {"count": self.new}
