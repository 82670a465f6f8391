"""A trainer with a large cohort and a smaller anonymous one, and what the least SQL
beside their pages costs.
"""

from collections.abc import Sequence
from enum import StrEnum
from functools import partial

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import connection
from django.db.models import QuerySet
from django.test import Client
from django.utils import timezone

from assessments.groups import recounting
from assessments.groups.paging import PAGE_SIZE
from assessments.models import (
    Attempt,
    Cohort,
    CohortStaff,
    Participant,
    Questionnaire,
    RowCount,
    SumCount,
)
from assessments.questionnaires import content_loader
from assessments.setup.roles import TRAINER, ensure_roles
from benchmarks.crowd import Crowd
from benchmarks.measuring import Deed, fetch, milliseconds, seconds

LANGUAGE = "zh-hans"
# The anonymous cohort is a tenth of the named one's size.
ANONYMOUS = 0.1
# Drafts and people that the writes use up: one a round, and a few beside the rounds.
READY = 20
SPARE = 5
BARE_ROUNDS = 15
ATTEMPTS_A_PAGE = 50


class Beside(StrEnum):
    """The bare SQL, or the empty view, that a task is compared with."""

    COUNTERS = "counters"
    LEARNERS = "learners"
    ATTEMPTS = "attempts"
    WRITE = "write"
    EMPTY_VIEW = "empty view"


class LargeCohorts:
    """`cohort` has names and `size` attempts; `anonymous` stands beside it.

    `facts` is what making them told; `bare_ms` the milliseconds of the least SQL.
    """

    def __init__(self, size: int) -> None:
        ensure_roles()
        content_loader.load(folder=settings.FIXTURE_DIRS[0])
        self.size = size
        self.now = timezone.now()
        self.questionnaire = Questionnaire.objects.current()
        self.trainer = get_user_model().objects.create_user("trainer", is_staff=True)
        self.trainer.groups.add(Group.objects.get(name=TRAINER))
        self.client = Client()
        self.client.force_login(self.trainer)
        self.facts: dict[str, str] = {}
        self._write_cohorts()
        self._prepare_writes()
        self._measure_bare_queries()

    # --- the cohorts ------------------------------------------------------------------
    def _write_cohorts(self) -> None:
        bytes_of_empty_tables = stored_bytes()
        self.facts["written directly, s"] = f"{seconds(self._make_both_cohorts):.0f}"
        bytes_an_attempt = (
            stored_bytes() - bytes_of_empty_tables
        ) / Attempt.objects.count()
        self.facts["bytes per attempt, with its participant and indexes"] = (
            f"{bytes_an_attempt:.0f}"
        )
        self.facts["counters made anew, s"] = f"{seconds(recounting.recount):.1f}"

    def _make_both_cohorts(self) -> None:
        anonymous_size = round(self.size * ANONYMOUS)
        self.anonymous = self._make_cohort(
            "Anonymous (made-up)", anonymous_size, names_asked=False
        )
        # Last, for lists begin with the newest.
        self.cohort = self._make_cohort(
            "Benchmark (made-up)", self.size, names_asked=True
        )
        if connection.vendor == "postgresql":
            # As its autovacuum does sooner or later.
            execute("VACUUM ANALYZE")

    def _make_cohort(self, title: str, size: int, *, names_asked: bool) -> Cohort:
        cohort = Cohort.objects.create(
            title=title,
            questionnaire=self.questionnaire,
            names_asked=names_asked,
            is_synthetic=True,
        )
        CohortStaff.objects.create(
            cohort=cohort, user=self.trainer, role=CohortStaff.Role.OWNER
        )
        Crowd(cohort, size, self.now).write()
        return cohort

    # --- people for the writes --------------------------------------------------------
    def _prepare_writes(self) -> None:
        self.complete_drafts = complete_drafts(self.cohort, READY)
        self.anonymous_drafts = complete_drafts(self.anonymous, 2 * READY)
        self.leaving = first_submitted(self.cohort)
        self.leaving_anonymous = first_submitted(self.anonymous)
        by_name = self.cohort.participants.order_by("name", "pk")
        self.middle = by_name[self.size // 2]
        self.late = by_name[self.size * 9 // 10]

    # --- the least SQL ----------------------------------------------------------------
    def _measure_bare_queries(self) -> None:
        self.bare_ms: dict[Beside, float] = {}
        for beside, deed in self._bare_queries().items():
            ms = milliseconds(deed, BARE_ROUNDS)
            self.bare_ms[beside] = ms
            self.facts[f"bare: {beside}, ms"] = f"{ms:.2f}"

    def _bare_queries(self) -> dict[Beside, Deed]:
        groups = list(self.cohort.groups.all())
        counters = [
            RowCount.objects.filter(group__in=groups),
            SumCount.objects.filter(group__in=groups),
        ]

        # As many people as a page has, from all over the middle of the cohort.
        first = self.middle.pk - self.size // 4
        people = range(first, first + self.size // 2, self.size // (2 * PAGE_SIZE))
        learners = [
            Participant.objects.filter(pk__in=people),
            Attempt.objects.filter(participant__in=people),
        ]

        pks = self.cohort.attempts.values_list("pk", flat=True)
        newest = list(pks[:ATTEMPTS_A_PAGE])
        update = "UPDATE assessments_attempt SET width = 4 WHERE id = %s"
        return {
            Beside.COUNTERS: bare_query(counters),
            Beside.LEARNERS: bare_query(learners),
            Beside.ATTEMPTS: bare_query([Attempt.objects.filter(pk__in=newest)]),
            Beside.WRITE: partial(execute, update, newest[:1]),
            Beside.EMPTY_VIEW: partial(get, self.client, "/bare/"),
        }


def complete_drafts(cohort: Cohort, number: int) -> list[Attempt]:
    """Complete some drafts but for their submission."""
    drafts = list(cohort.attempts.filter(state="draft").order_by("pk")[:number])
    answers = "4" * cohort.questionnaire.rows.count()
    Attempt.objects.filter(pk__in=[draft.pk for draft in drafts]).update(
        answers=answers, save_languages=LANGUAGE
    )
    return drafts


def first_submitted(cohort: Cohort) -> list[Participant]:
    submitted = cohort.participants.filter(state="submitted")
    return list(submitted.order_by("pk")[:READY])


def bare_query(querysets: Sequence[QuerySet]) -> Deed:
    """Fetch the same lines without order and without making objects of them."""
    queries = [queryset.order_by().query.sql_with_params() for queryset in querysets]

    def fetch_all() -> None:
        for sql, params in queries:
            fetch(sql, params)

    return fetch_all


def get(client: Client, address: str) -> None:
    response = client.get(address)
    if response.status_code != 200:
        raise SystemExit(f"{address} answered {response.status_code}")


def execute(sql: str, params: Sequence[object] = ()) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)


def stored_bytes() -> int:
    """Return the size of participants and attempts with their indexes; on SQLite of the
    whole file.
    """
    if connection.vendor != "postgresql":
        page_count = fetch("PRAGMA page_count")[0][0]
        page_size = fetch("PRAGMA page_size")[0][0]
        return page_count * page_size
    total = 0
    for model in (Participant, Attempt):
        table = model._meta.db_table
        total += fetch("SELECT pg_total_relation_size(%s)", [table])[0][0]
    return total
