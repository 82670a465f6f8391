"""HR's side of letters: post them, pause and resume, see what became of each."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Count, F, Max, Q, QuerySet
from django.utils.translation import gettext

from assessments.groups.used_form import UsedForm
from assessments.mail import tasks
from assessments.mail.recipients import Occasion, recipients_at_posting
from assessments.mail.sending import SERVER_TOOK_NOTHING
from assessments.models import Cohort, Letter, Mailing, Participant


class NoMail(Exception):
    """No mail is configured: nothing may look as if it were sent."""


@dataclass(frozen=True)
class Progress:
    """Numbers of letters by state. `trouble`: why letters still wait, if known."""

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
        if self.total == 0:
            return 100
        return 100 * self.done // self.total

    @property
    def is_finished(self) -> bool:
        return self.done == self.total


@dataclass(frozen=True)
class PostedMailing:
    mailing: Mailing
    progress: Progress


@dataclass(frozen=True)
class Failure:
    """A letter that failed, or of which nobody knows whether it arrived."""

    participant: Participant
    is_unknown: bool
    reason: str


# --- posting --------------------------------------------------------------------------
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
) -> tuple[Mailing, bool]:
    """Post a letter to each of `people` who may get one of this kind.

    Returns the mailing and whether it was created: a second press of the same form gets
    the mailing of the first. Raises `NoMail` or `UsedForm`.

    `renew_links`: earlier links stop working; then an invitation also goes to those who
    have started.
    """
    if not settings.MAIL_IS_CONFIGURED:
        raise NoMail
    cohort = Cohort.objects.lock(cohort.pk)
    mailing, created = Mailing.objects.get_or_create(
        nonce=nonce,
        defaults={
            "cohort": cohort,
            "kind": kind,
            "site": site,
            "made_by": user,
            "renews_links": renew_links,
            "created_at": now,
        },
    )
    if mailing.cohort_id != cohort.pk:
        raise UsedForm
    if created:
        _write_letters(mailing, people, now)
        tasks.enqueue_sending()
    return mailing, created


@transaction.atomic
def post_to_waiting(
    *,
    cohort: Cohort,
    occasion: Occasion,
    shown: Iterable[int],
    site: str,
    user,
    nonce: str,
    now: datetime,
) -> tuple[Mailing | None, bool]:
    """Post a letter to those of a preview who are still waiting for it.

    `shown`: ids of the participants in the preview; nobody else gets the letter.
    Returns the mailing and whether it was created: a second press gets the mailing of
    the first, and (None, False) means that nobody is waiting any more.
    """
    posted = Mailing.objects.filter(nonce=nonce, cohort=cohort.pk).first()
    if posted:
        return posted, False
    if occasion.is_over(cohort, now):
        return None, False

    shown = set(shown)
    waiting = occasion.waiting_now(cohort, now)
    people = [person for person in waiting if person.pk in shown]
    if not people:
        return None, False
    return post(
        cohort=cohort,
        kind=occasion.kind,
        people=people,
        site=site,
        user=user,
        nonce=nonce,
        now=now,
        renew_links=occasion.renews_links,
    )


def _write_letters(
    mailing: Mailing, people: Iterable[Participant], now: datetime
) -> None:
    allowed = recipients_at_posting(
        mailing.cohort, mailing.kind, now, renews_links=mailing.renews_links
    )
    # no_key: an answer that is being saved refers to its participant and must not wait.
    # Ordered, so that two postings lock in the same order.
    recipients = (
        allowed.filter(pk__in=[person.pk for person in people])
        .select_related(None)
        .select_for_update(of=("self",), no_key=True)
        .order_by("pk")
        .only("pk")
    )
    ids = [recipient.pk for recipient in recipients]

    if mailing.renews_links:
        Participant.objects.filter(pk__in=ids).update(
            link_version=F("link_version") + 1
        )
    Letter.objects.bulk_create(Letter(mailing=mailing, participant_id=pk) for pk in ids)


# --- pausing --------------------------------------------------------------------------
def pause(*, mailing: Mailing) -> bool:
    """Send no more letters after the one in hand. Returns True if that changed."""
    running = Mailing.objects.filter(pk=mailing.pk, is_paused=False)
    return bool(running.update(is_paused=True))


@transaction.atomic
def resume(*, mailing: Mailing, now: datetime) -> bool:
    """Go on sending. Returns True if the mailing was paused."""
    paused = Mailing.objects.filter(pk=mailing.pk, is_paused=True)
    if not paused.update(is_paused=False):
        return False
    waiting = mailing.letters.filter(state=Letter.State.WAITING)
    waiting.filter(reason=SERVER_TOOK_NOTHING).update(reason="")
    tasks.enqueue_sending()
    return True


# --- what became of the letters -------------------------------------------------------
def newest_mailings(cohort: Cohort, limit: int) -> list[PostedMailing]:
    mailings = _with_counts(cohort.mailings.select_related("made_by"))
    # Written out: a query that counts by group does not take the model's own order.
    newest = mailings.order_by("-created_at", "-pk")[:limit]
    return [PostedMailing(mailing, _progress(mailing)) for mailing in newest]


def progress_of(mailing: Mailing) -> Progress:
    return _progress(_with_counts(Mailing.objects.filter(pk=mailing.pk)).get())


def _with_counts(mailings: QuerySet[Mailing]) -> QuerySet[Mailing]:
    """Annotate each mailing with what `_progress` reads."""
    is_waiting = Q(letters__state=Letter.State.WAITING)
    return mailings.annotate(
        total=Count("letters"),
        waiting=Count("letters", filter=is_waiting),
        sending=_count_letters(Letter.State.SENDING),
        sent=_count_letters(Letter.State.SENT),
        failed=_count_letters(Letter.State.FAILED),
        unknown=_count_letters(Letter.State.UNKNOWN),
        trouble=Max("letters__reason", filter=is_waiting, default=""),
    )


def _count_letters(state: str) -> Count:
    return Count("letters", filter=Q(letters__state=state))


def _progress(counted: Mailing) -> Progress:
    return Progress(
        total=counted.total,
        waiting=counted.waiting,
        sending=counted.sending,
        sent=counted.sent,
        failed=counted.failed,
        unknown=counted.unknown,
        is_paused=counted.is_paused,
        trouble=_in_reader_language(counted.trouble),
    )


def failed_of(mailing: Mailing) -> list[Failure]:
    letters = mailing.letters.filter(
        state__in=[Letter.State.FAILED, Letter.State.UNKNOWN]
    )
    failures = []
    for letter in letters.select_related("participant__application").order_by(
        "participant__name", "pk"
    ):
        failures.append(
            Failure(
                participant=letter.participant,
                is_unknown=letter.state == Letter.State.UNKNOWN,
                reason=_in_reader_language(letter.reason),
            )
        )
    return failures


def _in_reader_language(reason: str) -> str:
    """Translate our own reasons; a mail server's words stay as they are."""
    # gettext("") is the header of the catalog.
    if not reason:
        return ""
    return gettext(reason)
