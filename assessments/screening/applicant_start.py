"""An applicant agrees and starts."""

from datetime import datetime

from django.db import transaction

from assessments.models import Attempt, Participant
from assessments.screening import consents
from assessments.sittings.participants import start_listed


@transaction.atomic
def start_agreed(
    *, participant: Participant, version: int, language: str, now: datetime
) -> Attempt:
    """An applicant's agreement and first draft: both or, where it is too late, neither.

    Raises `NotAcceptingAnswers` and `consents.ConsentChanged`.
    """
    consents.agree(participant=participant, version=version, language=language, now=now)
    return start_listed(participant=participant, now=now)
