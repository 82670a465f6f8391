"""Put people on the list of a cohort or round before they come, each once."""

import secrets
from collections.abc import Iterable
from datetime import datetime
from typing import Protocol, TypeVar

from assessments.groups import counters
from assessments.models import Cohort, Participant


class ListEntry(Protocol):
    """A person to be listed. Entries with the same `key` are the same person."""

    @property
    def name(self) -> str: ...

    @property
    def number(self) -> str: ...

    @property
    def key(self) -> str: ...


Entry = TypeVar("Entry", bound=ListEntry)


def listed_keys(cohort: Cohort) -> set[str]:
    """Return the keys of everybody who is on the list already."""
    listed = cohort.participants.exclude(list_key="")
    return set(listed.values_list("list_key", flat=True))


def add_to_list(
    *, cohort: Cohort, entries: Iterable[Entry], now: datetime
) -> list[tuple[Entry, Participant]]:
    """Make a participant for each new entry and count them.

    Call it within a transaction that holds the cohort's lock (`Cohort.objects.lock`),
    so that nobody is listed twice. Returns the new entries with their participants.
    """
    known_keys = listed_keys(cohort)
    new_entries = {entry.key: entry for entry in entries if entry.key not in known_keys}

    participants = []
    for entry in new_entries.values():
        participant = Participant(
            cohort_id=cohort.pk,
            purpose=cohort.purpose,
            state=Participant.State.LISTED,
            name=entry.name,
            number=entry.number,
            list_key=entry.key,
            start_nonce=f"listed-{secrets.token_urlsafe(18)}",
            created_at=now,
        )
        participants.append(participant)
    participants = Participant.objects.bulk_create(participants)

    counters.add_participants(cohort, Participant.State.LISTED, len(participants))
    return list(zip(new_entries.values(), participants, strict=True))
