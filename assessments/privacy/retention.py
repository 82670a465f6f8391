"""How long things are kept (docs/measurement.md §6): a rule for each kind of thing."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.db.models import (
    Count,
    DateTimeField,
    Exists,
    F,
    Max,
    Min,
    OuterRef,
    QuerySet,
    Value,
)
from django.db.models.functions import Coalesce, Greatest, Least
from django_tasks_db.models import DBTaskResult

from assessments.models import (
    AccessLogEntry,
    Application,
    Cohort,
    DeclaredGroups,
    DocumentArchive,
    Mailing,
    Participant,
    Purpose,
)
from assessments.privacy import erasure

SOLO_MONTHS = 24
HISTORY_MONTHS = 24
MAILING_DAYS = 30
ARCHIVE_DAYS = 1
TASK_DAYS = 7


@dataclass(frozen=True)
class RetentionRule:
    """How long one kind of thing is kept.

    `find_expired` gives one or several queries of what is kept no longer. Each row has
    `since`: the time that its age counts from, or None.
    """

    kind: str
    why: str
    find_expired: Callable[[datetime], Iterable[QuerySet]]


@dataclass(frozen=True)
class Expired:
    """How many things of a kind are kept no longer, or were removed.

    `oldest`: the earliest `since` among them.
    """

    kind: str
    why: str
    number: int
    oldest: datetime | None = None


def survey(*, now: datetime) -> list[Expired]:
    """Return what `purge` would remove."""
    return [_count(rule, now) for rule in RULES]


def _count(rule: RetentionRule, now: datetime) -> Expired:
    number = 0
    oldest = None
    for expired in rule.find_expired(now):
        counted = expired.aggregate(number=Count("pk"), oldest=Min("since"))
        number += counted["number"]
        times = [time for time in (oldest, counted["oldest"]) if time is not None]
        oldest = min(times, default=None)
    return Expired(rule.kind, rule.why, number, oldest)


def purge(*, now: datetime) -> list[Expired]:
    """Remove what is kept no longer, and return how much that was.

    Each person is erased in a transaction of their own.
    """
    removed = []
    for rule in RULES:
        number = 0
        for expired in rule.find_expired(now):
            number += _remove(expired, now)
        removed.append(Expired(rule.kind, rule.why, number))
    return removed


def _remove(expired: QuerySet, now: datetime) -> int:
    if expired.model is not Participant:
        _, number_by_model = expired.delete()
        return number_by_model.get(expired.model._meta.label, 0)

    number = 0
    for participant in expired:
        if erasure.erase(participant=participant, now=now):
            number += 1
    return number


def months(number: int) -> timedelta:
    return timedelta(days=number * 365 // 12)


# --- people ---------------------------------------------------------------------------
def solo_visitors(now: datetime) -> Iterable[QuerySet]:
    yield _idle_since_before(
        now - months(SOLO_MONTHS), Participant.objects.filter(cohort=None)
    )


def learners(now: datetime) -> Iterable[QuerySet]:
    for cohort in Cohort.objects.filter(purpose=Purpose.COURSE):
        yield _idle_since_before(
            now - months(cohort.retention_months),
            Participant.objects.filter(cohort=cohort),
        )


def _idle_since_before(moment: datetime, people: QuerySet) -> QuerySet:
    """Age counts from the last save, or from coming in if nothing was saved."""
    last_saved_at = Coalesce(Max("attempts__saved_at"), "created_at")
    return people.annotate(since=Greatest("created_at", last_saved_at)).filter(
        since__lt=moment
    )


def applicants(now: datetime) -> Iterable[QuerySet]:
    """Age counts from the round's closing time.

    If that was put off, it counts from the closing time that the applicant agreed to.
    """
    agreed_closing = Coalesce("consent__closes_at", "cohort__closes_at")
    closing = Least("cohort__closes_at", agreed_closing)
    for cohort in Cohort.objects.filter(purpose=Purpose.APPLICATION):
        people = Participant.objects.filter(cohort=cohort).annotate(since=closing)
        yield people.filter(since__lt=now - months(cohort.retention_months))


# --- what belongs to nobody, or is left when everybody has gone -----------------------
def list_openings(now: datetime) -> Iterable[QuerySet]:
    """Access-log entries about lists; an entry about an applicant goes with them."""
    expired_rounds = []
    closed = Cohort.objects.filter(purpose=Purpose.APPLICATION, closes_at__lt=now)
    for screening_round in closed:
        kept_until = screening_round.closes_at + months(
            screening_round.retention_months
        )
        if kept_until < now:
            expired_rounds.append(screening_round)

    entries = AccessLogEntry.objects.filter(cohort__in=expired_rounds, participant=None)
    yield entries.annotate(since=F("opened_at"))


def mailings(now: datetime) -> Iterable[QuerySet]:
    """A letter goes with the applicant it was to."""
    before = now - timedelta(days=MAILING_DAYS)
    without_letters = Mailing.objects.filter(letters=None, created_at__lt=before)
    yield without_letters.annotate(since=F("created_at"))


def archives(now: datetime) -> Iterable[QuerySet]:
    before = now - timedelta(days=ARCHIVE_DAYS)
    expired = DocumentArchive.objects.filter(created_at__lt=before)
    yield expired.annotate(since=F("created_at"))


def declared_groups(now: datetime) -> Iterable[QuerySet]:
    owners = Application.objects.filter(declared_groups_key=OuterRef("key"))
    ownerless = DeclaredGroups.objects.filter(~Exists(owners))
    yield ownerless.annotate(since=Value(None, DateTimeField()))


def history(now: datetime) -> Iterable[QuerySet]:
    before = now - months(HISTORY_MONTHS)
    expired = LogEntry.objects.filter(action_time__lt=before)
    yield expired.annotate(since=F("action_time"))


def task_results(now: datetime) -> Iterable[QuerySet]:
    before = now - timedelta(days=TASK_DAYS)
    expired = DBTaskResult.objects.finished().filter(finished_at__lt=before)
    yield expired.annotate(since=F("finished_at"))


def sessions(now: datetime) -> Iterable[QuerySet]:
    expired = Session.objects.filter(expire_date__lt=now)
    yield expired.annotate(since=F("expire_date"))


# People first: what hangs on them goes with them.
RULES = [
    RetentionRule(
        "solo visitors", f"kept {SOLO_MONTHS} months after the last save", solo_visitors
    ),
    RetentionRule(
        "learners",
        "kept after the last save as many months as their cohort says",
        learners,
    ),
    RetentionRule(
        "applicants",
        "kept after the round's closing time as many months as it says",
        applicants,
    ),
    RetentionRule(
        "looks at lists of applicants",
        "kept as long as the round's applicants",
        list_openings,
    ),
    RetentionRule("mailings without letters", f"kept {MAILING_DAYS} days", mailings),
    RetentionRule("archives of papers", "kept a day", archives),
    RetentionRule(
        "declared groups of nobody",
        "kept until the person leaves or the round is concluded",
        declared_groups,
    ),
    RetentionRule(
        "lines of the admin's history", f"kept {HISTORY_MONTHS} months", history
    ),
    RetentionRule("finished tasks", f"kept {TASK_DAYS} days", task_results),
    RetentionRule("sessions", "kept until they end", sessions),
]
