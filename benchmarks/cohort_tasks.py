"""Each page of a cohort and each write that is measured, and the bare SQL it stands
beside.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial

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
from assessments.groups.people import STUCK, Filters, page_of
from assessments.models import DOMAINS, Attempt, Cohort, Participant
from assessments.privacy import erasure
from assessments.sittings import attempts
from assessments.statistics.group_statistics import GroupFigures
from benchmarks.large_cohorts import LANGUAGE, Beside, LargeCohorts, get
from benchmarks.measuring import Deed


@dataclass(frozen=True)
class Task:
    name: str
    deed: Deed
    beside: Beside


def tasks(cohorts: LargeCohorts) -> Iterator[Task]:
    yield from tasks_of_counters(cohorts)
    yield from tasks_of_learners(cohorts)
    yield from whole_pages(cohorts)
    yield from writes(cohorts)


# --- counters -------------------------------------------------------------------------
def tasks_of_counters(cohorts: LargeCohorts) -> Iterator[Task]:
    cohort = cohorts.cohort
    anonymous = cohorts.anonymous
    questionnaire = cohorts.questionnaire

    def read_sheets() -> None:
        for sheet in technical_sheet.sheets(questionnaire):
            read_health(sheet.figures)

    deeds: dict[str, Deed] = {
        "overview": lambda: overview.overview(cohort, cohorts.now),
        "results, every language": lambda: read_results(cohort),
        "results of an anonymous cohort": lambda: read_results(anonymous),
        "teach next": lambda: teaching.materials(
            questionnaire, figures_of(cohort).by_need()
        ),
        "health": lambda: read_health(figures_of(cohort)),
        "technical sheet": read_sheets,
        "extent of a download": lambda: data_export.extent(cohort),
        "extent of an anonymous download": lambda: data_export.extent(anonymous),
    }
    for name, deed in deeds.items():
        yield Task(name, deed, Beside.COUNTERS)


def figures_of(cohort: Cohort) -> GroupFigures:
    return CohortSummary(cohort).figures(LANGUAGE)


def read_results(cohort: Cohort) -> None:
    """Work out what the page of results shows."""
    summary = CohortSummary(cohort)
    for group in summary.languages:
        figures = summary.figures(group.language)
        for name in ("median", "mean", "sd", "bands", "histogram"):
            getattr(figures, name)
        for domain in DOMAINS:
            figures.domain(domain)


def read_health(figures: GroupFigures) -> None:
    """Work out what the page of the test's health shows."""
    for row in figures.row_health:
        item_advice.row_advice(row, figures)
    item_advice.alpha_advice(figures)
    for name in ("alpha", "alpha_interval", "sem"):
        getattr(figures, name)


# --- learners -------------------------------------------------------------------------
def tasks_of_learners(cohorts: LargeCohorts) -> Iterator[Task]:
    cohort = cohorts.cohort
    filters_by_name = {
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
        "by name": Filters(text=cohorts.middle.name),
        "by number": Filters(text=cohorts.middle.number or "00000002"),
    }
    for name, filters in filters_by_name.items():
        deed = partial(page_of, cohort, filters, cohorts.now)
        yield Task(f"learners: {name}", deed, Beside.LEARNERS)

    after = str(cohorts.late.pk)
    for name in ("all", "submitted", "stuck", "band low"):
        filters = filters_by_name[name]
        deed = partial(page_of, cohort, filters, cohorts.now, after=after)
        yield Task(f"learners: {name}, far down", deed, Beside.LEARNERS)

    change = partial(before_after.cohort_change, cohort, LANGUAGE)
    yield Task("before and after", change, Beside.LEARNERS)


# --- whole pages ----------------------------------------------------------------------
def whole_pages(cohorts: LargeCohorts) -> Iterator[Task]:
    addresses = {}
    for page in ("overview", "results", "teach", "health", "learners", "before_after"):
        name = f"admin:assessments_cohort_{page}"
        addresses[page] = reverse(name, args=[cohorts.cohort.pk])
    addresses["list of cohorts"] = "/admin/assessments/cohort/"

    attempt_queries = {
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
        "by name": f"q={cohorts.middle.name}",
    }
    for name, query in attempt_queries.items():
        addresses[f"attempts, {name}"] = f"/admin/assessments/attempt/?{query}"

    for name, address in addresses.items():
        deed = partial(get, cohorts.client, address)
        yield Task(f"whole page: {name}", deed, Beside.EMPTY_VIEW)


# --- writes ---------------------------------------------------------------------------
def writes(cohorts: LargeCohorts) -> Iterator[Task]:
    """Each run of a write takes another draft or person."""
    now = cohorts.now
    drafts = cohorts.complete_drafts
    anonymous_drafts = cohorts.anonymous_drafts
    save = partial(
        attempts.save,
        attempt=drafts.pop(),
        changes={1: 3},
        language=LANGUAGE,
        now=now,
    )
    deeds: dict[str, Deed] = {
        "one answer saved": save,
        "one submission": partial(submit_next, drafts, now, LANGUAGE),
        "one submission, anonymous": partial(
            submit_next, anonymous_drafts, now, LANGUAGE
        ),
        "one in two languages, anonymous": partial(
            submit_next, anonymous_drafts, now, "en"
        ),
        "one person erased": partial(erase_next, cohorts.leaving),
        "one person erased, anonymous": partial(erase_next, cohorts.leaving_anonymous),
    }
    for name, deed in deeds.items():
        yield Task(name, deed, Beside.WRITE)


def submit_next(drafts: list[Attempt], now: datetime, language: str) -> None:
    attempts.submit(attempt=drafts.pop(), as_oneself=True, language=language, now=now)


def erase_next(people: list[Participant]) -> None:
    erasure.erase(participant=people.pop(), now=timezone.now())
