"""Who of HR opened what of an applicant.

Opening is a POST that leaves an entry here; reading then lasts a while. The applicant
reads these entries. They also say whether somebody could have known a score before
deciding or rating.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from assessments.groups.staff_names import name_of
from assessments.models import (
    AccessLogEntry,
    Attempt,
    Cohort,
    Participant,
    ScreeningRound,
)
from assessments.screening import score_visibility

ACCESS_LASTS = timedelta(hours=1)
AccessKind = AccessLogEntry.Kind


# --- opening --------------------------------------------------------------------------
@transaction.atomic
def record_access(
    *,
    user: AbstractBaseUser,
    screening_round: ScreeningRound,
    people: list[Participant | None],
    kind: AccessKind,
    now: datetime,
) -> None:
    """Write that somebody of HR opens these applicants, or, with None, the list.

    What is open already gets no second entry. Neither do applicants who have withdrawn
    or been erased since the page was made: nothing of them is shown.
    """
    Cohort.objects.lock(screening_round.pk)
    lasting = _since_newest_submission(
        AccessLogEntry.objects.filter(
            cohort_id=screening_round.pk, user=user, kind=kind, ends_at__gt=now
        )
    )
    open_already = set(lasting.values_list("participant", "shows_score"))

    entries = []
    visibility = _score_visibility(kind, user, screening_round, people)
    for participant_id, shows_score in visibility.items():
        is_open_as_such = (participant_id, shows_score) in open_already
        is_open_with_score = (participant_id, True) in open_already
        if is_open_as_such or is_open_with_score:
            continue
        entry = AccessLogEntry(
            cohort_id=screening_round.pk,
            participant_id=participant_id,
            user=user,
            kind=kind,
            shows_score=shows_score,
            opened_at=now,
            ends_at=now + ACCESS_LASTS,
        )
        entries.append(entry)
    AccessLogEntry.objects.bulk_create(entries)


def _score_visibility(
    kind: AccessKind,
    user: AbstractBaseUser,
    screening_round: ScreeningRound,
    people: list[Participant | None],
) -> dict[int | None, bool]:
    """Return, for each remaining applicant and for the list itself (None), whether the
    score is visible.
    """
    remaining = list(
        Participant.objects.filter(
            pk__in=[person.pk for person in people if person],
            application__isnull=False,
            application__withdrawn_at=None,
        )
    )
    scored = set(
        score_visibility.with_visible_score(
            user=user, screening_round=screening_round, people=remaining
        )
    )

    visibility: dict[int | None, bool] = {}
    for participant in remaining:
        visibility[participant.pk] = kind != AccessKind.GUIDE and participant in scored
    if None in people:
        visibility[None] = _shows_score(kind, user, screening_round, None)
    return visibility


def is_open(
    *,
    user: AbstractBaseUser,
    screening_round: ScreeningRound,
    participant: Participant | None,
    kind: AccessKind,
    now: datetime,
) -> bool:
    """Return whether an earlier entry still lasts and showed as much as this one would.

    `participant` None: the list.
    """
    lasting = _since_newest_submission(
        AccessLogEntry.objects.filter(
            cohort_id=screening_round.pk,
            user=user,
            participant=participant,
            kind=kind,
            ends_at__gt=now,
        )
    )
    if _shows_score(kind, user, screening_round, participant):
        lasting = lasting.filter(shows_score=True)
    return lasting.exists()


def _since_newest_submission(
    entries: QuerySet[AccessLogEntry],
) -> QuerySet[AccessLogEntry]:
    """Leave out entries before an applicant's newest submission, which they did not
    open.
    """
    newer = Attempt.objects.filter(
        participant=OuterRef("participant"), submitted_at__gt=OuterRef("opened_at")
    )
    return entries.filter(~Exists(newer))


def _shows_score(
    kind: AccessKind,
    user: AbstractBaseUser,
    screening_round: ScreeningRound,
    participant: Participant | None,
) -> bool:
    if kind == AccessKind.GUIDE:
        # A guide has single rows and no score.
        return False
    return score_visibility.may_see_score(
        user=user, screening_round=screening_round, participant=participant
    )


# --- reading the log ------------------------------------------------------------------
def has_seen_score(
    user: AbstractBaseUser, participant: Participant, now: datetime
) -> bool:
    """Return whether somebody of HR has opened the applicant's score, on the
    applicant's page or in the list.
    """
    submitted_at = _first_submitted_at(participant)
    if submitted_at is None:
        return False
    on_page = Q(participant=participant, opened_at__gte=submitted_at)
    in_list = Q(participant=None)
    return (
        entries_about(participant)
        .filter(on_page | in_list)
        .filter(user=user, shows_score=True, opened_at__lte=now)
        .exists()
    )


def entries_about(participant: Participant) -> QuerySet[AccessLogEntry]:
    """Return entries of this applicant, and of the list while it had their result.

    The newest comes first.
    """
    about = Q(participant=participant)
    submitted_at = _first_submitted_at(participant)
    if submitted_at:
        with_their_result = Q(participant=None, ends_at__gt=submitted_at)
        withdrawn_at = participant.application.withdrawn_at
        if withdrawn_at:
            with_their_result &= Q(opened_at__lte=withdrawn_at)
        about |= with_their_result
    return (
        AccessLogEntry.objects.filter(about, cohort_id=participant.cohort_id)
        .select_related("user")
        .order_by("-opened_at", "-pk")
    )


@dataclass(frozen=True)
class ShownEntry:
    """An entry as the applicant reads it; `kind` in words.

    Until `ends_at` the same person could look again without another entry.
    """

    opened_by: str
    kind: str
    opened_at: datetime
    ends_at: datetime
    shows_score: bool


def entries_shown_to(participant: Participant) -> list[ShownEntry]:
    """Return what an applicant reads of who opened their answers."""
    submitted_at = _first_submitted_at(participant)
    shown = []
    for entry in entries_about(participant):
        is_of_applicant = entry.participant_id is not None
        has_answers = submitted_at is not None and entry.opened_at >= submitted_at
        if is_of_applicant and not has_answers:
            kind = _("your page, before you had submitted anything")
            shows_score = False
        else:
            kind = entry.get_kind_display()
            shows_score = entry.shows_score
        shown_entry = ShownEntry(
            opened_by=name_of(entry.user),
            kind=kind,
            opened_at=entry.opened_at,
            ends_at=entry.ends_at,
            shows_score=shows_score,
        )
        shown.append(shown_entry)
    return shown


def _first_submitted_at(participant: Participant) -> datetime | None:
    first = participant.attempts.submitted().order_by("ordinal").first()
    return first.submitted_at if first else None
