"""What the pages of one cohort cost with 10,000, 100,000 and 1,000,000 made-up attempts
on it.

    python -m benchmarks.cohort [sizes …] [--postgresql] [--rounds 15] [--queries]

Makes a database of its own for each size and drops it again: on SQLite a file in the
temporary folder, on the server of DATABASE_URL a database beside that one, with
--postgresql a cluster of its own. Behind each time stands its ratio to the least SQL
that brings the same lines, measured in the same run; milliseconds are this machine's.
"""

import argparse
import os
import resource
import statistics
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from itertools import islice

from assessments.files.csv_files import csv_text
from assessments.privacy import erasure

os.environ["DJANGO_SETTINGS_MODULE"] = "csquality.settings_test"

import django

django.setup()

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.db import connection
from django.db.models import QuerySet
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone

from assessments.cohorts import (
    before_after,
    data_export,
    item_advice,
    overview,
    teaching,
    technical_sheet,
)
from assessments.cohorts.summary import CohortSummary
from assessments.groups import recounting
from assessments.groups.paging import PAGE_SIZE
from assessments.groups.people import STUCK, Filters, page_of
from assessments.models import (
    DOMAINS,
    Attempt,
    Cohort,
    CohortStaff,
    Participant,
    Questionnaire,
    RowCount,
    SumCount,
)
from assessments.privacy import retention
from assessments.questionnaires import content_loader
from assessments.setup.roles import TRAINER, ensure_roles
from assessments.sittings import attempts
from assessments.statistics.group_statistics import GroupFigures
from benchmarks.crowd import Crowd
from benchmarks.measuring import (
    Deed,
    Run,
    fetch,
    measured,
    milliseconds,
    peak_kb,
    report,
    seconds,
)
from tests import cluster, machine

SIZES = [10_000, 100_000, 1_000_000]
# Beside the cohort stands an anonymous one of a tenth of its size.
ANONYMOUS = 0.1
# Drafts and people that the writes use up: one a round, and a few beside the rounds.
READY = 20
SPARE = 5
EXPORTED = 20_000
LANGUAGE = "zh-hans"


def main() -> None:
    options = _options()
    if options.postgresql:
        sys.exit(
            _in_a_cluster(
                [argument for argument in sys.argv[1:] if argument != "--postgresql"]
            )
        )
    with override_settings(
        ROOT_URLCONF="benchmarks.bare_urls", ALLOWED_HOSTS=["testserver"], DEBUG=False
    ):
        runs = [measure(size, options.rounds) for size in options.sizes or SIZES]
    print(f"{connection.vendor}, {options.rounds} rounds")
    for line in report(runs, every_query=options.queries):
        print(line)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("sizes", type=int, nargs="*")
    parser.add_argument(
        "--postgresql", action="store_true", help="in a throw-away cluster"
    )
    parser.add_argument(
        "--rounds", type=int, default=15, help="of a deed; fewer where it takes long"
    )
    parser.add_argument(
        "--queries",
        action="store_true",
        help="tell every query of every page, with its plan",
    )
    options = parser.parse_args()
    if min(options.sizes or SIZES) < min(SIZES) or options.rounds > READY - SPARE:
        parser.error(
            f"sizes from {min(SIZES)} on, and at most {READY - SPARE} rounds: writes use people up"
        )
    return options


def _in_a_cluster(arguments: list[str]) -> int:
    binaries = machine.postgresql()
    if not binaries:
        raise SystemExit("PostgreSQL is not installed here")
    with cluster.running_cluster(binaries) as url:
        command = [sys.executable, "-m", "benchmarks.cohort", *arguments]
        return subprocess.run(
            command, env=os.environ | {"DATABASE_URL": url}, check=False
        ).returncode


# --- one size -----------------------------------------------------------------------------------------
def measure(size: int, rounds: int) -> Run:
    run = Run(size)
    with own_database():
        place = Place(size, run.facts)
        for name, deed, bare in pages(place):
            print(f"{size:,}: {name}", file=sys.stderr)
            # A write meets another person at each round, and some cost more than
            # others.
            pick = statistics.median if bare == "write" else min
            run.pages[name] = measured(deed, rounds, place.bare[bare], pick)
        tell(place, run.facts)
    return run


