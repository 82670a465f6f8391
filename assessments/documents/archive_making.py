"""Makes the zip of a round's documents in a worker that may be killed.

An archive is claimed before it is made, and `claimed_at` is its heartbeat; one that a
dead worker had claimed is made again from the start (`archive_recovery`).
"""

import unicodedata
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy, override

from assessments.documents.guide_document import guide_pdf
from assessments.documents.record_document import record_pdf
from assessments.documents.result_document import result_pdf
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
LONGEST_FILE_NAME_PART = 40
PROGRESS_EVERY = 10


class ClaimLost(Exception):
    """The archive is gone, or another worker has claimed it."""


@dataclass(frozen=True)
class Document:
    participant: Participant
    pdf: bytes


def make_archive(archive_id: int, clock: Callable[[], datetime] = timezone.now) -> None:
    """Make an archive that is waiting; do nothing in any other state.

    A participant who leaves the round meanwhile is not in it.
    """
    archive = _claim(archive_id, clock())
    if archive is None:
        return

    try:
        with override(archive.language):
            documents = _make_documents(archive, clock)
            _store(archive, documents)
    except ClaimLost:
        return
    except Exception:
        _still_claimed_by_me(archive).update(
            state=DocumentArchive.State.FAILED, done=0, total=0, file=None, people=[]
        )
        raise


# --- the claim ------------------------------------------------------------------------
def _claim(archive_id: int, now: datetime) -> DocumentArchive | None:
    waiting = DocumentArchive.objects.filter(
        pk=archive_id, state=DocumentArchive.State.WAITING
    )
    is_claimed = waiting.update(
        state=DocumentArchive.State.WORKING,
        claimed_at=now,
        done=0,
        total=0,
        file=None,
        people=[],
    )
    if not is_claimed:
        return None
    archives = DocumentArchive.objects.defer("file").select_related("cohort")
    return archives.get(pk=archive_id)


def _still_claimed_by_me(archive: DocumentArchive) -> QuerySet[DocumentArchive]:
    """Filter the archive; empty once it is gone, or claimed by another worker."""
    return DocumentArchive.objects.filter(
        pk=archive.pk,
        state=DocumentArchive.State.WORKING,
        claimed_at=archive.claimed_at,
    )


def _note_progress(
    archive: DocumentArchive, done: int, total: int, now: datetime
) -> None:
    """Say how far the archive is, and that this worker is alive."""
    is_mine = _still_claimed_by_me(archive).update(
        done=done, total=total, claimed_at=now
    )
    if not is_mine:
        raise ClaimLost
    archive.claimed_at = now


# --- documents ------------------------------------------------------------------------
def _make_documents(
    archive: DocumentArchive, clock: Callable[[], datetime]
) -> list[Document]:
    participant_ids = _participant_ids(archive)
    documents = []
    for done, participant_id in enumerate(participant_ids):
        if done % PROGRESS_EVERY == 0:
            _note_progress(archive, done, len(participant_ids), clock())
        document = _make_document(archive, participant_id, clock())
        if document is not None:
            documents.append(document)
    return documents


def _participant_ids(archive: DocumentArchive) -> list[int]:
    """List the applicants with an answered test, or with a decision, by name."""
    if archive.kind == DocumentArchive.Kind.RECORDS:
        printable = Decision.objects.filter(
            cohort=archive.cohort, kind=Decision.Kind.DECISION
        )
    else:
        printable = Attempt.objects.submitted().filter(cohort=archive.cohort, ordinal=1)
    applications = _visible_applications(archive).filter(
        participant__in=printable.values("participant")
    )
    by_name = applications.order_by("participant__name", "participant")
    return list(by_name.values_list("participant", flat=True))


def _visible_applications(archive: DocumentArchive) -> QuerySet[Application]:
    return Application.objects.visible().filter(cohort=archive.cohort_id)


def _make_document(
    archive: DocumentArchive, participant_id: int, now: datetime
) -> Document | None:
    """Return None if the participant has left the round since the list was made."""
    applications = _visible_applications(archive).filter(participant=participant_id)
    try:
        application = applications.select_related("participant__cohort").get()
        participant = application.participant
        return Document(participant, _pdf_of(archive, participant, now))
    except ObjectDoesNotExist:
        if applications.exists():
            raise
        return None


def _pdf_of(archive: DocumentArchive, participant: Participant, now: datetime) -> bytes:
    if archive.kind == DocumentArchive.Kind.RECORDS:
        return record_pdf(archive.cohort, participant, now=now)
    attempt = participant.attempts.select_related("questionnaire").get(ordinal=1)
    if archive.kind == DocumentArchive.Kind.RESULTS:
        return result_pdf(attempt, now=now)
    guide = interview_guide.guide_for(archive.cohort, participant, attempt)
    return guide_pdf(guide, screening_round=archive.cohort, now=now)


# --- the zip --------------------------------------------------------------------------
def _store(archive: DocumentArchive, documents: list[Document]) -> None:
    """Zip while nothing is locked; zip anew without those who have left by then."""
    gone = _keep(archive, _zip_of(documents, archive), documents)
    while gone:
        documents = [
            document for document in documents if document.participant.pk not in gone
        ]
        gone = _keep(archive, _zip_of(documents, archive), documents)


@transaction.atomic
def _keep(
    archive: DocumentArchive, zip_file: bytes, documents: list[Document]
) -> set[int]:
    """Store the zip, unless a participant in it has left. Returns the ids of those."""
    Cohort.objects.lock(archive.cohort_id)
    participant_ids = {document.participant.pk for document in documents}
    visible_ids = _visible_applications(archive).values_list("participant", flat=True)
    gone = participant_ids - set(visible_ids)
    if gone:
        return gone

    is_mine = _still_claimed_by_me(archive).update(
        state=DocumentArchive.State.READY,
        file=zip_file,
        people=sorted(participant_ids),
        done=len(participant_ids),
        total=len(participant_ids),
    )
    if not is_mine:
        raise ClaimLost
    return set()


def _zip_of(documents: list[Document], archive: DocumentArchive) -> bytes:
    """Zip without compression: PDFs are compressed already."""
    ordered_at = timezone.localtime(archive.created_at, archive.cohort.zone)
    stamp = ordered_at.timetuple()[:6]
    zip_file = BytesIO()
    with zipfile.ZipFile(zip_file, "w") as writer:
        names = _file_names(documents, str(FILE_NAMES[archive.kind]))
        for name, document in zip(names, documents, strict=True):
            writer.writestr(zipfile.ZipInfo(name, stamp), document.pdf)
    return zip_file.getvalue()


def _file_names(documents: list[Document], ending: str) -> Iterator[str]:
    """Yield names that differ even on a disk that ignores case."""
    uses: Counter[str] = Counter()
    for document in documents:
        participant = document.participant
        name = _file_name_part(participant.name)
        number = _file_name_part(participant.number)
        stem = " ".join(part for part in (name, number, ending) if part)

        uses[stem.casefold()] += 1
        use = uses[stem.casefold()]
        yield f"{stem}.pdf" if use == 1 else f"{stem} ({use}).pdf"


def _file_name_part(text: str) -> str:
    """Keep letters, marks, digits and hyphens; cut the text to fit any disk.

    No dot, slash or colon is left that could lead elsewhere.
    """
    kept = []
    for mark in text:
        is_kept = mark == "-" or unicodedata.category(mark)[0] in "LMN"
        kept.append(mark if is_kept else " ")
    composed = unicodedata.normalize("NFC", "".join(kept))
    return " ".join(composed.split())[:LONGEST_FILE_NAME_PART].strip()
