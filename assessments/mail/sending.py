"""The worker's side of letters: claim one, send it, record what became of it.

A letter is claimed and committed as being sent before it goes out, and its end is
recorded after. If a worker dies between the two, nobody knows whether it arrived: such
a letter goes out once more, and never a third time.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Min, Q, QuerySet
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_noop

from assessments.mail import wording
from assessments.mail.recipients import recipients_at_sending
from assessments.mail.smtp import Delivery, MailServer, Outcome
from assessments.models import Letter, Mailing, Participant

logger = logging.getLogger(__name__)

# A deferred letter waits this long after its first, second, … try; then it has failed.
RETRY_WAITS = [
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(minutes=45),
    timedelta(minutes=120),
]
MAX_UNCONFIRMED_TRIES = 2

SERVER_TOOK_NOTHING = gettext_noop(
    "The mail server took no letters for a while. Sending is paused; resume it to try again."
)
NEVER_CONFIRMED = gettext_noop(
    "The mail server did not confirm it, twice. It may have arrived."
)
UNWRITABLE = gettext_noop(
    "This letter could not be written: perhaps the address is not one."
)


class RunEnd(Enum):
    NOTHING_DUE = auto()
    TOLD_TO_STOP = auto()
    SERVER_UNAVAILABLE = auto()


@dataclass(frozen=True)
class Run:
    """Why a run of sending ended, and the number of letters that were sent in it."""

    end: RunEnd
    sent: int


def send_waiting(
    now_fn: Callable[[], datetime], go_on: Callable[[], bool] = lambda: True
) -> Run:
    """Send one letter after the other until there is a reason to end."""
    server = MailServer()
    sent = 0
    try:
        while go_on():
            if not settings.MAIL_IS_CONFIGURED or not letters_due(now_fn()).exists():
                return Run(RunEnd.NOTHING_DUE, sent)
            # Before a letter is claimed: a server that cannot be reached costs no
            # letter a try.
            if not server.connect():
                return Run(RunEnd.SERVER_UNAVAILABLE, sent)
            outcome = _send_next(server, now_fn)
            if outcome == Outcome.SENT:
                sent += 1
            if outcome == Outcome.SERVER_UNAVAILABLE:
                return Run(RunEnd.SERVER_UNAVAILABLE, sent)
        return Run(RunEnd.TOLD_TO_STOP, sent)
    finally:
        server.disconnect()


# --- which letters --------------------------------------------------------------------
def waiting_letters() -> QuerySet[Letter]:
    return Letter.objects.filter(state=Letter.State.WAITING, mailing__is_paused=False)


def letters_due(now: datetime) -> QuerySet[Letter]:
    is_due = Q(claimed_at=None)
    for tries, wait in enumerate(RETRY_WAITS, 1):
        is_due |= Q(tries=tries, claimed_at__lte=now - wait)
    return waiting_letters().filter(is_due)


def next_retry_at() -> datetime | None:
    """Return when the first deferred letter is due; None if there is none."""
    earliest_by_tries = (
        waiting_letters()
        .exclude(claimed_at=None)
        .values_list("tries")
        .annotate(Min("claimed_at"))
        .order_by()
    )
    times = [
        claimed_at + RETRY_WAITS[tries - 1] for tries, claimed_at in earliest_by_tries
    ]
    return min(times, default=None)


# --- one letter -----------------------------------------------------------------------
def _send_next(server: MailServer, now_fn: Callable[[], datetime]) -> Outcome | None:
    """Send the next letter that is due; None if another worker was faster.

    A letter is taken off its mailing if it is not for its recipient any more: much may
    have happened since it was posted, or while the mailing was paused.
    """
    letter = _claim_next(now_fn())
    if letter is None:
        return None

    recipients = recipients_at_sending(letter.mailing, now_fn())
    participant = (
        recipients.filter(pk=letter.participant_id)
        .select_related("application", "cohort")
        .first()
    )
    if participant is None:
        _still_claimed_by_me(letter).delete()
        return None

    message = _message(letter, participant, now_fn())
    delivery = Delivery(Outcome.REFUSED, UNWRITABLE)
    if message is not None:
        delivery = server.send(message)
    _record(letter, delivery, now_fn())
    return delivery.outcome


# Durable: inside a larger transaction another worker could send the same letter.
@transaction.atomic(durable=True)
def _claim_next(now: datetime) -> Letter | None:
    letter = (
        letters_due(now)
        .select_for_update(of=("self",), skip_locked=True)
        .order_by("mailing_id", "pk")
        .first()
    )
    if letter is None:
        return None
    letter.state = Letter.State.SENDING
    letter.tries += 1
    letter.claimed_at = now
    letter.save(update_fields=["state", "tries", "claimed_at"])
    return letter


def _still_claimed_by_me(letter: Letter) -> QuerySet[Letter]:
    """Return the letter, or none if it was released and another worker may have it."""
    return Letter.objects.filter(
        pk=letter.pk,
        state=Letter.State.SENDING,
        tries=letter.tries,
        claimed_at=letter.claimed_at,
    )


def _message(
    letter: Letter, participant: Participant, now: datetime
) -> EmailMessage | None:
    """Return the message, or None if it cannot be written."""
    mailing = letter.mailing
    try:
        message = wording.compose_letter(mailing.kind, participant, mailing.site, now)
        message.extra_headers["Message-ID"] = _message_id(letter)
        # Writes the headers now, where a bad one does no harm.
        message.message()
    except Exception as error:
        # Not the error itself: it may hold the address.
        logger.error("letter %s cannot be written: %s", letter.pk, type(error).__name__)
        return None
    return message


def _message_id(letter: Letter) -> str:
    """Return an id that stays the same when the letter is sent again.

    Many mailboxes keep only one of two messages with the same id.
    """
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip("> ")
    digest = salted_hmac("letter", str(letter.pk)).hexdigest()[:32]
    return f"<{digest}@{domain}>"


def _record(letter: Letter, delivery: Delivery, now: datetime) -> None:
    claimed = _still_claimed_by_me(letter)
    match delivery.outcome:
        case Outcome.SENT:
            # True even if another worker has the letter by now.
            Letter.objects.filter(pk=letter.pk).update(
                state=Letter.State.SENT, reason="", finished_at=now
            )
        case Outcome.SERVER_UNAVAILABLE:
            claimed.update(
                state=Letter.State.WAITING, tries=letter.tries - 1, claimed_at=None
            )
        case Outcome.DEFERRED if letter.tries <= len(RETRY_WAITS):
            claimed.update(state=Letter.State.WAITING, reason=delivery.reason)
        case Outcome.UNCONFIRMED if letter.tries < MAX_UNCONFIRMED_TRIES:
            claimed.update(state=Letter.State.WAITING)
        case Outcome.UNCONFIRMED:
            claimed.update(
                state=Letter.State.UNKNOWN, reason=NEVER_CONFIRMED, finished_at=now
            )
        case Outcome.DEFERRED | Outcome.REFUSED:
            claimed.update(
                state=Letter.State.FAILED, reason=delivery.reason, finished_at=now
            )


# --- a server that takes nothing ------------------------------------------------------
@transaction.atomic
def pause_all_waiting() -> None:
    """Pause every mailing that has letters waiting. None of these letters fails."""
    affected = Mailing.objects.filter(pk__in=waiting_letters().values("mailing"))
    # Mailings before their letters, as when one is resumed, so that the two do not wait
    # for each other.
    locked = affected.select_for_update(no_key=True).order_by("pk")
    paused = [mailing.pk for mailing in locked]
    Mailing.objects.filter(pk__in=paused).update(is_paused=True)
    Letter.objects.filter(mailing__in=paused, state=Letter.State.WAITING).update(
        reason=SERVER_TOOK_NOTHING
    )
