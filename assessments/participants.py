"""How a person comes in, keeps a link, and leaves without a trace."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from assessments import attempts
from assessments.models import Attempt, Cohort, Participant, Purpose, Questionnaire

# A second press comes within seconds. Later the same start form may be in other hands, on a shared computer.
SAME_PRESS = timedelta(minutes=10)


class StaleStart(Exception):
    """This start form has done its work; a fresh page is needed."""


@transaction.atomic
def start(*, nonce: str, questionnaire: Questionnaire, cohort: Cohort | None, now: datetime) -> Attempt:
    """A new participant with a first draft; the same one for a second press of the same form."""
    participant, is_new = Participant.objects.get_or_create(
        start_nonce=nonce,
        defaults={"cohort": cohort, "purpose": cohort.purpose if cohort else Purpose.SELF, "created_at": now},
    )
    if is_new:
        return attempts.begin(participant=participant, questionnaire=questionnaire, ordinal=1, now=now)
    return _same_press(participant, cohort, now)


def _same_press(participant: Participant, cohort: Cohort | None, now: datetime) -> Attempt:
    newest = participant.attempts.latest("ordinal")
    if participant.cohort != cohort or newest.is_submitted or now - participant.created_at > SAME_PRESS:
        raise StaleStart
    return newest


def renew_link(*, participant: Participant) -> Participant:
    """Every link given out so far stops working; the participant returned has the new one."""
    Participant.objects.filter(pk=participant.pk).update(link_version=F("link_version") + 1)
    participant.refresh_from_db(fields=["link_version"])
    return participant


@transaction.atomic
def erase(*, participant: Participant) -> bool:
    """Removes the person with everything they answered; whether there was anybody. Twice is the same as once."""
    # Locked first: an attempt begun in another tab would otherwise come too late to be erased with the rest.
    list(Participant.objects.select_for_update().filter(pk=participant.pk))
    return Participant.objects.filter(pk=participant.pk).delete()[0] > 0
