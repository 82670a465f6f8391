"""How a person comes in, keeps a link, and leaves without a trace."""

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
    """An applicant agrees to what happens with the answers before the first row."""


class StaleStart(Exception):
    """This start form has done its work; a fresh page is needed."""


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
    """A new participant with a first draft; the same one for a second press of the same
    form.

    A cohort's own version is used, and `name` kept only if it asks for names. Raises
    `NotAcceptingAnswers`, and `StaleStart` also where the cohort is no longer what the form said:
    `promise`, if there was a form.
    """
    cohort = cohort and _locked(cohort)
    facts = {
        "cohort": cohort,
        "purpose": cohort.purpose if cohort else Purpose.SELF,
        "name": name if cohort and cohort.names_asked else "",
        "created_at": now,
    }
    participant, is_new = Participant.objects.get_or_create(
        start_nonce=nonce, defaults=facts
    )
    if not is_new:
        return _same_press(participant, cohort, now)
    _must_take(cohort, name, promise, now)
    counters.add_participants(cohort, Participant.State.STARTED)
    version = cohort.questionnaire if cohort else questionnaire
    return attempts.begin(
        participant=participant, questionnaire=version, ordinal=1, now=now
    )


def _locked(cohort: Cohort) -> Cohort:
    """Lock the cohort: what it promises does not change while somebody joins it."""
    return Cohort.objects.select_related("questionnaire").lock(cohort.pk)


def _must_take(
    cohort: Cohort | None, name: str, promise: str | None, now: datetime
) -> None:
    _must_be_open(cohort, now)
    if cohort and (
        (cohort.names_asked and not name) or promise not in (None, cohort.promise)
    ):
        raise StaleStart


def _same_press(
    participant: Participant, cohort: Cohort | None, now: datetime
) -> Attempt:
    newest = participant.attempts.latest("ordinal")
    if (
        participant.cohort != cohort
        or newest.is_submitted
        or now - participant.created_at > SAME_PRESS
    ):
        raise StaleStart
    return newest


def _must_be_open(cohort: Cohort | None, now: datetime) -> None:
    if cohort and not cohort.takes_new(now):
        raise NotAcceptingAnswers


@transaction.atomic
def start_listed(*, participant: Participant, now: datetime) -> Attempt:
    """The first draft of somebody listed or invited; the one there is on a second
    press.

    Raises `NotAcceptingAnswers`, and `ConsentMissing` for an applicant without a consent.
    """
    locked = Participant.objects.select_for_update(of=("self",)).select_related(
        "cohort__questionnaire"
    )
    found = locked.get(pk=participant.pk)
    if started := found.attempts.order_by("ordinal").last():
        return started
    _must_be_open(found.cohort, now)
    if found.has_withdrawn:
        raise NotAcceptingAnswers
    if (
        found.purpose == Purpose.APPLICATION
        and not Consent.objects.filter(participant=found).exists()
    ):
        raise ConsentMissing
    counters.change_state(found, Participant.State.STARTED)
    return attempts.begin(
        participant=found, questionnaire=found.cohort.questionnaire, ordinal=1, now=now
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
    """Every link given out so far stops working; the participant returned has the new
    one.
    """
    Participant.objects.filter(pk=participant.pk).update(
        link_version=F("link_version") + 1
    )
    participant.refresh_from_db(fields=["link_version"])
    return participant


@transaction.atomic
def renew_listed(*, participant: Participant) -> bool:
    """A new link for somebody listed who has not started; whether that was so."""
    found = Participant.objects.select_for_update().get(pk=participant.pk)
    return found.state == Participant.State.LISTED and bool(
        renew_link(participant=found)
    )
