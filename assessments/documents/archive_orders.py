"""Ordering a zip of papers from the worker."""

from datetime import datetime
from typing import Any

from django.db import transaction

from assessments.documents import tasks
from assessments.groups.used_form import UsedForm
from assessments.models import Cohort, DocumentArchive


@transaction.atomic
def order_archive(
    *, cohort: Cohort, kind: str, language: str, user: Any, nonce: str, now: datetime
) -> DocumentArchive:
    """One more for the worker; the same one for a second press. Raises `UsedForm`."""
    # Whoever is just being erased holds the round, and takes this archive with them if
    # it comes first.
    Cohort.objects.lock(cohort.pk)
    facts = {
        "cohort_id": cohort.pk,
        "kind": kind,
        "language": language,
        "made_by": user,
        "created_at": now,
    }
    archive, is_new = DocumentArchive.objects.get_or_create(nonce=nonce, defaults=facts)
    if is_new:
        tasks.enqueue_archive(archive)
    elif (archive.cohort_id, archive.kind, archive.made_by_id) != (
        cohort.pk,
        kind,
        user.pk,
    ):
        raise UsedForm
    return archive
