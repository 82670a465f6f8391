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
    Cohort,
    Decision,
    DocumentArchive,
    Participant,
)
from assessments.screening import interview_guide

# How an archive's files end: the name of the applicant stands before it.
FILE_NAMES = {
    DocumentArchive.Kind.RESULTS: gettext_lazy("result"),
    DocumentArchive.Kind.GUIDES: gettext_lazy("interview guide"),
    DocumentArchive.Kind.RECORDS: gettext_lazy("decision record"),
}


PROGRESS_EVERY = 10


NOTHING_YET = {"done": 0, "total": 0, "file": None, "people": []}


class Overtaken(Exception):
    """The archive is gone, or another worker makes it now."""


@dataclass(frozen=True)
class Paper:
    person: Participant
    pdf: bytes


def make_archive(archive_id: int, clock: Callable[[], datetime] = timezone.now) -> None:
    """Nothing if it is not waiting. Whoever leaves the round meanwhile takes the whole
    archive with them.
    """
    archive = _claimed(archive_id, clock())
    if archive is None:
        return
    try:
        with override(archive.language):
            _store(archive, _filled(archive, clock))
    except Overtaken:
        return
    except Exception:
        _mine(archive).update(state=DocumentArchive.State.FAILED, **NOTHING_YET)
        raise


def _claimed(archive_id: int, now: datetime) -> DocumentArchive | None:
    waiting = DocumentArchive.objects.filter(
        pk=archive_id, state=DocumentArchive.State.WAITING
    )
    claim = {"state": DocumentArchive.State.WORKING, "claimed_at": now} | NOTHING_YET
    return (
        DocumentArchive.objects.defer("file")
        .select_related("cohort")
        .get(pk=archive_id)
        if waiting.update(**claim)
        else None
    )


def _mine(archive: DocumentArchive) -> QuerySet[DocumentArchive]:
    """Empty once the archive is gone, or given to another worker because this one was
    thought dead.
    """
    return DocumentArchive.objects.filter(
        pk=archive.pk,
        state=DocumentArchive.State.WORKING,
        claimed_at=archive.claimed_at,
    )


def _filled(archive: DocumentArchive, clock: Callable[[], datetime]) -> list[Paper]:
    people = _people(archive)
    found = []
    for done, person_id in enumerate(people):
        if done % PROGRESS_EVERY == 0:
            _progress(archive, done, len(people), clock())
        found.append(_paper_of(archive, person_id, clock()))
    return [paper for paper in found if paper]


def _people(archive: DocumentArchive) -> list[int]:
    """Everybody there is something to print of: an answered test, or a decision."""
    having = Decision.objects.filter(cohort=archive.cohort, kind=Decision.Kind.DECISION)
    if archive.kind != DocumentArchive.Kind.RECORDS:
        having = Attempt.objects.submitted().filter(cohort=archive.cohort, ordinal=1)
    applicants = _visible(archive).filter(participant__in=having.values("participant"))
    return list(
        applicants.order_by("participant__name", "participant").values_list(
            "participant", flat=True
        )
    )


def _visible(archive: DocumentArchive) -> QuerySet[Application]:
    return Application.objects.visible().filter(cohort=archive.cohort_id)


def _progress(archive: DocumentArchive, done: int, total: int, now: datetime) -> None:
    """Also a sign of life, so that nobody takes the archive for a dead worker's."""
    if not _mine(archive).update(done=done, total=total, claimed_at=now):
        raise Overtaken
    archive.claimed_at = now


def _paper_of(archive: DocumentArchive, person_id: int, now: datetime) -> Paper | None:
    """None for somebody who has left the round since the list was made."""
    try:
        application = (
            _visible(archive)
            .select_related("participant__cohort")
            .get(participant=person_id)
        )
        return Paper(
            application.participant, _printed(archive, application.participant, now)
        )
    except ObjectDoesNotExist:
        if _visible(archive).filter(participant=person_id).exists():
            raise
        return None


def _printed(archive: DocumentArchive, person: Participant, now: datetime) -> bytes:
    if archive.kind == DocumentArchive.Kind.RECORDS:
        return record(archive.cohort, person, now=now)
    attempt = person.attempts.select_related("questionnaire").get(ordinal=1)
    if archive.kind == DocumentArchive.Kind.RESULTS:
        return result(attempt, now=now)
    return guide(
        interview_guide.guide_for(archive.cohort, person, attempt),
        cohort=archive.cohort,
        now=now,
    )


def _store(archive: DocumentArchive, papers: list[Paper]) -> None:
    """Zipped while nothing is locked; zipped anew without those who have left by then."""
    while gone := _keep(
        archive, _zipped(papers, archive), {paper.person.pk for paper in papers}
    ):
        papers = [paper for paper in papers if paper.person.pk not in gone]


@transaction.atomic
def _keep(archive: DocumentArchive, packed: bytes, people: set[int]) -> set[int]:
    """Stores it, unless somebody in it has left: who."""
    Cohort.objects.lock(archive.cohort_id)
    gone = people - set(_visible(archive).values_list("participant", flat=True))
    ready = {
        "state": DocumentArchive.State.READY,
        "file": packed,
        "people": sorted(people),
    }
    ready |= {"done": len(people), "total": len(people)}
    if not gone and not _mine(archive).update(**ready):
        raise Overtaken
    return gone


def _zipped(papers: list[Paper], archive: DocumentArchive) -> bytes:
    """Not compressed: PDFs are already."""
    made = BytesIO()
    stamp = timezone.localtime(archive.created_at, archive.cohort.zone).timetuple()[:6]
    with zipfile.ZipFile(made, "w") as zipped:
        for name, paper in zip(
            _file_names(papers, FILE_NAMES[archive.kind]), papers, strict=True
        ):
            zipped.writestr(zipfile.ZipInfo(name, stamp), paper.pdf)
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
