"""What happened with an applicant and when, in order: letters, agreement, attempts,
comment. Decisions stand apart.
"""

from django.utils.translation import gettext as _

from assessments.models import Consent, Letter


def timeline_of(person, made):
    """(when, what) from the first to the last; `made` are the attempts."""
    found = [(person.created_at, _("invited")), *_letters(person), *_agreement(person)]
    for attempt in made:
        found += _of_attempt(attempt)
    if person.application.commented_at:
        found.append((person.application.commented_at, _("comment added")))
    return sorted(found, key=lambda event: event[0])


def _letters(person):
    """Those the mail server took."""
    sent = person.letters.filter(state=Letter.State.SENT).select_related("mailing")
    told = _("letter sent: %(kind)s")
    return [
        (letter.finished_at, told % {"kind": letter.mailing.get_kind_display()})
        for letter in sent
    ]


def _agreement(person):
    consents = Consent.objects.filter(participant=person).select_related("text")
    told = _("agreed to version %(version)s of the texts")
    return [
        (consent.agreed_at, told % {"version": consent.text.version})
        for consent in consents
    ]


def _of_attempt(attempt):
    number = {"number": attempt.ordinal}
    yield attempt.started_at, _("attempt %(number)s started") % number
    if attempt.submitted_at:
        yield attempt.submitted_at, _("attempt %(number)s submitted") % number
