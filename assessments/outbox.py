"""Letters to applicants, from "send" to what became of each. How one is worded: `letters`; handed over: `delivery`.

A letter is claimed and committed as being sent before it goes out, and its end is written after. Between the two a
worker may die, and then nobody knows: such a letter goes out once more, and never a third time.
"""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Count, F, Max, Min, Q, QuerySet
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext, gettext_noop

from assessments import learners, letters, tasks
from assessments.delivery import Answer, Fate, MailServer
from assessments.models import Bundle, Cohort, Letter, Mailing, Participant

logger = logging.getLogger(__name__)

# Longer than a mail server that dawdles at every step can hold a letter (EMAIL_TIMEOUT each).
LEASE = timedelta(minutes=5)
# Papers that bring the worker down each time are given up after this.
BUNDLE_TRIES_FOR = timedelta(hours=1)
# A letter refused for the moment waits this long after its first, second, … try, and then has failed.
WAITS = [timedelta(minutes=minutes) for minutes in (5, 15, 45, 120)]
MOST_UNCONFIRMED = 2

TROUBLE = gettext_noop("The mail server took no letters for a while. Sending is paused; resume it to try again.")
UNCONFIRMED = gettext_noop("The mail server did not confirm it, twice. It may have arrived.")
UNWRITABLE = gettext_noop("This letter could not be written: perhaps the address is not one.")


class NoMail(Exception):
    """No mail is configured: nothing may look as if it were sent."""


@dataclass(frozen=True)
class Progress:
    """`done`: sent, failed or unknown. `trouble`: why letters still wait, if there is a reason."""

    total: int
    waiting: int
    sending: int
    sent: int
    failed: int
    unknown: int
    is_paused: bool
    trouble: str = ""

    @property
    def done(self) -> int:
        return self.sent + self.failed + self.unknown

    @property
    def percent(self) -> int:
        return 100 * self.done // self.total if self.total else 100

    @property
    def is_finished(self) -> bool:
        return self.done == self.total


@dataclass(frozen=True)
class Failure:
    """A letter that failed, or whose end is not known."""

    participant: Participant
    is_unknown: bool
    reason: str


class End(Enum):
    NOTHING_LEFT = auto()
    STOPPED = auto()
    TROUBLE = auto()


@dataclass(frozen=True)
class Run:
    end: End
    sent: int


@dataclass(frozen=True)
class Released:
    """What a worker left behind: letters that wait again, letters nobody knows of, papers that wait again."""

    letters: int
    unknown: int
    bundles: int


# --- HR's side --------------------------------------------------------------------------------------
@transaction.atomic
def post(
    *,
    cohort: Cohort,
    kind: str,
    people: Iterable[Participant],
    site: str,
    user,
    nonce: str,
    now: datetime,
    renew_links: bool = False,
) -> Mailing:
    """A letter to each of `people` whom this kind is for; the same mailing for a second press of the same form.

    `renew_links`: links given out before stop working; then an invitation also goes to those who have started.
    """
    if not settings.MAIL_IS_CONFIGURED:
        raise NoMail
    cohort = Cohort.objects.select_for_update(no_key=True).get(pk=cohort.pk)
    facts = {"cohort": cohort, "kind": kind, "site": site, "made_by": user, "created_at": now}
    mailing, is_new = Mailing.objects.get_or_create(nonce=nonce, defaults=facts)
    if mailing.cohort_id != cohort.pk:
        raise ValueError("this form was another round's")
    if is_new:
        _write_letters(mailing, people, now, renew_links)
        tasks.wake_sender()
    return mailing


def _write_letters(mailing: Mailing, people: Iterable[Participant], now: datetime, renew_links: bool) -> None:
    found = addressees(mailing.cohort, mailing.kind, now, anew=renew_links).filter(pk__in=[one.pk for one in people])
    # Without their key: an answer saved meanwhile refers to its participant. In the order of their ids, as ever.
    ids = [person.pk for person in found.select_for_update(of=("self",), no_key=True).order_by("pk").only("pk")]
    if renew_links:
        Participant.objects.filter(pk__in=ids).update(link_version=F("link_version") + 1)
    Letter.objects.bulk_create(Letter(mailing=mailing, participant_id=pk) for pk in ids)


def addressees(cohort: Cohort, kind: str, now: datetime, *, anew: bool = False) -> QuerySet[Participant]:
    """Whom a kind of letter is for at the moment. `anew`: an invitation as the bearer of a new link.

    Nobody about whom something is decided, and nobody who could not do any more what it asks for; but a new link, which
    leads to everything one has answered, is for everybody.
    """
    people = _reachable(cohort)
    if kind == Mailing.Kind.INVITATION and anew:
        return people
    if not _has_time(cohort, kind, now):
        return people.none()
    undecided = people.filter(application__stage="")
    if kind == Mailing.Kind.STUCK:
        return undecided.filter(attempts__in=learners.stuck(cohort, now))
    return undecided.filter(state=Participant.State.LISTED)


