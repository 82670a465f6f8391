"""Who of HR looked at what of an applicant. Opening is a POST that leaves a line here;
reading then lasts a while.

The applicant sees these lines. They also say whether somebody could have known a score
before deciding or rating.
"""

from collections.abc import Iterable
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
    CohortStaff,
    InterviewSheet,
    Participant,
    ScreeningRound,
)

LASTS = timedelta(hours=1)
AccessKind = AccessLogEntry.Kind
STILL_SEEN = {"application__withdrawn_at": None, "application__isnull": False}


@transaction.atomic
def open_for(
    *,
    user: AbstractBaseUser,
    screening_round: ScreeningRound,
    people: list[Participant | None],
    kind: AccessKind,
    now: datetime,
) -> None:
    """Notes a look at each of these people, or with None at the list; what is open
    already is not noted again.

    Nor is a look at whoever has withdrawn or erased everything since the page was made:
    there is nothing to see.
    """
    Cohort.objects.lock(screening_round.pk)
    lasting = _up_to_date(
        AccessLogEntry.objects.filter(
            cohort_id=screening_round.pk, user=user, kind=kind, ends_at__gt=now
        )
    )
    known = set(lasting.values_list("participant", "shows_score"))
    facts = {
        "cohort_id": screening_round.pk,
        "user": user,
        "kind": kind,
        "opened_at": now,
        "ends_at": now + LASTS,
    }
    AccessLogEntry.objects.bulk_create(
        AccessLogEntry(participant_id=pk, shows_score=shows, **facts)
        for pk, shows in _would_show(kind, user, screening_round, people)
        if not {(pk, shows), (pk, True)} & known
    )


def _would_show(
    kind: AccessKind,
    user: AbstractBaseUser,
    screening_round: ScreeningRound,
    people: list[Participant | None],
) -> list[tuple[int | None, bool]]:
    """Of those who are still there, and of the list (None): whether the score is shown."""
    there = list(
        Participant.objects.filter(
            pk__in=[each.pk for each in people if each], **STILL_SEEN
        )
    )
    seen = {
        person.pk
        for person in with_score(
            user=user, screening_round=screening_round, people=there
        )
        if kind != AccessKind.GUIDE
    }
    found: list[tuple[int | None, bool]] = [
        (person.pk, person.pk in seen) for person in there
    ]
    return (
        [*found, (None, _shows_score(kind, user, screening_round, None))]
        if None in people
        else found
    )


def is_open(
    *,
    user: AbstractBaseUser,
    screening_round: ScreeningRound,
    person: Participant | None,
    kind: AccessKind,
    now: datetime,
) -> bool:
    """Whether a look noted earlier still lasts, and showed as much as this one would."""
    found = AccessLogEntry.objects.filter(
        cohort_id=screening_round.pk,
        user=user,
        participant=person,
        kind=kind,
        ends_at__gt=now,
    )
    found = _up_to_date(found)
    if _shows_score(kind, user, screening_round, person):
        found = found.filter(shows_score=True)
    return found.exists()


def _up_to_date(looks: QuerySet[AccessLogEntry]) -> QuerySet[AccessLogEntry]:
    """Of looks at one applicant those since the newest submission: what came later was
    not opened by them.
    """
    newer = Attempt.objects.filter(
        participant=OuterRef("participant"), submitted_at__gt=OuterRef("opened_at")
    )
    return looks.filter(~Exists(newer))


def _shows_score(
    kind: AccessKind,
    user: AbstractBaseUser,
    screening_round: ScreeningRound,
    person: Participant | None,
) -> bool:
    """A guide has single rows and no score, whoever looks at it."""
    return kind != AccessKind.GUIDE and may_see_score(
        user=user, screening_round=screening_round, person=person
    )


def may_see_score(
    *,
    user: AbstractBaseUser,
    screening_round: ScreeningRound,
    person: Participant | None,
) -> bool:
    """In a round that hides scores, an interviewer sees one only after rating all core
    questions of that person.
    """
    if not hides_score_from(user, screening_round):
        return True
    return person is not None and has_rated(user, person)


def with_score(
    *,
    user: AbstractBaseUser,
    screening_round: ScreeningRound,
    people: Iterable[Participant],
) -> list[Participant]:
    """Those of them whose score this person may see, in the same order."""
    if not hides_score_from(user, screening_round):
        return list(people)
    rated = set(
        _sheets_rated(user)
        .filter(participant__cohort=screening_round.pk)
        .values_list("participant", flat=True)
    )
    return [person for person in people if person.pk in rated]


def hides_score_from(user: AbstractBaseUser, screening_round: ScreeningRound) -> bool:
    interviewers = screening_round.memberships.filter(
        user=user, role=CohortStaff.Role.INTERVIEWER
    )
    return screening_round.hides_score and interviewers.exists()


def has_rated(user: AbstractBaseUser, person: Participant) -> bool:
    return _sheets_rated(user).filter(participant=person).exists()


def _sheets_rated(user: AbstractBaseUser) -> QuerySet[InterviewSheet]:
    """This person's sheets with all core questions rated."""
    return InterviewSheet.objects.filter(interviewer=user, completed_at__isnull=False)


def has_seen_score(
    user: AbstractBaseUser, participant: Participant, now: datetime
) -> bool:
    """Whether this person of HR has had the applicant's score before them: on their
    page, or in the list.
    """
    first = _first_submission(participant)
    if first is None:
        return False
    at_person = Q(participant=participant, opened_at__gte=first)
    seen = of_applicant(participant).filter(at_person | Q(participant=None))
    return seen.filter(user=user, shows_score=True, opened_at__lte=now).exists()


def _first_submission(participant: Participant) -> datetime | None:
    first = participant.attempts.submitted().order_by("ordinal").first()
    return first and first.submitted_at


def of_applicant(participant: Participant) -> QuerySet[AccessLogEntry]:
    """Looks at this applicant, and at the list while it had their result; the newest
    first.
    """
    first = _first_submission(participant)
    own = Q(participant=participant)
    if first:
        own |= _at_list(first, participant.application.withdrawn_at)
    looks = AccessLogEntry.objects.filter(own, cohort_id=participant.cohort_id)
    return looks.select_related("user").order_by("-opened_at", "-pk")


def _at_list(since: datetime, until: datetime | None) -> Q:
    found = Q(participant=None, ends_at__gt=since)
    return found & Q(opened_at__lte=until) if until else found


@dataclass(frozen=True)
class Shown:
    """A look as the applicant reads it; `until`: how long it could last without another
    line.
    """

    who: str
    kind: str
    at: datetime
    until: datetime
    shows_score: bool


def shown_to(participant: Participant) -> list[Shown]:
    first = _first_submission(participant)
    return [_shown(look, first) for look in of_applicant(participant)]


def _shown(look: AccessLogEntry, first: datetime | None) -> Shown:
    """Before the first submission there was nothing of the answers to be seen."""
    is_early = look.participant_id is not None and (
        first is None or look.opened_at < first
    )
    what = (
        _("your page, before you had submitted anything")
        if is_early
        else look.get_kind_display()
    )
    shows_score = look.shows_score and not is_early
    return Shown(name_of(look.user), what, look.opened_at, look.ends_at, shows_score)
