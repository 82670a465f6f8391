"""What an applicant adds to the answers: a comment that HR reads above the score."""

from datetime import datetime

from django.db import transaction

from assessments.models import Application, Participant
from assessments.sittings.attempts import NotAcceptingAnswers

LONGEST_COMMENT = 2000


@transaction.atomic
def save_comment(*, participant: Participant, text: str, now: datetime) -> Application:
    """Replace the applicant's comment; an empty text removes it.

    Raises `NotAcceptingAnswers` if the applicant has withdrawn.
    """
    # Before the application, as everywhere, so that no two writes wait for each other.
    Participant.objects.select_for_update().get(pk=participant.pk)
    application = Application.objects.select_for_update().get(participant=participant)
    if application.withdrawn_at:
        raise NotAcceptingAnswers

    application.comment = text
    application.commented_at = now if text else None
    application.save(update_fields=["comment", "commented_at"])
    return application
