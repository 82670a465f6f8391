"""One applicant's letter: sent again with a new link, or to a corrected address."""

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.hr.forms.applicant_list import AddressForm
from assessments.hr.pages.frame import page
from assessments.hr.pages.inviting import next_page
from assessments.hr.pages.letters import post
from assessments.hr.pages.visibility import person_of
from assessments.models import Letter, Mailing, Participant
from assessments.screening import address_correction, rounds
from assessments.sittings import signed_links
from assessments.staff import history


def again(request, cohort, applicant):
    """Says what sending again means before it happens."""
    person = _reachable(cohort, applicant)
    context = {
        "person": person,
        "nonce": signed_links.new_form_nonce(str(person.pk)),
        "letters": Letter.objects.filter(participant=person)
        .select_related("mailing")
        .order_by("-pk"),
        "language": dict(settings.LANGUAGES).get(person.application.language),
    }
    return page(
        request, cohort, "letter_again", gettext_lazy("Send the letter again"), context
    )


def send_again(request, cohort, applicant):
    person = _reachable(cohort, applicant)
    nonce = signed_links.read_form_nonce(request.POST.get("nonce", ""))
    if nonce is None or nonce[1] != str(person.pk):
        messages.error(request, _("Nothing was sent. Please press the button again."))
        return redirect(
            "admin:assessments_screeninground_letter_again", cohort.pk, person.pk
        )
    mailing = post(
        request,
        cohort,
        kind=Mailing.Kind.INVITATION,
        people=[person],
        nonce=nonce[0],
        now=timezone.now(),
        renew_links=True,
    )
    return redirect("admin:assessments_screeninground_mailing", cohort.pk, mailing.pk)


def _reachable(cohort, pk):
    person = person_of(cohort, pk)
    if not settings.MAIL_IS_CONFIGURED or not person.application.email:
        raise Http404
    return person


def address(request, cohort, applicant):
    """Only before the start: from then on the link is the applicant's alone, and goes
    nowhere else.
    """
    person = person_of(cohort, applicant)
    if person.state != Participant.State.LISTED:
        raise Http404
    form = AddressForm(request.POST or None, instance=person.application)
    if (
        request.method == "POST"
        and form.is_valid()
        and _corrected(request, cohort, person, form)
    ):
        return redirect(
            f"admin:assessments_screeninground_{_next(person)}",
            cohort.pk,
            *_whose(person),
        )
    context = {"person": person, "form": form}
    return page(
        request, cohort, "address", gettext_lazy("Correct the e-mail address"), context
    )


def _corrected(request, cohort, person, form):
    try:
        with transaction.atomic():
            if not address_correction.correct_address(
                participant=person, email=form.cleaned_data["email"]
            ):
                raise Http404
            event = history.AddressCorrected(applicant=person.pk)
            history.record(request, cohort, event)
    except rounds.RoundConcluded:
        form.add_error(
            "email", _("The round is concluded: it cannot take answers again.")
        )
        return False
    except address_correction.AddressInUse:
        form.add_error("email", _("Another applicant of this round has this address."))
        return False
    messages.success(
        request, _("The address is corrected. Links sent before have stopped working.")
    )
    return True


def _next(person):
    return "letter_again" if _whose(person) else next_page()


def _whose(person):
    """Somebody who had a letter gets it again; others are invited with the rest."""
    has_letter = settings.MAIL_IS_CONFIGURED and person.letters.exists()
    return [person.pk] if has_letter else []
