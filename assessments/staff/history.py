"""The history of a cohort or a round in the admin: what was done, by whom and when.

A line stores a code with its numbers, and is worded in the reader's language. No line
holds a name or an address of a participant.
"""

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import ClassVar, Self

from django.contrib.admin.models import CHANGE, LogEntry
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assessments.models import DocumentArchive, Mailing
from assessments.staff import history_of_settings


@dataclass(frozen=True)
class Event:
    """Something done to a cohort or round.

    `code` and the field names are stored: never rename them.
    """

    code: ClassVar[str]
    sentence: ClassVar[Promise]

    def in_words(self) -> str:
        return self.sentence % self.placeholders()

    def placeholders(self) -> dict:
        """Return the values for the placeholders of `sentence`."""
        return asdict(self)


# --- what is done to cohorts and rounds ---------------------------------------------------------------
@dataclass(frozen=True)
class Closed(Event):
    code = "closed"
    sentence = _("Closed: %(at)s UTC")
    at: str

    @classmethod
    def at_time(cls, now: datetime) -> Self:
        return cls(at=f"{now:%Y-%m-%d %H:%M}")


@dataclass(frozen=True)
class Reopened(Event):
    code = "reopened"
    sentence = _("Opened, without a closing time")


@dataclass(frozen=True)
class LinksDownloaded(Event):
    code = "links_downloaded"
    sentence = _("Personal links downloaded: %(number)s")
    number: int


# --- what is done to cohorts --------------------------------------------------------------------------
@dataclass(frozen=True)
class LearnersListed(Event):
    code = "learners_listed"
    sentence = _("Listed learners: %(new)s new, %(known)s listed before")
    new: int
    known: int


@dataclass(frozen=True)
class LinkRenewed(Event):
    code = "link_renewed"
    sentence = _("New personal link for learner %(learner)s")
    learner: int


@dataclass(frozen=True)
class FileDownloaded(Event):
    code = "file_downloaded"
    sentence = _("Downloaded %(name)s")
    name: str


@dataclass(frozen=True)
class ResultsDownloaded(Event):
    code = "results_downloaded"
    sentence = _("Downloaded %(name)s: %(lines)s lines")
    name: str
    lines: int


# --- what is done to rounds ---------------------------------------------------------------------------
@dataclass(frozen=True)
class ApplicantsInvited(Event):
    code = "applicants_invited"
    sentence = _("Invited applicants: %(new)s new, %(known)s invited before")
    new: int
    known: int


@dataclass(frozen=True)
class LinksShown(Event):
    code = "links_shown"
    sentence = _("Personal links shown: %(number)s")
    number: int


@dataclass(frozen=True)
class LettersQueued(Event):
    code = "letters_queued"
    sentence = _("Letters to be sent (%(kind)s): %(number)s")
    kind: str
    number: int

    def placeholders(self) -> dict:
        return asdict(self) | {"kind": Mailing.Kind(self.kind).label}


@dataclass(frozen=True)
class SendingPaused(Event):
    code = "sending_paused"
    sentence = _("Sending paused: mailing %(mailing)s")
    mailing: int


@dataclass(frozen=True)
class SendingResumed(Event):
    code = "sending_resumed"
    sentence = _("Sending resumed: mailing %(mailing)s")
    mailing: int


@dataclass(frozen=True)
class AddressCorrected(Event):
    code = "address_corrected"
    sentence = _("Address corrected: applicant %(applicant)s")
    applicant: int


@dataclass(frozen=True)
class AttemptAllowed(Event):
    code = "attempt_allowed"
    sentence = _("Another attempt allowed: applicant %(applicant)s")
    applicant: int


@dataclass(frozen=True)
class PapersEvent(Event):
    """What the events about an archive of papers share; no event by itself."""

    kind: str

    def placeholders(self) -> dict:
        return {"kind": DocumentArchive.Kind(self.kind).label}


@dataclass(frozen=True)
class PapersOrdered(PapersEvent):
    code = "papers_ordered"
    sentence = _("Ordered: papers, %(kind)s")


@dataclass(frozen=True)
class PapersDownloaded(PapersEvent):
    code = "papers_downloaded"
    sentence = _("Downloaded: papers, %(kind)s")


@dataclass(frozen=True)
class DecisionsDownloaded(Event):
    code = "decisions_downloaded"
    sentence = _("Downloaded: decision %(name)s")
    name: str


@dataclass(frozen=True)
class Concluded(Event):
    code = "concluded"
    sentence = _("Concluded: outcomes by group counted once")


EVENT_CLASSES: tuple[type[Event], ...] = (
    Closed,
    Reopened,
    LinksDownloaded,
    LearnersListed,
    LinkRenewed,
    FileDownloaded,
    ResultsDownloaded,
    ApplicantsInvited,
    LinksShown,
    LettersQueued,
    SendingPaused,
    SendingResumed,
    AddressCorrected,
    AttemptAllowed,
    PapersOrdered,
    PapersDownloaded,
    DecisionsDownloaded,
    Concluded,
)
EVENTS = {event_class.code: event_class for event_class in EVENT_CLASSES}


# --- storing and wording ------------------------------------------------------------------------------
def record(request, group, event: Event) -> None:
    """Add a line about `event` to the history of `group`, by the signed-in user."""
    stored = json.dumps({"event": event.code, **asdict(event)})
    LogEntry.objects.log_actions(
        request.user.pk, [group], CHANGE, change_message=stored, single_object=True
    )


def describe_entry(entry: LogEntry) -> str:
    """Return what a line says, in the current language.

    Until November 2026 lines were stored as plain text; those are returned unchanged.
    """
    try:
        stored = json.loads(entry.change_message)
    except json.JSONDecodeError:
        return entry.get_change_message()
    if isinstance(stored, list):
        return history_of_settings.describe_changes(stored, entry)
    if isinstance(stored, dict) and stored.get("event") in EVENTS:
        return _event_of(stored).in_words()
    return entry.get_change_message()


def _event_of(stored: dict) -> Event:
    values = dict(stored)
    event_class = EVENTS[values.pop("event")]
    return event_class(**values)
