"""Page through the people of a cohort or round by name.

Pages follow an index and count nothing, so that the last page costs what the first does.
"""

from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db.models import Q, QuerySet

from assessments.models import Cohort, Participant

PAGE_SIZE = 100
# Our ids have fewer digits; Python refuses to read numbers of thousands of them.
LONGEST_ID = 19


Person = TypeVar("Person")


@dataclass(frozen=True)
class Page(Generic[Person]):
    """`after` is the id that leads to the next page; None on the last page."""

    people: list[Person]
    after: int | None


def page_by_name(
    cohort: Cohort,
    participants: QuerySet[Participant],
    *,
    after: str = "",
    size: int = PAGE_SIZE,
) -> Page[Participant]:
    """Return the page of these participants of `cohort` behind the id `after`."""
    following = _following(cohort, participants, after).order_by("name", "pk")
    read = list(following[: size + 1])
    shown = read[:size]
    has_more = len(read) > size
    return Page(shown, shown[-1].pk if has_more else None)


def parse_id(text: str) -> int | None:
    """Read an id from an address; None for text that can be no id."""
    if text.isdecimal() and len(text) < LONGEST_ID:
        return int(text)
    return None


def _following(
    cohort: Cohort, participants: QuerySet[Participant], after: str
) -> QuerySet[Participant]:
    """Narrow to those behind `after`; all of them if that person has been erased."""
    last_id = parse_id(after)
    if last_id is None:
        return participants
    last_shown = cohort.participants.filter(pk=last_id).values_list("name", flat=True)
    name = last_shown.first()
    if name is None:
        return participants
    return participants.filter(Q(name__gt=name) | Q(name=name, pk__gt=last_id))
