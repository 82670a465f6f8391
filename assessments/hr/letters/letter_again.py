"""Sending one applicant the invitation again, with a new link."""

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.hr.applicants.opening import visible_person
from assessments.hr.frame import page
from assessments.hr.letters.letters import log_posted
from assessments.mail import mailings
from assessments.models import Letter, Mailing
from assessments.sittings import signed_links


def letter_again(request, screening_round, applicant_pk):
    """Say what sending again means before it happens."""
    person = _reachable_person(screening_round, applicant_pk)
    letters = Letter.objects.filter(participant=person).select_related("mailing")
    context = {
        "person": person,
        "nonce": signed_links.new_form_nonce(str(person.pk)),
        "letters": letters.order_by("-pk"),
        "language": dict(settings.LANGUAGES).get(person.application.language),
    }
    return page(
        request,
        screening_round,
        "letters/letter_again",
        gettext_lazy("Send the letter again"),
        context,
        tab="letters",
    )


def send(request, screening_round, applicant_pk):
    person = _reachable_person(screening_round, applicant_pk)
    form_nonce = signed_links.read_form_nonce(request.POST.get("nonce", ""))
    if form_nonce is None or form_nonce.about != str(person.pk):
        messages.error(request, _("Nothing was sent. Please press the button again."))
        return redirect(
            "admin:assessments_screeninground_letter_again",
            screening_round.pk,
            person.pk,
        )

    with transaction.atomic():
        mailing, created = mailings.post(
            cohort=screening_round,
            kind=Mailing.Kind.INVITATION,
            people=[person],
            site=request.build_absolute_uri("/"),
            user=request.user,
            nonce=form_nonce.nonce,
            now=timezone.now(),
            renew_links=True,
        )
        if created:
            log_posted(request, screening_round, mailing)
    return redirect(
        "admin:assessments_screeninground_mailing", screening_round.pk, mailing.pk
    )


def _reachable_person(screening_round, pk):
    person = visible_person(screening_round, pk)
    if not settings.MAIL_IS_CONFIGURED or not person.application.email:
        raise Http404
    return person