def _reachable(cohort: Cohort) -> QuerySet[Participant]:
    return cohort.participants.filter(application__withdrawn_at=None, application__email__gt="")


def _has_time(cohort: Cohort, kind: str, now: datetime) -> bool:
    """To do what it asks for; an invitation may come before the opening."""
    match kind:
        case Mailing.Kind.STUCK:
            return cohort.takes_answers(now)
        case Mailing.Kind.NOT_STARTED:
            return cohort.takes_new(now)
    return cohort.state_at(now) in (Cohort.State.PLANNED, Cohort.State.OPEN)


def pause(*, mailing: Mailing) -> bool:
    """Whether it was not paused; the letter in hand is still finished."""
    return bool(Mailing.objects.filter(pk=mailing.pk, is_paused=False).update(is_paused=True))


@transaction.atomic
def resume(*, mailing: Mailing, now: datetime) -> bool:
    """Whether it was paused."""
    changed = Mailing.objects.filter(pk=mailing.pk, is_paused=True).update(is_paused=False)
    if changed:
        mailing.letters.filter(state=Letter.State.WAITING, reason=TROUBLE).update(reason="")
        tasks.wake_sender()
    return bool(changed)


def progress_of(mailing: Mailing) -> Progress:
    counts = {state: Count("pk", filter=Q(state=state)) for state in Letter.State.values}
    trouble = Max("reason", filter=Q(state=Letter.State.WAITING), default="")
    found = mailing.letters.aggregate(total=Count("pk"), trouble=trouble, **counts)
    is_paused = Mailing.objects.filter(pk=mailing.pk, is_paused=True).exists()
    return Progress(**found | {"trouble": _told(found["trouble"])}, is_paused=is_paused)


def failed_of(mailing: Mailing) -> list[Failure]:
    ended = mailing.letters.filter(state__in=[Letter.State.FAILED, Letter.State.UNKNOWN])
    return [
        Failure(letter.participant, letter.state == Letter.State.UNKNOWN, _told(letter.reason))
        for letter in ended.select_related("participant__application").order_by("participant__name", "pk")
    ]


def _told(reason: str) -> str:
    """Ours in the reader's language, a server's as it is; the empty string would be the catalog's header."""
    return gettext(reason) if reason else ""


# --- the worker's side ------------------------------------------------------------------------------
def send_waiting(now_fn: Callable[[], datetime], go_on: Callable[[], bool] = lambda: True) -> Run:
    """Sends one letter after the other until none is due, the server takes none, or `go_on` says no."""
    server, sent = MailServer(), 0
    try:
        while go_on():
            if not due(now_fn()).exists() or not settings.MAIL_IS_CONFIGURED:
                return Run(End.NOTHING_LEFT, sent)
            # Before a letter is claimed: a server that cannot be reached costs no letter a try.
            if not server.is_reached():
                return Run(End.TROUBLE, sent)
            fate = _send_next(server, now_fn)
            sent += fate == Fate.SENT
            if fate == Fate.TROUBLE:
                return Run(End.TROUBLE, sent)
        return Run(End.STOPPED, sent)
    finally:
        server.leave()


def _waiting() -> QuerySet[Letter]:
    return Letter.objects.filter(state=Letter.State.WAITING, mailing__is_paused=False)


def due(now: datetime) -> QuerySet[Letter]:
    """Those that may be sent now; one put off waits for its time."""
    ripe = Q(claimed_at=None)
    for tries, wait in enumerate(WAITS, 1):
        ripe |= Q(tries=tries, claimed_at__lte=now - wait)
    return _waiting().filter(ripe)


def next_due() -> datetime | None:
    """When the first of those put off may be sent; None if nothing waits."""
    first = _waiting().exclude(claimed_at=None).values_list("tries").annotate(Min("claimed_at")).order_by()
    return min((claimed_at + WAITS[tries - 1] for tries, claimed_at in first), default=None)


def _send_next(server: MailServer, now_fn: Callable[[], datetime]) -> Fate | None:
    """Whom it is for no more, since it was posted or while it was paused, gets none: it is taken off the mailing."""
    letter = _claim(now_fn())
    if letter is None:
        return None
    meant = _still_meant(letter.mailing, now_fn()).filter(pk=letter.participant_id)
    person = meant.select_related("application", "cohort").first()
    if person is None:
        _own(letter).delete()
        return None
    message = _written(letter, person)
    answer = server.send(message) if message else Answer(Fate.REFUSED, UNWRITABLE)
    _end(letter, answer, now_fn())
    return answer.fate


