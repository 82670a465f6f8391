"""Letters to applicants, from "send" to what became of each. How one is worded:
`letters`; handed over: `delivery`.

A letter is claimed and committed as being sent before it goes out, and its end is
written after. Between the two a worker may die, and then nobody knows: such a letter
goes out once more, and never a third time.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Count, F, Max, Q
from django.utils.translation import gettext

from assessments.groups.used_form import UsedForm
from assessments.mail import tasks
from assessments.mail.addressees import addressees
from assessments.mail.sending import TROUBLE
from assessments.models import Cohort, Letter, Mailing, Participant


class NoMail(Exception):
    """No mail is configured: nothing may look as if it were sent."""


@dataclass(frozen=True)
class Progress:
    """`done`: sent, failed or unknown. `trouble`: why letters still wait, if there is a
    reason.
    """

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
    """A letter to each of `people` whom this kind is for; the same mailing for a second
    press of the same form. Raises `NoMail` or `UsedForm`.

    `renew_links`: links given out before stop working; then an invitation also goes to
    those who have started.
    """
    if not settings.MAIL_IS_CONFIGURED:
        raise NoMail
    cohort = Cohort.objects.lock(cohort.pk)
    facts = {
        "cohort": cohort,
        "kind": kind,
        "site": site,
        "made_by": user,
        "renews_links": renew_links,
        "created_at": now,
    }
    mailing, is_new = Mailing.objects.get_or_create(nonce=nonce, defaults=facts)
    if mailing.cohort_id != cohort.pk:
        raise UsedForm
    if is_new:
        _write_letters(mailing, people, now)
        tasks.enqueue_sending()
    return mailing


def _write_letters(
    mailing: Mailing, people: Iterable[Participant], now: datetime
) -> None:
    found = addressees(
        mailing.cohort, mailing.kind, now, anew=mailing.renews_links
    ).filter(pk__in=[one.pk for one in people])
    # Without their key: an answer saved meanwhile refers to its participant. In the
    # order of their ids, as ever.
    ids = [
        person.pk
        for person in found.select_for_update(of=("self",), no_key=True)
        .order_by("pk")
        .only("pk")
    ]
    if mailing.renews_links:
        Participant.objects.filter(pk__in=ids).update(
            link_version=F("link_version") + 1
        )
    Letter.objects.bulk_create(Letter(mailing=mailing, participant_id=pk) for pk in ids)


def pause(*, mailing: Mailing) -> bool:
    """Whether it was not paused; the letter in hand is still finished."""
    return bool(
        Mailing.objects.filter(pk=mailing.pk, is_paused=False).update(is_paused=True)
    )


@transaction.atomic
def resume(*, mailing: Mailing, now: datetime) -> bool:
    """Whether it was paused."""
    changed = Mailing.objects.filter(pk=mailing.pk, is_paused=True).update(
        is_paused=False
    )
    if changed:
        mailing.letters.filter(state=Letter.State.WAITING, reason=TROUBLE).update(
            reason=""
        )
        tasks.enqueue_sending()
    return bool(changed)


def progress_of(mailing: Mailing) -> Progress:
    counts = {
        state: Count("pk", filter=Q(state=state)) for state in Letter.State.values
    }
    trouble = Max("reason", filter=Q(state=Letter.State.WAITING), default="")
    found = mailing.letters.aggregate(total=Count("pk"), trouble=trouble, **counts)
    is_paused = Mailing.objects.filter(pk=mailing.pk, is_paused=True).exists()
    return Progress(**found | {"trouble": _told(found["trouble"])}, is_paused=is_paused)


def failed_of(mailing: Mailing) -> list[Failure]:
    ended = mailing.letters.filter(
        state__in=[Letter.State.FAILED, Letter.State.UNKNOWN]
    )
    return [
        Failure(
            letter.participant,
            letter.state == Letter.State.UNKNOWN,
            _told(letter.reason),
        )
        for letter in ended.select_related("participant__application").order_by(
            "participant__name", "pk"
        )
    ]


def _told(reason: str) -> str:
    """Ours in the reader's language, a server's as it is; the empty string would be the
    catalog's header.
    """
    return gettext(reason) if reason else ""


# --- the worker's side ------------------------------------------------------------------------------
