"""The worker's side of the outbox: claim, send, confirm, one letter at a time."""

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
from assessments.mail.smtp import Answer, Fate, MailServer
from assessments.models import Letter, Mailing, Participant

logger = logging.getLogger(__name__)


# A letter refused for the moment waits this long after its first, second, … try, and
# then has failed.
WAITS = [timedelta(minutes=minutes) for minutes in (5, 15, 45, 120)]


MOST_UNCONFIRMED = 2


TROUBLE = gettext_noop(
    "The mail server took no letters for a while. Sending is paused; resume it to try again."
)


UNCONFIRMED = gettext_noop(
    "The mail server did not confirm it, twice. It may have arrived."
)


UNWRITABLE = gettext_noop(
    "This letter could not be written: perhaps the address is not one."
)


class End(Enum):
    NOTHING_LEFT = auto()
    STOPPED = auto()
    TROUBLE = auto()


@dataclass(frozen=True)
class Run:
    end: End
    sent: int


def send_waiting(
    now_fn: Callable[[], datetime], go_on: Callable[[], bool] = lambda: True
) -> Run:
    """Sends one letter after the other until none is due, the server takes none, or
    `go_on` says no.
    """
    server = MailServer()
    sent = 0
    try:
        while go_on():
            if not due(now_fn()).exists() or not settings.MAIL_IS_CONFIGURED:
                return Run(End.NOTHING_LEFT, sent)
            # Before a letter is claimed: a server that cannot be reached costs no
            # letter a try.
            if not server.is_reached():
                return Run(End.TROUBLE, sent)
            fate = _send_next(server, now_fn)
            sent += fate == Fate.SENT
            if fate == Fate.TROUBLE:
                return Run(End.TROUBLE, sent)
        return Run(End.STOPPED, sent)
    finally:
        server.leave()


def waiting_letters() -> QuerySet[Letter]:
    return Letter.objects.filter(state=Letter.State.WAITING, mailing__is_paused=False)


def due(now: datetime) -> QuerySet[Letter]:
    """Those that may be sent now; one put off waits for its time."""
    ripe = Q(claimed_at=None)
    for tries, wait in enumerate(WAITS, 1):
        ripe |= Q(tries=tries, claimed_at__lte=now - wait)
    return waiting_letters().filter(ripe)


def next_due() -> datetime | None:
    """When the first of those put off may be sent; None if nothing waits."""
    first = (
        waiting_letters()
        .exclude(claimed_at=None)
        .values_list("tries")
        .annotate(Min("claimed_at"))
        .order_by()
    )
    return min(
        (claimed_at + WAITS[tries - 1] for tries, claimed_at in first), default=None
    )


def _send_next(server: MailServer, now_fn: Callable[[], datetime]) -> Fate | None:
    """Whom it is for no more, since it was posted or while it was paused, gets none: it
    is taken off the mailing.
    """
    letter = _claim(now_fn())
    if letter is None:
        return None
    meant = recipients_at_sending(letter.mailing, now_fn()).filter(
        pk=letter.participant_id
    )
    person = meant.select_related("application", "cohort").first()
    if person is None:
        _own(letter).delete()
        return None
    message = _written(letter, person)
    answer = server.send(message) if message else Answer(Fate.REFUSED, UNWRITABLE)
    _end(letter, answer, now_fn())
    return answer.fate


@transaction.atomic(durable=True)
def _claim(now: datetime) -> Letter | None:
    """Durable: were it part of a larger transaction, another worker could send the same
    letter.
    """
    found = (
        due(now)
        .select_for_update(of=("self",), skip_locked=True)
        .order_by("mailing_id", "pk")
        .first()
    )
    if found:
        found.state = Letter.State.SENDING
        found.tries = found.tries + 1
        found.claimed_at = now
        found.save(update_fields=["state", "tries", "claimed_at"])
    return found


def _own(letter: Letter) -> QuerySet[Letter]:
    """The letter, unless it was released and is another worker's by now."""
    facts = {
        "state": Letter.State.SENDING,
        "tries": letter.tries,
        "claimed_at": letter.claimed_at,
    }
    return Letter.objects.filter(pk=letter.pk, **facts)


def _written(letter: Letter, person: Participant) -> EmailMessage | None:
    try:
        message = wording.compose_letter(
            letter.mailing.kind, person, letter.mailing.site
        )
        message.extra_headers["Message-ID"] = _message_id(letter)
        message.message()
    except Exception as error:
        # Not the error itself: it may hold the address.
        logger.error("letter %s cannot be written: %s", letter.pk, type(error).__name__)
        return None
    return message


def _message_id(letter: Letter) -> str:
    """The same when it is sent again, so that many mailboxes keep one of the two."""
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip("> ")
    return f"<{salted_hmac('letter', str(letter.pk)).hexdigest()[:32]}@{domain}>"


def _end(letter: Letter, answer: Answer, now: datetime) -> None:
    """That it was sent is true whoever else has it in hand by now."""
    known = (
        Letter.objects.filter(pk=letter.pk)
        if answer.fate == Fate.SENT
        else _own(letter)
    )
    known.update(**_outcome(letter.tries, answer, now))


def _outcome(tries: int, answer: Answer, now: datetime) -> dict:
    match answer.fate:
        case Fate.SENT:
            return {"state": Letter.State.SENT, "reason": "", "finished_at": now}
        case Fate.TROUBLE:
            return {
                "state": Letter.State.WAITING,
                "tries": tries - 1,
                "claimed_at": None,
            }
        case Fate.LATER if tries <= len(WAITS):
            return {"state": Letter.State.WAITING, "reason": answer.reason}
        case Fate.UNCLEAR if tries < MOST_UNCONFIRMED:
            return {"state": Letter.State.WAITING}
        case Fate.UNCLEAR:
            return {
                "state": Letter.State.UNKNOWN,
                "reason": UNCONFIRMED,
                "finished_at": now,
            }
    return {"state": Letter.State.FAILED, "reason": answer.reason, "finished_at": now}


@transaction.atomic
def pause_all_waiting() -> None:
    """Pauses what waits: the mail server has taken nothing for long. Nobody's letter
    has failed by that.
    """
    affected = Mailing.objects.filter(pk__in=waiting_letters().values("mailing"))
    # Mailings before their letters, as when one is resumed, so that the two do not wait
    # for each other.
    paused = [
        mailing.pk for mailing in affected.select_for_update(no_key=True).order_by("pk")
    ]
    Mailing.objects.filter(pk__in=paused).update(is_paused=True)
    Letter.objects.filter(mailing__in=paused, state=Letter.State.WAITING).update(
        reason=TROUBLE
    )
