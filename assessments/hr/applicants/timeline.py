"""What happened with an applicant and when: letters, agreement, attempts, comment.

Decisions are shown on their own.
"""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from assessments.models import Consent, Letter


@dataclass(frozen=True)
class Event:
    at: datetime
    what: str


def timeline_of(person, attempts):
    """Return what happened with `person`, the earliest first."""
    events = [Event(person.created_at, _("invited"))]

    sent = person.letters.filter(state=Letter.State.SENT)
    for letter in sent.select_related("mailing"):
        kind = letter.mailing.get_kind_display()
        events.append(
            Event(letter.finished_at, _("letter sent: %(kind)s") % {"kind": kind})
        )

    consents = Consent.objects.filter(participant=person)
    for consent in consents.select_related("text"):
        what = _("agreed to version %(version)s of the texts")
        events.append(
            Event(consent.agreed_at, what % {"version": consent.text.version})
        )

    for attempt in attempts:
        number = {"number": attempt.ordinal}
        started = _("attempt %(number)s started") % number
        events.append(Event(attempt.started_at, started))
        if attempt.submitted_at:
            submitted = _("attempt %(number)s submitted") % number
            events.append(Event(attempt.submitted_at, submitted))

    if person.application.commented_at:
        events.append(Event(person.application.commented_at, _("comment added")))

    return sorted(events, key=lambda event: event.at)
