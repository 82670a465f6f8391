"""Let people come into a test, and renew their personal links."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from assessments.files.learner_lists import Line
from assessments.groups import counters
from assessments.groups.listing import add_to_list
from assessments.models import (
    Attempt,
    Cohort,
    Consent,
    Participant,
    Purpose,
    Questionnaire,
)
from assessments.sittings import attempts
from assessments.sittings.attempts import NotAcceptingAnswers

# A second press comes within seconds. Later the same start form may be in other hands,
# on a shared computer.
SAME_PRESS = timedelta(minutes=10)


class ConsentMissing(Exception):
    """An applicant has to agree to what happens with the answers before the first."""


class StaleStart(Exception):
    """The start form has been used or says what is no longer so; show a fresh one."""


@transaction.atomic
def start(
    *,
    nonce: str,
    questionnaire: Questionnaire,
    cohort: Cohort | None,
    now: datetime,
    name: str = "",
    promise: str | None = None,
) -> Attempt:
    """Make a participant with a first draft; a second press returns the same draft.

    In a cohort its own questionnaire is used, and `name` is kept only if it asks for
    names. `promise` is what the start form said of the cohort, if there was a form.
    Raises `NotAcceptingAnswers`, and `StaleStart` also if the cohort has changed since.
    """
    purpose = Purpose.SELF
    kept_name = ""
    if cohort:
        # Locked: what a cohort promises must not change while somebody joins it.
        cohort = Cohort.objects.select_related("questionnaire").lock(cohort.pk)
        questionnaire = cohort.questionnaire
        purpose = cohort.purpose
        kept_name = name if cohort.names_asked else ""

    participant, is_new = Participant.objects.get_or_create(
        start_nonce=nonce,
        defaults={
            "cohort": cohort,
            "purpose": purpose,
            "name": kept_name,
            "created_at": now,
        },
    )
    if not is_new:
        return _draft_of_same_press(participant, cohort, now)

    if cohort:
        _require_open(cohort, now)
        lacks_name = cohort.names_asked and not name
        if lacks_name or promise not in (None, cohort.promise):
            raise StaleStart

    counters.add_participants(cohort, Participant.State.STARTED)
    return attempts.begin(
        participant=participant, questionnaire=questionnaire, ordinal=1, now=now
    )


def _draft_of_same_press(
    participant: Participant, cohort: Cohort | None, now: datetime
) -> Attempt:
    """Return the draft of a form pressed twice; raise `StaleStart` for another use."""
    newest = participant.attempts.latest("ordinal")
    is_late = now - participant.created_at > SAME_PRESS
    if participant.cohort != cohort or newest.is_submitted or is_late:
        raise StaleStart
    return newest


def _require_open(cohort: Cohort, now: datetime) -> None:
    if not cohort.takes_new(now):
        raise NotAcceptingAnswers


@transaction.atomic
def start_listed(*, participant: Participant, now: datetime) -> Attempt:
    """Begin the first draft of somebody listed or invited, or return their newest.

    Raises `NotAcceptingAnswers`, and `ConsentMissing` for an applicant without consent.
    """
    participants = Participant.objects.select_for_update(of=("self",))
    participants = participants.select_related("cohort__questionnaire")
    participant = participants.get(pk=participant.pk)

    newest = participant.attempts.order_by("ordinal").last()
    if newest:
        return newest
    _require_open(participant.cohort, now)
    if participant.has_withdrawn:
        raise NotAcceptingAnswers
    if participant.purpose == Purpose.APPLICATION:
        consents = Consent.objects.filter(participant=participant)
        if not consents.exists():
            raise ConsentMissing

    counters.change_state(participant, Participant.State.STARTED)
    return attempts.begin(
        participant=participant,
        questionnaire=participant.cohort.questionnaire,
        ordinal=1,
        now=now,
    )


@transaction.atomic
def list_learners(
    *, cohort: Cohort, lines: Iterable[Line], now: datetime
) -> list[Participant]:
    """Put learners on a cohort that asks for names, each once; return the new ones."""
    if not Cohort.objects.lock(cohort.pk).names_asked:
        raise ValueError("an anonymous cohort lists nobody")
    listed = add_to_list(cohort=cohort, entries=lines, now=now)
    return [learner for _, learner in listed]


def renew_link(*, participant: Participant) -> Participant:
    """Revoke every link given out so far; return the participant with the new one."""
    stored = Participant.objects.filter(pk=participant.pk)
    stored.update(link_version=F("link_version") + 1)
    participant.refresh_from_db(fields=["link_version"])
    return participant


@transaction.atomic
def renew_link_if_listed(*, participant: Participant) -> bool:
    """Renew the link of a listed person who has not started; return whether it was."""
    participant = Participant.objects.select_for_update().get(pk=participant.pk)
    if participant.state != Participant.State.LISTED:
        return False
    renew_link(participant=participant)
    return True
