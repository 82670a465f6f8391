"""How long what people left is kept (docs/measurement.md §6): a rule for each kind
of thing, told and enforced.
"""

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

SOLO_MONTHS = HISTORY_MONTHS = 24
MAILING_DAYS = 30
BUNDLE_DAYS = 1
TASK_DAYS = 7


@dataclass(frozen=True)
class Rule:
    """`due`: what is over by now, as one query or several, each line with `since`,
    which its age counts from.
    """

    kind: str
    why: str
    due: Callable[[datetime], Iterable[QuerySet]]


@dataclass(frozen=True)
class Due:
    """`number` of a kind that are over, or were removed. `oldest`: since when the first
    of them counts, if it does.
    """

    kind: str
    why: str
    number: int
    oldest: datetime | None = None


def survey(*, now: datetime) -> list[Due]:
    """What `purge` would remove."""
    return [_surveyed(rule, now) for rule in RULES]


def _surveyed(rule: Rule, now: datetime) -> Due:
    found = [
        each.aggregate(number=Count("pk"), oldest=Min("since"))
        for each in rule.due(now)
    ]
    oldest = min((each["oldest"] for each in found if each["oldest"]), default=None)
    return Due(rule.kind, rule.why, sum(each["number"] for each in found), oldest)


def purge(*, now: datetime) -> list[Due]:
    """Removes what is over, and says how much it was. Each person is erased in a
    transaction of their own.
    """
    return [
        Due(rule.kind, rule.why, sum(_remove(found, now) for found in rule.due(now)))
        for rule in RULES
    ]


def _remove(found: QuerySet, now: datetime) -> int:
    if found.model is Participant:
        return sum(erasure.erase(participant=gone, now=now) for gone in found)
    return found.delete()[1].get(found.model._meta.label, 0)


def months(number: int) -> timedelta:
    return timedelta(days=number * 365 // 12)


# --- people -------------------------------------------------------------------------------------------
def solo_visitors(now: datetime) -> Iterable[QuerySet]:
    yield _idle(Participant.objects.filter(cohort=None), now - months(SOLO_MONTHS))


def learners(now: datetime) -> Iterable[QuerySet]:
    for cohort in Cohort.objects.filter(purpose=Purpose.COURSE):
        yield _idle(
            Participant.objects.filter(cohort=cohort),
            now - months(cohort.retention_months),
        )


def _idle(people: QuerySet, before: datetime) -> QuerySet:
    """Whose last save, or whose coming in if there was none, is that long ago."""
    last = Greatest("created_at", Coalesce(Max("attempts__saved_at"), "created_at"))
    return people.annotate(since=last).filter(since__lt=before)


def applicants(now: datetime) -> Iterable[QuerySet]:
    """Counted from the closing time, not from the last answer; from the one agreed to,
    if it is put off afterwards.
    """
    closing = Least(
        "cohort__closes_at", Coalesce("consent__closes_at", "cohort__closes_at")
    )
    for cohort in Cohort.objects.filter(purpose=Purpose.APPLICATION):
        people = Participant.objects.filter(cohort=cohort).annotate(since=closing)
        yield people.filter(since__lt=now - months(cohort.retention_months))


def _rounds_over(now: datetime) -> list[Cohort]:
    rounds = Cohort.objects.filter(purpose=Purpose.APPLICATION, closes_at__lt=now)
    return [
        each for each in rounds if each.closes_at < now - months(each.retention_months)
    ]


# --- what hangs on nobody, or is left when everybody has gone -----------------------------------------
def looks_at_lists(now: datetime) -> Iterable[QuerySet]:
    """A look at one applicant goes with the applicant."""
    looks = AccessLogEntry.objects.filter(
        cohort__in=_rounds_over(now), participant=None
    )
    yield looks.annotate(since=F("opened_at"))


def mailings(now: datetime) -> Iterable[QuerySet]:
    """A letter goes with the applicant it was to."""
    yield _before(
        Mailing.objects.filter(letters=None),
        "created_at",
        now - timedelta(days=MAILING_DAYS),
    )


def archives(now: datetime) -> Iterable[QuerySet]:
    yield _before(
        DocumentArchive.objects.all(), "created_at", now - timedelta(days=BUNDLE_DAYS)
    )


def declared_groups(now: datetime) -> Iterable[QuerySet]:
    owners = Application.objects.filter(declared_groups_key=OuterRef("key"))
    yield DeclaredGroups.objects.filter(~Exists(owners)).annotate(
        since=Value(None, DateTimeField())
    )


def history(now: datetime) -> Iterable[QuerySet]:
    yield _before(LogEntry.objects.all(), "action_time", now - months(HISTORY_MONTHS))


def task_results(now: datetime) -> Iterable[QuerySet]:
    yield _before(
        DBTaskResult.objects.finished(), "finished_at", now - timedelta(days=TASK_DAYS)
    )


def sessions(now: datetime) -> Iterable[QuerySet]:
    yield _before(Session.objects.all(), "expire_date", now)


def _before(lines: QuerySet, field: str, moment: datetime) -> QuerySet:
    return lines.filter(**{f"{field}__lt": moment}).annotate(since=F(field))


# People first: what hangs on them goes with them.
RULES = [
    Rule(
        "solo visitors", f"kept {SOLO_MONTHS} months after the last save", solo_visitors
    ),
    Rule(
        "learners",
        "kept after the last save as many months as their cohort says",
        learners,
    ),
    Rule(
        "applicants",
        "kept after the round's closing time as many months as it says",
        applicants,
    ),
    Rule(
        "looks at lists of applicants",
        "kept as long as the round's applicants",
        looks_at_lists,
    ),
    Rule("mailings without letters", f"kept {MAILING_DAYS} days", mailings),
    Rule("archives of papers", "kept a day", archives),
    Rule(
        "declared groups of nobody",
        "kept until the person leaves or the round is concluded",
        declared_groups,
    ),
    Rule("lines of the admin's history", f"kept {HISTORY_MONTHS} months", history),
    Rule("finished tasks", f"kept {TASK_DAYS} days", task_results),
    Rule("sessions", "kept until they end", sessions),
]
