"""Inviting applicants: the form, its preview, and putting them on the round."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from assessments.files import text_rows
from assessments.hr.frame import page
from assessments.hr.letters.forms import ApplicantListForm, sealed, unsealed
from assessments.hr.letters.invitation_preview import InvitationPreview
from assessments.screening import invitations, rounds
from assessments.staff import history
from assessments.staff.forms.pasted_list import LIMITS
from assessments.staff.list_filters import offered_languages

HEADING = ("name", "email", "language", "external id")


def inviting(request, screening_round):
    if request.method != "POST" or screening_round.concluded_at:
        return _form_page(request, screening_round, ApplicantListForm(screening_round))
    if "back" in request.POST:
        return _form_page(request, screening_round, _refilled(request, screening_round))
    form = ApplicantListForm(screening_round, request.POST, request.FILES)
    if not form.is_valid():
        return _form_page(request, screening_round, form)
    return _preview_page(request, screening_round, form)


def confirm(request, screening_round):
    try:
        lines, language = unsealed(
            request.POST.get("sealed", ""), cohort_pk=screening_round.pk
        )
    except ValidationError as error:
        messages.error(request, error.message)
        return _form_page(request, screening_round, _refilled(request, screening_round))

    invitees = InvitationPreview(screening_round, lines, language).invitees
    try:
        new = _invite(request, screening_round, invitees)
    except rounds.RoundConcluded:
        # The page itself says so, also where it was concluded just now.
        screening_round.refresh_from_db(fields=["concluded_at"])
        return _form_page(request, screening_round, ApplicantListForm(screening_round))
    messages.success(request, _message(new, invited_before=len(invitees) - new))
    return redirect(
        f"admin:assessments_screeninground_{page_after_inviting()}", screening_round.pk
    )


def page_after_inviting():
    """Name the page where invitations are sent, or without mail the links are."""
    return "letters" if settings.MAIL_IS_CONFIGURED else "links"


@transaction.atomic
def _invite(request, screening_round, invitees):
    people = invitations.invite(
        screening_round=screening_round, invitees=invitees, now=timezone.now()
    )
    new = len(people)
    if new:
        event = history.ApplicantsInvited(new=new, known=len(invitees) - new)
        history.record(request, screening_round, event)
    return new


def _message(new, invited_before):
    if not new:
        return _("Nobody was added: all of them were invited already.")
    added = ngettext(
        "%(count)s applicant was added.", "%(count)s applicants were added.", new
    )
    added = added % {"count": new}
    if invited_before:
        already = ngettext(
            "%(count)s was invited already.",
            "%(count)s were invited already.",
            invited_before,
        )
        already = already % {"count": invited_before}
        added = f"{added} {already}"
    return _("%(added)s Nothing has been sent yet.") % {"added": added}


def _form_page(request, screening_round, form):
    context = {
        "form": form,
        "limits": LIMITS,
        "languages": offered_languages(screening_round),
    }
    return page(
        request,
        screening_round,
        "letters/inviting",
        gettext_lazy("Invite applicants"),
        context,
        tab="inviting",
    )


def _preview_page(request, screening_round, form):
    lines = form.cleaned_data["lines"]
    language = form.cleaned_data["language"]
    pasted = form.cleaned_data["pasted"]
    if form.cleaned_data["file"]:
        pasted = as_text(lines)
    context = {
        "preview": InvitationPreview(screening_round, lines, language),
        "sealed": sealed(lines, language=language, cohort_pk=screening_round.pk),
        "language": language,
        "pasted": pasted,
    }
    return page(
        request,
        screening_round,
        "letters/inviting_preview",
        gettext_lazy("Check the list"),
        context,
        tab="inviting",
    )


def _refilled(request, screening_round):
    """Return the form with what was typed; a file cannot be filled in again."""
    typed = {}
    for name in ("pasted", "language"):
        if name in request.POST:
            typed[name] = request.POST[name]
    return ApplicantListForm(screening_round, initial=typed)


def as_text(lines):
    """Return an uploaded list as text that can be pasted."""
    rows = [(line.name, line.email, line.language, line.number) for line in lines]
    return text_rows.as_text([HEADING, *rows])
