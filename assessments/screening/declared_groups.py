"""What applicants say of their groups, if they like, after submitting.

It lies apart under a random key until the round is concluded (`adverse_impact`).
"""

import uuid
from datetime import datetime

from django.db import transaction

from assessments.models import Application, DeclaredGroups, Participant
from assessments.screening import decisions


class NotAsked(Exception):
    """Only applicants who submitted are asked, until they withdraw or the round is
    concluded.
    """


class UnknownGroup(Exception):
    """The answer is not one of those on the form."""


@transaction.atomic
def declare(*, participant: Participant, gender: str, age: str, now: datetime) -> bool:
    """Keep what an applicant says, in place of what they said before.

    Nothing is kept if both are empty. Returns whether anything is. Raises `NotAsked` or
    `UnknownGroup`.
    """
    if gender and gender not in DeclaredGroups.Gender.values:
        raise UnknownGroup
    if age and age not in DeclaredGroups.Age.values:
        raise UnknownGroup

    decisions.lock_round(participant)
    application = _asked_application(participant)
    if gender or age:
        key = application.declared_groups_key or uuid.uuid4()
        DeclaredGroups.objects.update_or_create(
            key=key, defaults={"gender": gender, "age": age}
        )
    else:
        key = None
        DeclaredGroups.objects.filter(key=application.declared_groups_key).delete()

    application.declared_groups_key = key
    application.save(update_fields=["declared_groups_key"])
    return key is not None


def _asked_application(participant: Participant) -> Application:
    application = (
        Application.objects.visible()
        .filter(
            participant=participant,
            participant__state=Participant.State.SUBMITTED,
            cohort__concluded_at=None,
        )
        .first()
    )
    if application is None:
        raise NotAsked
    return application


def declared_by(participant: Participant) -> DeclaredGroups | None:
    applications = Application.objects.filter(participant=participant)
    return DeclaredGroups.objects.filter(
        key__in=applications.values("declared_groups_key")
    ).first()
