"""Zips of a round's papers, made by a worker that may be killed."""

import unicodedata
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy, override

from assessments.documents.papers import guide, record, result
from assessments.models import (
    Application,
    Attempt,
    Bundle,
    Cohort,
    Decision,
    Participant,
)
from assessments.screening import interview_guide

# How a bundle's files end: the name of the applicant stands before it.
FILE_NAMES = {
    Bundle.Kind.RESULTS: gettext_lazy("result"),
    Bundle.Kind.GUIDES: gettext_lazy("interview guide"),
    Bundle.Kind.RECORDS: gettext_lazy("decision record"),
}


PROGRESS_EVERY = 10


NOTHING_YET = {"done": 0, "total": 0, "file": None, "people": []}


class Overtaken(Exception):
    """The bundle is gone, or another worker makes it now."""


@dataclass(frozen=True)
class Paper:
    person: Participant
    pdf: bytes


def make_bundle(bundle_id: int, clock: Callable[[], datetime] = timezone.now) -> None:
    """Nothing if it is not waiting. Whoever leaves the round meanwhile takes the whole
    bundle with them.
    """
    bundle = _claimed(bundle_id, clock())
    if bundle is None:
        return
    try:
        with override(bundle.language):
            _store(bundle, _filled(bundle, clock))
    except Overtaken:
        return
    except Exception:
        _mine(bundle).update(state=Bundle.State.FAILED, **NOTHING_YET)
        raise


def _claimed(bundle_id: int, now: datetime) -> Bundle | None:
    waiting = Bundle.objects.filter(pk=bundle_id, state=Bundle.State.WAITING)
    claim = {"state": Bundle.State.WORKING, "claimed_at": now} | NOTHING_YET
    return (
        Bundle.objects.defer("file").select_related("cohort").get(pk=bundle_id)
        if waiting.update(**claim)
        else None
    )


def _mine(bundle: Bundle) -> QuerySet[Bundle]:
    """Empty once the bundle is gone, or given to another worker because this one was
    thought dead.
    """
    return Bundle.objects.filter(
        pk=bundle.pk, state=Bundle.State.WORKING, claimed_at=bundle.claimed_at
    )


def _filled(bundle: Bundle, clock: Callable[[], datetime]) -> list[Paper]:
    people = _people(bundle)
    found = []
    for done, person_id in enumerate(people):
        if done % PROGRESS_EVERY == 0:
            _progress(bundle, done, len(people), clock())
        found.append(_paper_of(bundle, person_id, clock()))
    return [paper for paper in found if paper]


def _people(bundle: Bundle) -> list[int]:
    """Everybody there is something to print of: an answered test, or a decision."""
    having = Decision.objects.filter(cohort=bundle.cohort, kind=Decision.Kind.DECISION)
    if bundle.kind != Bundle.Kind.RECORDS:
        having = Attempt.objects.submitted().filter(cohort=bundle.cohort, ordinal=1)
    applicants = _visible(bundle).filter(participant__in=having.values("participant"))
    return list(
        applicants.order_by("participant__name", "participant").values_list(
            "participant", flat=True
        )
    )


def _visible(bundle: Bundle) -> QuerySet[Application]:
    return Application.objects.visible().filter(cohort=bundle.cohort_id)


def _progress(bundle: Bundle, done: int, total: int, now: datetime) -> None:
    """Also a sign of life, so that nobody takes the bundle for a dead worker's."""
    if not _mine(bundle).update(done=done, total=total, claimed_at=now):
        raise Overtaken
    bundle.claimed_at = now


def _paper_of(bundle: Bundle, person_id: int, now: datetime) -> Paper | None:
    """None for somebody who has left the round since the list was made."""
    try:
        application = (
            _visible(bundle)
            .select_related("participant__cohort")
            .get(participant=person_id)
        )
        return Paper(
            application.participant, _printed(bundle, application.participant, now)
        )
    except ObjectDoesNotExist:
        if _visible(bundle).filter(participant=person_id).exists():
            raise
        return None


def _printed(bundle: Bundle, person: Participant, now: datetime) -> bytes:
    if bundle.kind == Bundle.Kind.RECORDS:
        return record(bundle.cohort, person, now=now)
    attempt = person.attempts.select_related("questionnaire").get(ordinal=1)
    if bundle.kind == Bundle.Kind.RESULTS:
        return result(attempt, now=now)
    return guide(
        interview_guide.guide_for(bundle.cohort, person, attempt),
        cohort=bundle.cohort,
        now=now,
    )


def _store(bundle: Bundle, papers: list[Paper]) -> None:
    """Zipped while nothing is locked; zipped anew without those who have left by then."""
    while gone := _keep(
        bundle, _zipped(papers, bundle), {paper.person.pk for paper in papers}
    ):
        papers = [paper for paper in papers if paper.person.pk not in gone]


@transaction.atomic
def _keep(bundle: Bundle, packed: bytes, people: set[int]) -> set[int]:
    """Stores it, unless somebody in it has left: who."""
    Cohort.objects.select_for_update(no_key=True).get(pk=bundle.cohort_id)
    gone = people - set(_visible(bundle).values_list("participant", flat=True))
    ready = {"state": Bundle.State.READY, "file": packed, "people": sorted(people)}
    ready |= {"done": len(people), "total": len(people)}
    if not gone and not _mine(bundle).update(**ready):
        raise Overtaken
    return gone


def _zipped(papers: list[Paper], bundle: Bundle) -> bytes:
    """Not compressed: PDFs are already."""
    made = BytesIO()
    stamp = timezone.localtime(bundle.created_at, bundle.cohort.zone).timetuple()[:6]
    with zipfile.ZipFile(made, "w") as archive:
        for name, paper in zip(
            _file_names(papers, FILE_NAMES[bundle.kind]), papers, strict=True
        ):
            archive.writestr(zipfile.ZipInfo(name, stamp), paper.pdf)
    return made.getvalue()


def _file_names(papers: Iterable[Paper], what: str) -> Iterator[str]:
    """Name, number, what it is; told apart also where capitals count for nothing."""
    taken: Counter[str] = Counter()
    for paper in papers:
        stem = " ".join(
            filter(
                None,
                (_plain(paper.person.name), _plain(paper.person.number), str(what)),
            )
        )
        taken[stem.casefold()] += 1
        again = f" ({taken[stem.casefold()]})" if taken[stem.casefold()] > 1 else ""
        yield f"{stem}{again}.pdf"


def _plain(text: str) -> str:
    """Letters, marks, digits, hyphens: no dot, slash or colon that could lead
    elsewhere; short enough for any disk.
    """
    kept = (
        mark if mark == "-" or unicodedata.category(mark)[0] in "LMN" else " "
        for mark in text
    )
    return " ".join(unicodedata.normalize("NFC", "".join(kept)).split())[:40].strip()
