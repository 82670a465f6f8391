"""Let an applicant agree and start."""

from datetime import datetime

from django.db import transaction

from assessments.models import Attempt, Participant
from assessments.screening import consents
from assessments.sittings.participants import start_listed


@transaction.atomic
def start_agreed(
    *, participant: Participant, version: int, language: str, now: datetime
) -> Attempt:
    """Write an applicant's agreement and begin the first draft: both or neither.

    Raises `NotAcceptingAnswers` or `consents.ConsentChanged`.
    """
    consents.agree(participant=participant, version=version, language=language, now=now)
    return start_listed(participant=participant, now=now)