@contextmanager
def own_database() -> Iterator[None]:
    config = connection.settings_dict
    if connection.vendor == "postgresql":
        config["TEST"]["NAME"] = f"csquality_benchmark_{os.getpid()}"
    name = config["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    cache.clear()
    try:
        yield
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)


class Place:
    """A trainer with the cohort to look at and its neighbour, and what the bare queries
    beside it cost.
    """

    def __init__(self, size: int, facts: dict[str, str]) -> None:
        ensure_roles()
        content_loader.load(folder=settings.FIXTURE_DIRS[0])
        self.size = size
        self.now = timezone.now()
        self.form = Questionnaire.objects.current()
        self.trainer = get_user_model().objects.create_user("trainer", is_staff=True)
        self.trainer.groups.add(Group.objects.get(name=TRAINER))
        self.client = Client()
        self.client.force_login(self.trainer)
        empty = stored_bytes()
        facts["written directly, s"] = f"{seconds(self._fill):.0f}"
        facts["bytes per attempt, with its participant and indexes"] = (
            f"{(stored_bytes() - empty) / Attempt.objects.count():.0f}"
        )
        facts["counters made anew, s"] = f"{seconds(recounting.recount):.1f}"
        self._prepare()
        self.bare = {
            name: milliseconds(deed, 15) for name, deed in self._least().items()
        }
        facts |= {f"bare: {name}, ms": f"{ms:.2f}" for name, ms in self.bare.items()}

    def _fill(self) -> None:
        """The cohort last: lists begin with the newest."""
        self.anonymous = self._cohort(
            "Anonymous (made-up)", round(self.size * ANONYMOUS), names_asked=False
        )
        self.cohort = self._cohort("Benchmark (made-up)", self.size)
        if connection.vendor == "postgresql":
            # As its autovacuum does sooner or later.
            execute("VACUUM ANALYZE")

    def _cohort(self, title: str, size: int, *, names_asked: bool = True) -> Cohort:
        facts = {
            "questionnaire": self.form,
            "names_asked": names_asked,
            "is_synthetic": True,
        }
        cohort = Cohort.objects.create(title=title, **facts)
        CohortStaff.objects.create(
            cohort=cohort, user=self.trainer, role=CohortStaff.Role.OWNER
        )
        Crowd(cohort, size, self.now).write()
        return cohort

    def _prepare(self) -> None:
        self.ready = _ready(self.cohort, READY)
        self.ready_anonymous = _ready(self.anonymous, 2 * READY)
        self.leaving = _leaving(self.cohort)
        self.leaving_anonymous = _leaving(self.anonymous)
        by_name = self.cohort.participants.order_by("name", "pk")
        self.middle = by_name[self.size // 2]
        self.late = by_name[self.size * 9 // 10]

    def _least(self) -> dict[str, Deed]:
        """The least SQL for the cohort's counters, a page of learners, a page of
        attempts and a write.
        """
        first = self.middle.pk - self.size // 4
        people = range(first, first + self.size // 2, self.size // (2 * PAGE_SIZE))
        newest = list(self.cohort.attempts.values_list("pk", flat=True)[:50])
        counted = [
            model.objects.filter(group__in=list(self.cohort.groups.all()))
            for model in (RowCount, SumCount)
        ]
        made = Attempt.objects.filter(participant__in=people)
        return {
            "counters": least(*counted),
            "learners": least(Participant.objects.filter(pk__in=people), made),
            "attempts": least(Attempt.objects.filter(pk__in=newest)),
            "write": partial(
                execute,
                "UPDATE assessments_attempt SET width = 4 WHERE id = %s",
                newest[:1],
            ),
            "empty view": partial(_get, self.client, "/bare/"),
        }


def _ready(cohort: Cohort, number: int) -> list[Attempt]:
    """Drafts, made complete but for their submission."""
    drafts = list(cohort.attempts.filter(state="draft").order_by("pk")[:number])
    complete = "4" * cohort.questionnaire.rows.count()
    Attempt.objects.filter(pk__in=[draft.pk for draft in drafts]).update(
        answers=complete, save_languages=LANGUAGE
    )
    return drafts


def _leaving(cohort: Cohort) -> list[Participant]:
    return list(cohort.participants.filter(state="submitted").order_by("pk")[:READY])


def least(*querysets: QuerySet) -> Deed:
    queries = [queryset.order_by().query.sql_with_params() for queryset in querysets]
    return lambda: [fetch(*query) for query in queries]


def execute(sql: str, params: Sequence[object] = ()) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)


def stored_bytes() -> int:
    """Of participants and attempts with their indexes; on SQLite the whole file,
    measured before the counters.
    """
    if connection.vendor == "postgresql":
        tables = [model._meta.db_table for model in (Participant, Attempt)]
        return sum(
            fetch("SELECT pg_total_relation_size(%s)", [table])[0][0]
            for table in tables
        )
    return fetch("PRAGMA page_count")[0][0] * fetch("PRAGMA page_size")[0][0]


# --- what is measured ---------------------------------------------------------------------------------
def pages(place: Place) -> Iterator[tuple[str, Deed, str]]:
    """Name, what it does, and the bare queries it is compared with."""
    yield from _of_counters(place)
    yield from _of_learners(place)
    yield from _whole_pages(place)
    yield from _writes(place)


def _of_counters(place: Place) -> Iterator[tuple[str, Deed, str]]:
    cohort = place.cohort
    form = place.form
    yield "overview", lambda: overview.overview(cohort, place.now), "counters"
    yield "results, every language", lambda: _results(CohortSummary(cohort)), "counters"
    yield (
        "results of an anonymous cohort",
        lambda: _results(CohortSummary(place.anonymous)),
        "counters",
    )
    yield (
        "teach next",
        lambda: teaching.materials(form, _figures(cohort).by_need()),
        "counters",
    )
    yield "health", lambda: _health(_figures(cohort)), "counters"
    yield (
        "technical sheet",
        lambda: [_health(sheet.figures) for sheet in technical_sheet.sheets(form)],
        "counters",
    )
    yield "extent of a download", lambda: data_export.extent(cohort), "counters"
    yield (
        "extent of an anonymous download",
        lambda: data_export.extent(place.anonymous),
        "counters",
    )


def _figures(cohort: Cohort) -> GroupFigures:
    return CohortSummary(cohort).figures(LANGUAGE)


def _results(summary: CohortSummary) -> list[object]:
    groups = [summary.figures(group.language) for group in summary.languages]
    shown = [
        [each.median, each.mean, each.sd, each.bands, each.histogram] for each in groups
    ]
    return [*shown, *(each.domain(name) for each in groups for name in DOMAINS)]


def _health(figures: GroupFigures) -> list[object]:
    told = [item_advice.row_advice(row, figures) for row in figures.row_health]
    return [
        figures.alpha,
        figures.alpha_interval,
        figures.sem,
        item_advice.alpha_advice(figures),
        told,
    ]


def _of_learners(place: Place) -> Iterator[tuple[str, Deed, str]]:
    asked = {
        "all": Filters(),
        "submitted": Filters(state="submitted"),
        "not started": Filters(state="listed"),
        "stuck": Filters(state=STUCK),
        "band low": Filters(band="low"),
        "band high": Filters(band="high"),
        "English": Filters(language="en"),
        "band low, English": Filters(band="low", language="en"),
        "a language nobody chose": Filters(language="fr"),
        "stuck, band low (nobody)": Filters(state=STUCK, band="low"),
        "by name": Filters(text=place.middle.name),
        "by number": Filters(text=place.middle.number or "00000002"),
    }
    for name, filters in asked.items():
        yield (
            f"learners: {name}",
            partial(page_of, place.cohort, filters, place.now),
            "learners",
        )
    for name in ("all", "submitted", "stuck", "band low"):
        deep = partial(
            page_of,
            place.cohort,
            asked[name],
            place.now,
            after=str(place.late.pk),
        )
        yield f"learners: {name}, far down", deep, "learners"
    yield (
        "before and after",
        lambda: before_after.cohort_change(place.cohort, LANGUAGE),
        "learners",
    )


def _whole_pages(place: Place) -> Iterator[tuple[str, Deed, str]]:
    for name in ("overview", "results", "teach", "health", "learners", "before_after"):
        address = reverse(f"admin:assessments_cohort_{name}", args=[place.cohort.pk])
        yield f"whole page: {name}", partial(_get, place.client, address), "empty view"
    yield (
        "whole page: list of cohorts",
        partial(_get, place.client, "/admin/assessments/cohort/"),
        "empty view",
    )
    queries = {
        "all": "",
        "last page": "p=20",
        "oldest first": "o=7",
        "band high": "band=high",
        "band low": "band=low",
        "English": "language=en",
        "band low, English": "band=low&language=en",
        "drafts": "state__exact=draft",
        "drafts, band low (none)": "state__exact=draft&band=low",
        "last 7 days": "started=7",
        "last 7 days, band low": "started=7&band=low",
        "by name": f"q={place.middle.name}",
    }
    for name, query in queries.items():
        yield (
            f"whole page: attempts, {name}",
            partial(_get, place.client, f"/admin/assessments/attempt/?{query}"),
            "empty view",
        )


def _get(client: Client, address: str) -> None:
    response = client.get(address)
    if response.status_code != 200:
        raise SystemExit(f"{address} answered {response.status_code}")


def _writes(place: Place) -> Iterator[tuple[str, Deed, str]]:
    """Each run takes another draft or person."""
    save = partial(
        attempts.save,
        attempt=place.ready.pop(),
        changes={1: 3},
        language=LANGUAGE,
        now=place.now,
    )
    yield "one answer saved", save, "write"
    yield "one submission", partial(_submit, place.ready, place.now, LANGUAGE), "write"
    yield (
        "one submission, anonymous",
        partial(_submit, place.ready_anonymous, place.now, LANGUAGE),
        "write",
    )
    yield (
        "one in two languages, anonymous",
        partial(_submit, place.ready_anonymous, place.now, "en"),
        "write",
    )
    yield "one person erased", partial(_erase, place.leaving), "write"
    yield (
        "one person erased, anonymous",
        partial(_erase, place.leaving_anonymous),
        "write",
    )


def _submit(drafts: list[Attempt], now: datetime, language: str) -> None:
    attempts.submit(attempt=drafts.pop(), as_oneself=True, language=language, now=now)


def _erase(people: list[Participant]) -> None:
    erasure.erase(participant=people.pop(), now=timezone.now())


def tell(place: Place, facts: dict[str, str]) -> None:
    """What is no page."""
    sheet = technical_sheet.newest_first(place.form, LANGUAGE)
    facts["ω of the technical sheet, on request, s"] = (
        f"{seconds(lambda: technical_sheet.omega_of(sheet, place.form)):.2f}"
    )
    for name, cohort in (("named", place.cohort), ("anonymous", place.anonymous)):
        facts |= _exported(name, cohort)
    facts["purge with nobody due, s"] = (
        f"{seconds(lambda: retention.purge(now=place.now)):.1f}"
    )
    facts["recount that finds no difference, s"] = f"{seconds(_recount):.1f}"
    facts["memory of the recount, MB"] = f"{peak_kb(recounting.recount) / 1024:.0f}"
    facts["memory of the process at most, MB"] = (
        f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f}"
    )


def _exported(name: str, cohort: Cohort) -> dict[str, str]:
    lines = data_export.lines(cohort)
    first = seconds(lambda: next(lines))
    rest = csv_text(data_export.columns(cohort), islice(lines, EXPORTED))
    number = min(EXPORTED, data_export.extent(cohort).lines)
    rate = number / seconds(lambda: sum(map(len, rest)))
    return {
        f"CSV of the {name} cohort: seconds to the first line, lines a second": f"{first:.2f}, {rate:,.0f}"
    }


def _recount() -> None:
    if found := recounting.recount():
        raise SystemExit(f"the counters had drifted: {found[:3]}")


if __name__ == "__main__":
    main()
