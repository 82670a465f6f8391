"""Correcting where an applicant's letters go, while nothing of theirs can be read
behind the link.
"""

from django.db import transaction

from assessments.models import Application, Cohort, Consent, Participant
from assessments.screening.invitations import Invitee
from assessments.sittings import participants


class AddressInUse(Exception):
    """Another applicant of this round has the address."""


@transaction.atomic
def correct_address(*, participant: Participant, email: str) -> bool:
    """Give another address to an applicant who has not started.

    Links sent to the old one stop working. Returns False where the applicant has
    started, withdrawn or been erased. Raises `AddressInUse`. A concluded round
    does not refuse it: the letter may still lead to the right person.
    """
    # Serialises with inviting, which reads whether the address is there already.
    Cohort.objects.lock(participant.cohort_id)
    locked = Participant.objects.select_for_update().filter(pk=participant.pk).first()
    if locked is None or locked.state != Participant.State.LISTED:
        return False

    application = Application.objects.visible().filter(participant=locked).first()
    if application is None:
        return False
    if application.email == email:
        return True

    invitee = Invitee(locked.name, email, application.language)
    others = Participant.objects.filter(
        cohort=locked.cohort_id, list_key=invitee.key
    ).exclude(pk=locked.pk)
    if others.exists():
        raise AddressInUse

    # Whoever agreed behind the old address was perhaps somebody else.
    Consent.objects.filter(participant=locked).delete()
    Participant.objects.filter(pk=locked.pk).update(list_key=invitee.key)
    Application.objects.filter(pk=application.pk).update(email=email)
    participants.renew_link(participant=locked)
    return True
