"""What an applicant adds to the answers: a comment that HR reads above the score."""

from datetime import datetime

from django.db import transaction

from assessments.models import Application, Participant
from assessments.sittings.attempts import NotAcceptingAnswers

LONGEST_COMMENT = 2000


@transaction.atomic
def comment(*, participant: Participant, text: str, now: datetime) -> Application:
    """Replace the applicant's comment; an empty text removes it.

    Raises `NotAcceptingAnswers` if the applicant has withdrawn.
    """
    # Before the application, as everywhere: whoever erases meanwhile is told so, and
    # nobody waits in a ring.
    Participant.objects.select_for_update().get(pk=participant.pk)
    found = Application.objects.select_for_update().get(participant=participant)
    if found.withdrawn_at:
        raise NotAcceptingAnswers
    found.comment = text
    found.commented_at = now if text else None
    found.save(update_fields=["comment", "commented_at"])
    return found