def _still_meant(mailing: Mailing, now: datetime) -> QuerySet[Participant]:
    """An invitation also those who have started meanwhile, and everybody whose link was made anew.

    A mailing does not say that it made the links anew. Those whose link is not their first one tell: the letter gives
    them a new one in these words, and they may have none that works.
    """
    if mailing.kind != Mailing.Kind.INVITATION:
        return addressees(mailing.cohort, mailing.kind, now)
    meant = Q(link_version__gt=1)
    if _has_time(mailing.cohort, mailing.kind, now):
        meant |= Q(application__stage="")
    return _reachable(mailing.cohort).filter(meant)


@transaction.atomic(durable=True)
def _claim(now: datetime) -> Letter | None:
    """Durable: were it part of a larger transaction, another worker could send the same letter."""
    found = due(now).select_for_update(of=("self",), skip_locked=True).order_by("mailing_id", "pk").first()
    if found:
        found.state, found.tries, found.claimed_at = Letter.State.SENDING, found.tries + 1, now
        found.save(update_fields=["state", "tries", "claimed_at"])
    return found


def _own(letter: Letter) -> QuerySet[Letter]:
    """The letter, unless it was released and is another worker's by now."""
    facts = {"state": Letter.State.SENDING, "tries": letter.tries, "claimed_at": letter.claimed_at}
    return Letter.objects.filter(pk=letter.pk, **facts)


def _written(letter: Letter, person: Participant) -> EmailMessage | None:
    try:
        message = letters.letter_for(letter.mailing.kind, person, letter.mailing.site)
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
    known = Letter.objects.filter(pk=letter.pk) if answer.fate == Fate.SENT else _own(letter)
    known.update(**_outcome(letter.tries, answer, now))


def _outcome(tries: int, answer: Answer, now: datetime) -> dict:
    match answer.fate:
        case Fate.SENT:
            return {"state": Letter.State.SENT, "reason": "", "finished_at": now}
        case Fate.TROUBLE:
            return {"state": Letter.State.WAITING, "tries": tries - 1, "claimed_at": None}
        case Fate.LATER if tries <= len(WAITS):
            return {"state": Letter.State.WAITING, "reason": answer.reason}
        case Fate.UNCLEAR if tries < MOST_UNCONFIRMED:
            return {"state": Letter.State.WAITING}
        case Fate.UNCLEAR:
            return {"state": Letter.State.UNKNOWN, "reason": UNCONFIRMED, "finished_at": now}
    return {"state": Letter.State.FAILED, "reason": answer.reason, "finished_at": now}


@transaction.atomic
def give_up() -> None:
    """Pauses what waits: the mail server has taken nothing for long. Nobody's letter has failed by that."""
    affected = Mailing.objects.filter(pk__in=_waiting().values("mailing"))
    # Mailings before their letters, as when one is resumed, so that the two do not wait for each other.
    paused = [mailing.pk for mailing in affected.select_for_update(no_key=True).order_by("pk")]
    Mailing.objects.filter(pk__in=paused).update(is_paused=True)
    Letter.objects.filter(mailing__in=paused, state=Letter.State.WAITING).update(reason=TROUBLE)


@transaction.atomic
def release_stale(now: datetime, *, lease: timedelta = LEASE) -> Released:
    """Takes back what a dead worker had in hand, and wakes a living one for whatever waits."""
    before = now - lease
    # Whichever is being erased just now is left alone; waiting for it could be waiting in a ring.
    held = Letter.objects.filter(state=Letter.State.SENDING, claimed_at__lte=before).select_for_update(skip_locked=True)
    stale = Letter.objects.filter(pk__in=[letter.pk for letter in held], state=Letter.State.SENDING)
    facts = {"state": Letter.State.UNKNOWN, "reason": UNCONFIRMED, "finished_at": now}
    unknown = stale.filter(tries__gte=MOST_UNCONFIRMED).update(**facts)
    again = stale.update(state=Letter.State.WAITING, claimed_at=None)
    tasks.bury(before, now)
    if _waiting().exists() and not tasks.is_called(tasks.send_letters):
        tasks.wake_sender()
    return Released(again, unknown, _release_bundles(before, now))


def _release_bundles(before: datetime, now: datetime) -> int:
    stale = Bundle.objects.filter(state=Bundle.State.WORKING, claimed_at__lte=before)
    stale.filter(created_at__lte=now - BUNDLE_TRIES_FOR).update(state=Bundle.State.FAILED)
    again = stale.update(state=Bundle.State.WAITING, claimed_at=None)
    if not tasks.is_called(tasks.fill_bundle):
        for bundle in Bundle.objects.filter(state=Bundle.State.WAITING, created_at__lte=before).only("pk"):
            tasks.wake_bundle(bundle)
    return again
