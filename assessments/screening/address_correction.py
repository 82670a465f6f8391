"""Correcting where an applicant's letters go, while nothing of theirs can be read
behind the link.
"""

from django.db import transaction

from assessments.models import Application, Cohort, Consent, Participant
from assessments.screening.invitations import Invitee
from assessments.sittings import participants


class Taken(Exception):
    """Somebody else in this round has that address."""


@transaction.atomic
def correct(*, participant: Participant, email: str) -> bool:
    """Another address for somebody who has not started; whether that was so. Links
    given out stop working.

    Raises `Taken`.
    """
    # Takes turns with inviting, which looks whether the address is there already.
    Cohort.objects.lock(participant.cohort_id)
    found = Participant.objects.select_for_update().filter(pk=participant.pk).first()
    application = (
        found and Application.objects.visible().filter(participant=found).first()
    )
    if application is None or found.state != Participant.State.LISTED:
        return False
    if application.email != email:
        _change(found, application, email)
    return True


def _change(participant: Participant, application: Application, email: str) -> None:
    key = Invitee(participant.name, email, application.language).key
    others = Participant.objects.filter(
        cohort=participant.cohort_id, list_key=key
    ).exclude(pk=participant.pk)
    if others.exists():
        raise Taken
    # Whoever agreed behind the old address was perhaps somebody else.
    Consent.objects.filter(participant=participant).delete()
    Participant.objects.filter(pk=participant.pk).update(list_key=key)
    Application.objects.filter(pk=application.pk).update(email=email)
    participants.renew_link(participant=participant)
