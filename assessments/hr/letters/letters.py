"""Letters to many applicants: what has gone out, who would get one now, and sending it
after a preview.
"""

import secrets
from dataclasses import asdict, dataclass

from django.conf import settings
from django.contrib import messages
from django.core import signing
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from assessments.hr.frame import page
from assessments.mail import mailings, wording
from assessments.mail.recipients import OCCASIONS
from assessments.staff import history

SALT = "letters"
MAILINGS_SHOWN = 50
# The others are shown after one more press.
PEOPLE_SHOWN = 100
TITLES = {
    "new": gettext_lazy("Invitations"),
    "failed": gettext_lazy("Invitations that failed, once more"),
    "not-started": gettext_lazy("Reminder: not started"),
    "stuck": gettext_lazy("Reminder: not finished"),
}


@dataclass(frozen=True)
class Plan:
    """What the button of a preview does. `people`: ids of those shown there; nobody
    else gets the letter.
    """

    round_pk: int
    occasion: str
    nonce: str
    people: list[int]


def letters(request, screening_round):
    now = timezone.now()
    occasions = []
    for occasion in OCCASIONS.values():
        occasions.append(
            {
                "key": occasion.key,
                "title": TITLES[occasion.key],
                "number": occasion.waiting_now(screening_round, now).count(),
                "is_over": occasion.is_over(screening_round, now),
            }
        )
    context = {
        "has_mail": settings.MAIL_IS_CONFIGURED,
        "has_applicants": screening_round.has_joined,
        "occasions": occasions,
        "posted_mailings": mailings.newest_mailings(
            screening_round, limit=MAILINGS_SHOWN
        ),
    }
    return page(
        request,
        screening_round,
        "letters/letters",
        gettext_lazy("Letters"),
        context,
        tab="letters",
    )


def preview(request, screening_round, occasion):
    chosen = OCCASIONS.get(occasion)
    if chosen is None or not settings.MAIL_IS_CONFIGURED:
        raise Http404

    now = timezone.now()
    is_over = chosen.is_over(screening_round, now)
    people = []
    if not is_over:
        people = list(chosen.recipients(screening_round, now))
    plan = Plan(
        round_pk=screening_round.pk,
        occasion=chosen.key,
        nonce=secrets.token_urlsafe(18),
        people=[person.pk for person in people],
    )
    number = len(people)
    button = ngettext("Send %(count)s letter", "Send %(count)s letters", number)
    context = {
        "occasion": chosen.key,
        "is_over": is_over,
        "people": people[:PEOPLE_SHOWN],
        "others": people[PEOPLE_SHOWN:],
        "number": number,
        "languages": settings.LANGUAGES,
        "letters": _letter_in_each_language(chosen.kind, screening_round, now),
        "plan": signing.dumps(asdict(plan), salt=SALT, compress=True),
        "button": button % {"count": number},
    }
    return page(
        request,
        screening_round,
        "letters/letter_preview",
        TITLES[chosen.key],
        context,
        tab="letters",
    )


def _letter_in_each_language(kind, screening_round, now):
    """Return (code, name, letter) of each language of the round, the reader's first."""
    names = dict(settings.LANGUAGES)
    codes = sorted(screening_round.languages, key=lambda code: code != get_language())
    return [
        (code, names[code], wording.preview(kind, screening_round, code, now))
        for code in codes
    ]


def send(request, screening_round):
    plan = _signed_plan(request.POST.get("plan", ""))
    is_for_round = plan is not None and plan.round_pk == screening_round.pk
    if not settings.MAIL_IS_CONFIGURED or not is_for_round:
        messages.error(request, _("Nothing was sent. Look at the preview again."))
        return redirect("admin:assessments_screeninground_letters", screening_round.pk)

    with transaction.atomic():
        mailing, created = mailings.post_to_waiting(
            cohort=screening_round,
            occasion=OCCASIONS[plan.occasion],
            shown=plan.people,
            site=request.build_absolute_uri("/"),
            user=request.user,
            nonce=plan.nonce,
            now=timezone.now(),
        )
        if created:
            log_posted(request, screening_round, mailing)
    if mailing is None:
        messages.error(
            request,
            _(
                "Nothing was sent: nobody of the preview is waiting for this letter any more."
            ),
        )
        return redirect("admin:assessments_screeninground_letters", screening_round.pk)
    return redirect(
        "admin:assessments_screeninground_mailing", screening_round.pk, mailing.pk
    )


def _signed_plan(text):
    try:
        return Plan(**signing.loads(text, salt=SALT))
    except signing.BadSignature:
        return None


def log_posted(request, screening_round, mailing):
    """Add a line about a new mailing to the round's history."""
    number = mailing.letters.count()
    event = history.LettersQueued(kind=mailing.kind, number=number)
    history.record(request, screening_round, event)
