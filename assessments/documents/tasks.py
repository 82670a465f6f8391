"""The queue's task that makes archives of documents. Its only argument is the archive's
id.
"""

import logging

from django_tasks import task

from assessments.documents import archives
from assessments.models import DocumentArchive
from csquality import task_queue

logger = logging.getLogger(__name__)


@task()
def make_document_archive(archive_id: int) -> None:
    """Make the archive. No exception gets out: the queue's table would keep what it
    says of applicants.
    """
    try:
        archives.make_archive(archive_id)
    except Exception as error:
        logger.error("papers could not be made: %s", type(error).__name__)


def enqueue_archive(archive: DocumentArchive) -> None:
    task_queue.enqueue(make_document_archive, archive.pk)
