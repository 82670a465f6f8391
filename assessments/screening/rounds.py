"""The settings of a round: what every round has, what stays as promised, and which
questions its interviews ask.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from assessments.models import (
    Cohort,
    ConsentText,
    CoreQuestion,
    Purpose,
    ScreeningRound,
)
from assessments.screening import interview_guide
from competencies.models import Competency

# What says until when a round takes answers.
TIME_SETTINGS = ("opens_at", "closes_at", "grace_minutes", "time_zone")
# What the people invited were told.
TOLD_WHEN_INVITED = ("employer", "vacancy", "questionnaire_id")


class RoundConcluded(Exception):
    """Outcomes were counted, so nobody comes in and nothing is answered any more."""


class NoConsentText(Exception):
    """Without a consent text nobody could agree to anything."""


class InvitedWereTold(Exception):
    """Employer, vacancy and questionnaire stay once somebody has been invited."""


class QuestionsSettled(Exception):
    """Applicants have been invited or rated, so the core questions stay as they are."""


def lock_unless_concluded(round_id: int) -> Cohort:
    """Lock a round for a write that a concluded one refuses.

    Raises `RoundConcluded`.
    """
    locked = Cohort.objects.lock(round_id)
    if locked.concluded_at:
        raise RoundConcluded
    return locked


def fill_in_fixed_settings(screening_round: ScreeningRound) -> None:
    """Set, without saving, what no round may choose: applicants give their names and
    answer once.

    Raises `NoConsentText`.
    """
    if ConsentText.objects.current() is None:
        raise NoConsentText
    screening_round.purpose = Purpose.APPLICATION
    screening_round.names_asked = True
    screening_round.repeats_allowed = False


@transaction.atomic
def save_settings(*, screening_round: ScreeningRound) -> None:
    """Write the settings of a new or changed round.

    Raises `NoConsentText`, `RoundConcluded` for other times of a concluded round, and
    `InvitedWereTold`.
    """
    fill_in_fixed_settings(screening_round)

    if screening_round.pk is not None:
        stored = Cohort.objects.lock(screening_round.pk)
        has_new_times = _differ(stored, screening_round, TIME_SETTINGS)
        if has_new_times and stored.concluded_at:
            raise RoundConcluded
        has_new_words = _differ(stored, screening_round, TOLD_WHEN_INVITED)
        if has_new_words and stored.has_joined:
            raise InvitedWereTold

    screening_round.save()


def _differ(stored: Cohort, changed: Cohort, fields: Iterable[str]) -> bool:
    return any(getattr(stored, name) != getattr(changed, name) for name in fields)


@transaction.atomic
def choose_core_questions(
    *,
    screening_round: ScreeningRound,
    competencies: Iterable[Competency],
    now: datetime,
) -> None:
    """Ask the interview questions of these competencies, each in its domain.

    Raises `QuestionsSettled`.
    """
    Cohort.objects.lock(screening_round.pk)
    if not interview_guide.may_choose_questions(screening_round, now):
        raise QuestionsSettled

    for competency in competencies:
        CoreQuestion.objects.update_or_create(
            cohort_id=screening_round.pk,
            domain=competency.domain,
            defaults={"competency": competency},
        )
