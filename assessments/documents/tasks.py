"""The queue's task that makes an archive of documents.

Its path and its only argument, the archive's id, are stored in the queue's table.
"""

import logging

from django_tasks import task

from assessments.documents import archive_making
from assessments.models import DocumentArchive
from csquality import task_queue

logger = logging.getLogger(__name__)


@task()
def make_document_archive(archive_id: int) -> None:
    """Make the archive; let no exception out, for the queue's table would keep what it
    says of applicants.
    """
    try:
        archive_making.make_archive(archive_id)
    except Exception as error:
        logger.error("documents could not be made: %s", type(error).__name__)


def enqueue_archive(archive: DocumentArchive) -> None:
    task_queue.enqueue(make_document_archive, archive.pk)
