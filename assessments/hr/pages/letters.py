"""Letters to many: what has gone out, who would get one now, and sending it after a
look at both.
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

from assessments.hr.pages.frame import page
from assessments.mail import mailings, wording
from assessments.mail.recipients import OCCASIONS
from assessments.models import Mailing
from assessments.staff import history

SALT = "letters"
MAILINGS_SHOWN = 50
# Whoever wants to see more of them opens the rest.
PEOPLE_SHOWN = 100
TITLES = {
    "new": gettext_lazy("Invitations"),
    "failed": gettext_lazy("Invitations that failed, once more"),
    "not-started": gettext_lazy("Reminder: not started"),
    "stuck": gettext_lazy("Reminder: not finished"),
}


@dataclass(frozen=True)
class Plan:
    """What the button of a preview does: to whom it would go was seen there, and nobody
    else gets it.
    """

    cohort: int
    occasion: str
    nonce: str
    people: list[int]


def letters(request, cohort):
    now = timezone.now()
    occasions = [
        {
            "key": occasion.key,
            "title": TITLES[occasion.key],
            "number": occasion.find(cohort, now).count(),
            "is_over": occasion.is_over(cohort, now),
        }
        for occasion in OCCASIONS.values()
    ]
    context = {
        "has_mail": settings.MAIL_IS_CONFIGURED,
        "has_applicants": cohort.has_joined,
        "occasions": occasions,
        "posted_mailings": mailings.newest_mailings(cohort, limit=MAILINGS_SHOWN),
    }
    return page(request, cohort, "letters", gettext_lazy("Letters"), context)


def preview(request, cohort, occasion):
    found = OCCASIONS.get(occasion)
    if found is None or not settings.MAIL_IS_CONFIGURED:
        raise Http404
    now = timezone.now()
    people = [] if found.is_over(cohort, now) else list(found.recipients(cohort, now))
    plan = Plan(
        cohort.pk,
        found.key,
        secrets.token_urlsafe(18),
        [person.pk for person in people],
    )
    context = {
        "occasion": found.key,
        "is_over": found.is_over(cohort, now),
        "people": people[:PEOPLE_SHOWN],
        "others": people[PEOPLE_SHOWN:],
        "number": len(people),
        "languages": settings.LANGUAGES,
        "letters": previews(found.kind, cohort),
        "plan": signing.dumps(asdict(plan), salt=SALT, compress=True),
        "button": _button(len(people)),
    }
    return page(request, cohort, "letter_preview", TITLES[found.key], context)


def previews(kind, cohort):
    """The letter in each language of the round, with the language's own name; the
    reader's language first.
    """
    names = dict(settings.LANGUAGES)
    codes = sorted(cohort.languages, key=lambda code: code != get_language())
    return [(code, names[code], wording.preview(kind, cohort, code)) for code in codes]


def _button(number):
    return ngettext("Send %(count)s letter", "Send %(count)s letters", number) % {
        "count": number
    }


def send(request, cohort):
    plan = _planned(request.POST.get("plan", ""))
    if not settings.MAIL_IS_CONFIGURED or plan is None or plan.cohort != cohort.pk:
        messages.error(request, _("Nothing was sent. Look at the preview again."))
        return redirect("admin:assessments_screeninground_letters", cohort.pk)
    mailing = _send(request, cohort, plan)
    if mailing is None:
        messages.error(
            request,
            _(
                "Nothing was sent: nobody of the preview is waiting for this letter any more."
            ),
        )
        return redirect("admin:assessments_screeninground_letters", cohort.pk)
    return redirect("admin:assessments_screeninground_mailing", cohort.pk, mailing.pk)


def _planned(text):
    try:
        return Plan(**signing.loads(text, salt=SALT))
    except signing.BadSignature:
        return None


@transaction.atomic
def _send(request, cohort, plan):
    """The same mailing for a second press; None if nobody is left of those who were
    shown.
    """
    occasion = OCCASIONS[plan.occasion]
    now = timezone.now()
    if sent := Mailing.objects.filter(nonce=plan.nonce, cohort=cohort.pk).first():
        return sent
    waiting = [] if occasion.is_over(cohort, now) else occasion.find(cohort, now)
    shown = set(plan.people)
    people = [person for person in waiting if person.pk in shown]
    if not people:
        return None
    return post(
        request,
        cohort,
        kind=occasion.kind,
        people=people,
        nonce=plan.nonce,
        now=now,
        # The failed letter may lie in a stranger's mailbox.
        renew_links=occasion.key == "failed",
    )


@transaction.atomic
def post(request, cohort, *, kind, people, nonce, now, renew_links):
    """Post letters, with a line in the round's history."""
    mailing, created = mailings.post(
        cohort=cohort,
        kind=kind,
        people=people,
        site=request.build_absolute_uri("/"),
        user=request.user,
        nonce=nonce,
        now=now,
        renew_links=renew_links,
    )
    if created:
        number = mailing.letters.count()
        history.record(request, cohort, history.LettersQueued(kind=kind, number=number))
    return mailing
