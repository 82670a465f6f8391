"""Reading a round's log of decisions: as HR may see it, and as a chain of hashes."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import QuerySet

from assessments.groups.staff_names import name_of
from assessments.models import Decision, Participant, ScreeningRound, Stage
from assessments.screening import hash_chain, score_visibility
from assessments.screening.hash_chain import ChainLine, Fault
from assessments.screening.stages import entries_about


@dataclass(frozen=True)
class LogLine:
    """A line as it may be read.

    `content` and `participant` are None where the applicant was erased or withdrew, and
    where nothing was decided.
    """

    sequence: int
    kind: str
    made_at: datetime
    made_by: str
    content: dict[str, Any] | None
    participant: Participant | None
    made_by_id: int | None

    @property
    def kind_in_words(self) -> str:
        return Decision.Kind(self.kind).label

    @property
    def stage(self) -> str:
        return Stage(self.content["stage"]).label if self.content else ""

    @property
    def reason(self) -> str:
        return Decision.Reason(self.content["reason"]).label if self.content else ""

    @property
    def evidence(self) -> list[str]:
        if self.content is None:
            return []
        return [Decision.Evidence(value).label for value in self.content["evidence"]]


# --- as HR reads it -------------------------------------------------------------------
def log_of(screening_round: ScreeningRound) -> list[LogLine]:
    """Return the whole log, without what was decided about people who withdrew."""
    lines = []
    for decision in stored_lines(screening_round):
        if may_be_read(decision):
            line = _log_line(decision, decision.content, decision.participant)
        else:
            line = _log_line(decision, content=None, participant=None)
        lines.append(line)
    return lines


def log_as_seen_by(
    user: AbstractBaseUser, screening_round: ScreeningRound
) -> list[LogLine]:
    """Return the log as this person of HR may read it now.

    What others decided, and why, would tell of a score that is still hidden from them.
    """
    lines = log_of(screening_round)
    people = {line.participant for line in lines if line.participant}
    with_score = set(
        score_visibility.with_visible_score(
            user=user, screening_round=screening_round, people=people
        )
    )

    visible = []
    for line in lines:
        is_hidden = line.participant is not None and line.participant not in with_score
        if is_hidden and line.made_by_id != user.pk:
            line = replace(line, content=None)
        visible.append(line)
    return visible


def history_of(participant: Participant) -> list[LogLine]:
    """Return everything decided about one person, for readers who may see the person."""
    entries = entries_about(participant).select_related("made_by")
    return [_log_line(entry, entry.content, participant) for entry in entries]


def stored_lines(screening_round: ScreeningRound) -> QuerySet[Decision]:
    """Return the log as it is stored; `may_be_read` says whose content HR may read."""
    return (
        Decision.objects.filter(cohort=screening_round.pk)
        .select_related("made_by", "participant__application")
        .order_by("sequence")
    )


def may_be_read(line: Decision) -> bool:
    """Return whether HR may read the content: not of people who withdrew."""
    return (
        line.participant is not None
        and line.participant.application.withdrawn_at is None
    )


def _log_line(
    decision: Decision,
    content: dict[str, Any] | None,
    participant: Participant | None,
) -> LogLine:
    return LogLine(
        sequence=decision.sequence,
        kind=decision.kind,
        made_at=decision.made_at,
        made_by=name_of(decision.made_by),
        content=content,
        participant=participant,
        made_by_id=decision.made_by_id,
    )


# --- as a chain -----------------------------------------------------------------------
def find_faults(screening_round: ScreeningRound) -> list[Fault]:
    lines = map(_chain_line, stored_lines(screening_round))
    return hash_chain.find_faults(screening_round.pk, lines)


def hashes_of(round_id: int) -> dict[int, str]:
    """Return sequence → hash, to be compared with what was kept elsewhere."""
    lines = Decision.objects.filter(cohort=round_id)
    return dict(lines.values_list("sequence", "chained"))


def _chain_line(line: Decision) -> ChainLine:
    return ChainLine(
        sequence=line.sequence,
        kind=line.kind,
        made_at=line.made_at,
        made_by=line.made_by_id,
        applicant=str(line.participant.public_id) if line.participant else None,
        content=line.content,
        salt=line.salt,
        digest=line.digest,
        chained=line.chained,
    )
