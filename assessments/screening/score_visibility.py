"""Who of HR may see whose score.

A round can hide scores from its interviewers until they have rated.
"""

from collections.abc import Iterable

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import QuerySet

from assessments.models import (
    CohortStaff,
    InterviewSheet,
    Participant,
    ScreeningRound,
)


def may_see_score(
    *,
    user: AbstractBaseUser,
    screening_round: ScreeningRound,
    participant: Participant | None,
) -> bool:
    """Return whether the score of an applicant, or of the list (None), may be shown.

    In a round that hides scores, an interviewer sees one only after rating all core
    questions of that applicant.
    """
    if not hides_score_from(user, screening_round):
        return True
    if participant is None:
        return False
    return _completed_sheets(user).filter(participant=participant).exists()


def with_visible_score(
    *,
    user: AbstractBaseUser,
    screening_round: ScreeningRound,
    people: Iterable[Participant],
) -> list[Participant]:
    """Return those whose score this person of HR may see, in the same order."""
    if not hides_score_from(user, screening_round):
        return list(people)
    sheets = _completed_sheets(user).filter(participant__cohort=screening_round.pk)
    rated_ids = set(sheets.values_list("participant", flat=True))
    return [person for person in people if person.pk in rated_ids]


def hides_score_from(user: AbstractBaseUser, screening_round: ScreeningRound) -> bool:
    if not screening_round.hides_score:
        return False
    return screening_round.memberships.filter(
        user=user, role=CohortStaff.Role.INTERVIEWER
    ).exists()


def _completed_sheets(user: AbstractBaseUser) -> QuerySet[InterviewSheet]:
    """Return an interviewer's sheets with all core questions rated."""
    return InterviewSheet.objects.filter(interviewer=user, completed_at__isnull=False)
