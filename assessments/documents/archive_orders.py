"""Orders archives of a round's documents; the worker makes them."""

from datetime import datetime
from typing import Any

from django.db import transaction

from assessments.documents import tasks
from assessments.groups.used_form import UsedForm
from assessments.models import Cohort, DocumentArchive
from assessments.screening import score_visibility

Kind = DocumentArchive.Kind


def kinds_for(user: Any, screening_round: Cohort) -> list[Kind]:
    """Return the kinds this user may have: while scores are hidden, the guides only."""
    if score_visibility.hides_score_from(user, screening_round):
        return [Kind.GUIDES]
    return list(Kind)


@transaction.atomic
def order_archive(
    *,
    screening_round: Cohort,
    kind: str,
    language: str,
    user: Any,
    nonce: str,
    now: datetime,
) -> tuple[DocumentArchive, bool]:
    """Return the archive that this form ordered, and whether it is a new one.

    Raises `UsedForm` if the form has ordered another archive.
    """
    # Erasing an applicant locks the round as well, and deletes this archive if it was
    # ordered first.
    Cohort.objects.lock(screening_round.pk)
    archive, is_new = DocumentArchive.objects.get_or_create(
        nonce=nonce,
        defaults={
            "cohort_id": screening_round.pk,
            "kind": kind,
            "language": language,
            "made_by": user,
            "created_at": now,
        },
    )
    if is_new:
        tasks.enqueue_archive(archive)
        return archive, True

    is_same_order = (
        archive.cohort_id == screening_round.pk
        and archive.kind == kind
        and archive.made_by_id == user.pk
    )
    if not is_same_order:
        raise UsedForm
    return archive, False
