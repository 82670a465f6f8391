"""Brings back archives that a dead worker had claimed."""

from datetime import datetime, timedelta

from assessments.documents import tasks
from assessments.models import DocumentArchive
from csquality import task_queue

# Documents that bring the worker down each time are given up after this.
ARCHIVE_TRIES_FOR = timedelta(hours=1)


def release_archives(*, claimed_before: datetime, now: datetime) -> int:
    """Fail abandoned archives tried for too long; return how many others wait again."""
    abandoned = DocumentArchive.objects.filter(
        state=DocumentArchive.State.WORKING, claimed_at__lte=claimed_before
    )
    tried_for_too_long = abandoned.filter(created_at__lte=now - ARCHIVE_TRIES_FOR)
    tried_for_too_long.update(state=DocumentArchive.State.FAILED)

    released = abandoned.update(state=DocumentArchive.State.WAITING, claimed_at=None)
    if not task_queue.is_queued(tasks.make_document_archive):
        _enqueue_waiting(created_before=claimed_before)
    return released


def _enqueue_waiting(*, created_before: datetime) -> None:
    waiting = DocumentArchive.objects.filter(
        state=DocumentArchive.State.WAITING, created_at__lte=created_before
    )
    for archive in waiting.only("pk"):
        tasks.enqueue_archive(archive)
