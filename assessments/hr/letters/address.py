"""Correcting the e-mail address of an applicant who has not started."""

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.hr.applicants.opening import visible_person
from assessments.hr.frame import page
from assessments.hr.letters.forms import AddressForm
from assessments.hr.letters.inviting import page_after_inviting
from assessments.models import Participant
from assessments.screening import address_correction
from assessments.staff import history


def address(request, screening_round, applicant_pk):
    """Only before the start: from then on the link is the applicant's alone."""
    person = visible_person(screening_round, applicant_pk)
    if person.state != Participant.State.LISTED:
        raise Http404

    form = AddressForm(request.POST or None, instance=person.application)
    if request.method == "POST" and form.is_valid():
        try:
            _correct(request, screening_round, person, form.cleaned_data["email"])
        except address_correction.AddressInUse:
            form.add_error(
                "email", _("Another applicant of this round has this address.")
            )
        else:
            messages.success(
                request,
                _("The address is corrected. Links sent before have stopped working."),
            )
            return _redirect_to_letters(screening_round, person)

    context = {"person": person, "form": form}
    return page(
        request,
        screening_round,
        "letters/address",
        gettext_lazy("Correct the e-mail address"),
        context,
        tab="letters",
    )


@transaction.atomic
def _correct(request, screening_round, person, email):
    if not address_correction.correct_address(participant=person, email=email):
        raise Http404
    event = history.AddressCorrected(applicant=person.pk)
    history.record(request, screening_round, event)


def _redirect_to_letters(screening_round, person):
    """Somebody who had a letter gets it again; others are invited with the rest."""
    if settings.MAIL_IS_CONFIGURED and person.letters.exists():
        return redirect(
            "admin:assessments_screeninground_letter_again",
            screening_round.pk,
            person.pk,
        )
    return redirect(
        f"admin:assessments_screeninground_{page_after_inviting()}", screening_round.pk
    )
