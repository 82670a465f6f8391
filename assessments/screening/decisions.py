"""A round's log: the only writer of decisions, and of the stage they put an applicant
in.

A line is never changed; a correction is a new one. Each write locks its round first, so
that two at once get places one after the other and the later knows of the earlier. How
lines are chained: `decision_chain`.
"""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from assessments.files.invisible_characters import visible_text
from assessments.groups.staff_names import name_of
from assessments.groups.used_form import UsedForm
from assessments.models import (
    Application,
    Cohort,
    Decision,
    DeclaredGroups,
    DocumentArchive,
    Participant,
    Purpose,
    ScreeningRound,
    Stage,
)
from assessments.screening import access_log, hash_chain
from assessments.screening.hash_chain import ChainLine, Fault

LEAST_TEXT = 30
MOST_TEXT = 4000


class Withdrew(Exception):
    """HR's view of somebody who withdrew has ended; nothing is decided about them any
    more.
    """


class NotInvited(Exception):
    """Decisions are about applicants of a screening round."""


class Unacceptable(Exception):
    """What was said in `field` cannot be recorded."""

    field = ""


class UnknownStage(Unacceptable):
    field = "stage"


class UnknownReason(Unacceptable):
    field = "reason"


class TextLength(Unacceptable):
    """Not between `LEAST_TEXT` (of its `visible_text`) and `MOST_TEXT`
    characters.
    """

    field = "text"


class UnknownEvidence(Unacceptable):
    """Or the same twice."""

    field = "evidence"


class NothingBesideScore(Unacceptable):
    """The score decides nothing by itself."""

    field = "evidence"


class NotTheirEntry(Unacceptable):
    """Only a decision about the same applicant can be corrected."""

    field = "corrects"


# --- writing ------------------------------------------------------------------------------------------
@transaction.atomic
def record(
    *,
    participant: Participant,
    user: Any,
    stage: str,
    reason: str,
    text: str,
    evidence: Sequence[str],
    nonce: str,
    now: datetime,
    corrects: int | None = None,
) -> Decision:
    """What this user decided about an applicant; the same entry for a second press.
    `corrects`: a sequence.

    Raises an `Unacceptable`, `NotInvited`, `Withdrew`, or `UsedForm`.
    """
    said = _said(stage, reason, text, evidence)
    application = _locked_application(participant)
    if application.withdrawn_at:
        raise Withdrew
    if known := Decision.objects.filter(nonce=nonce).first():
        return _same_press(known, participant, user, said | {"corrects": corrects})
    content = said | _ties(participant, corrects)
    content["score_seen"] = access_log.has_seen_score(user, participant, now)
    who = {
        "participant": participant,
        "made_by": user,
        "content": content,
        "nonce": nonce,
    }
    made = _append(participant.cohort_id, Decision.Kind.DECISION, now, **who)
    _put_stage(application)
    return made


def _said(
    stage: str, reason: str, text: str, evidence: Sequence[str]
) -> dict[str, Any]:
    if stage not in Stage.values:
        raise UnknownStage
    if reason not in Decision.Reason.values:
        raise UnknownReason
    if len(visible_text(text)) < LEAST_TEXT or len(text.strip()) > MOST_TEXT:
        raise TextLength
    return {
        "stage": str(stage),
        "reason": str(reason),
        "text": text.strip(),
        "evidence": _evidence(evidence),
    }


def _evidence(evidence: Sequence[str]) -> list[str]:
    """In the order of the choices."""
    named = [each for each in Decision.Evidence.values if each in evidence]
    if len(named) != len(evidence):
        raise UnknownEvidence
    if not set(named) - {Decision.Evidence.SCORE}:
        raise NothingBesideScore
    return named


def _ties(participant: Participant, corrects: int | None) -> dict[str, Any]:
    """To the applicant and to earlier entries about them, by sequence."""
    entries = list(_entries(participant).values_list("sequence", flat=True))
    if corrects is not None and corrects not in entries:
        raise NotTheirEntry
    return {
        "applicant": str(participant.public_id),
        "corrects": corrects,
        "follows": entries[-1] if entries else None,
    }


def _same_press(
    known: Decision, participant: Participant, user: Any, given: dict[str, Any]
) -> Decision:
    if (known.participant_id, known.made_by_id) != (participant.pk, user.pk):
        raise UsedForm
    if known.content | given != known.content:
        raise UsedForm
    return known


def _append(round_id: int, kind: str, now: datetime, **facts: Any) -> Decision:
    """To a log whose round is locked."""
    last = Decision.objects.filter(cohort=round_id).order_by("sequence").last()
    line = Decision(
        cohort_id=round_id,
        sequence=last.sequence + 1 if last else 1,
        kind=kind,
        made_at=now,
        **facts,
    )
    line.nonce = line.nonce or secrets.token_urlsafe(24)
    if line.content is not None:
        line.salt = secrets.token_hex(32)
        line.digest = hash_chain.content_digest(line.salt, line.content)
    line.chained = hash_chain.line_hash(
        previous=last.chained if last else "",
        round_id=round_id,
        sequence=line.sequence,
        kind=str(line.kind),
        made_at=now,
        made_by=line.made_by_id,
        digest=line.digest,
    )
    line.save(force_insert=True)
    return line


def _put_stage(application: Application) -> None:
    newest = in_force(_entries(application.participant))[-1]
    application.stage = newest.content["stage"]
    application.stage_changed_at = newest.made_at
    application.save(update_fields=["stage", "stage_changed_at"])


@transaction.atomic
def note_withdrawal(*, participant: Participant, now: datetime) -> bool:
    """An applicant takes the agreement back: HR sees them no more. Whether that was so
    only now.

    What they said of their groups goes as well: they are no longer among those the
    round chose from.
    """
    application = _locked_application(participant)
    if application.withdrawn_at:
        return False
    _append(application.cohort_id, Decision.Kind.WITHDRAWN, now)
    _forget_what_hangs_on(application)
    application.withdrawn_at = now
    application.declared_groups_key = None
    application.save(update_fields=["withdrawn_at", "declared_groups_key"])
    return True


def forget(*, participant: Participant, now: datetime) -> None:
    """Called while an applicant, whose round is locked (`lock_round`), is erased:
    leaves lines without content.

    One more says how many they are, so that no other can be emptied unnoticed.
    """
    if participant.purpose != Purpose.APPLICATION:
        return
    removed = _entries(participant).update(content=None, salt="", participant=None)
    _append(
        participant.cohort_id,
        Decision.Kind.ERASED,
        now,
        content=hash_chain.erasure_content(removed),
    )
    for application in Application.objects.filter(participant=participant):
        _forget_what_hangs_on(application)


def _forget_what_hangs_on(application: Application) -> None:
    """Without a key of its own to the applicant, so that no cascade finds it."""
    DeclaredGroups.objects.filter(key=application.declared_groups_key).delete()
    DocumentArchive.objects.filter(cohort=application.cohort_id).delete()


def lock_round(participant: Participant) -> None:
    """Before the applicant's own row: the order of locks everywhere. Nothing for others
    than applicants.
    """
    if participant.purpose == Purpose.APPLICATION:
        Cohort.objects.lock(participant.cohort_id)


def _locked_application(participant: Participant) -> Application:
    lock_round(participant)
    found = (
        Application.objects.select_related("participant")
        .filter(participant=participant)
        .first()
    )
    if found is None:
        raise NotInvited
    return found


# --- reading ------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class LogLine:
    """`content` and `participant` are None where nobody may read them: erased,
    withdrawn, or nothing was decided.
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
        return (
            [Decision.Evidence(each).label for each in self.content["evidence"]]
            if self.content
            else []
        )


def log_of(screening_round: ScreeningRound) -> list[LogLine]:
    """As HR may read it."""
    return [_readable(line) for line in lines_of(screening_round)]


def history_of(participant: Participant) -> list[LogLine]:
    """Everything decided about one person, for whoever may see the person."""
    return [
        _line(entry, entry.content, participant)
        for entry in _entries(participant).select_related("made_by")
    ]


def lines_of(screening_round: ScreeningRound) -> QuerySet[Decision]:
    related = ("made_by", "participant__application")
    return (
        Decision.objects.filter(cohort=screening_round)
        .select_related(*related)
        .order_by("sequence")
    )


def may_be_read(line: Decision) -> bool:
    """Whether HR may read its content."""
    return (
        line.participant is not None
        and line.participant.application.withdrawn_at is None
    )


def _readable(line: Decision) -> LogLine:
    return (
        _line(line, line.content, line.participant)
        if may_be_read(line)
        else _line(line, None, None)
    )


def _line(
    line: Decision, content: dict[str, Any] | None, participant: Participant | None
) -> LogLine:
    return LogLine(
        line.sequence,
        line.kind,
        line.made_at,
        name_of(line.made_by),
        content,
        participant,
        line.made_by_id,
    )


def _entries(participant: Participant) -> QuerySet[Decision]:
    return Decision.objects.filter(
        participant=participant, kind=Decision.Kind.DECISION
    ).order_by("sequence")


def in_force(entries: Iterable[Decision]) -> list[Decision]:
    """Of one applicant's entries, in order: a correction stands in the place of what it
    corrects, the newest there.
    """
    places: dict[int | None, int] = {}
    standing: dict[int, Decision] = {}
    for entry in entries:
        place = places.get(entry.content["corrects"], entry.sequence)
        places[entry.sequence] = place
        standing[place] = entry
    return [standing[place] for place in sorted(standing)]


def in_force_by_person(screening_round: ScreeningRound) -> dict[int, list[Decision]]:
    """Of everybody who is still there, by participant."""
    entries: dict[int, list[Decision]] = {}
    for entry in (
        screening_round.decisions.filter(kind=Decision.Kind.DECISION)
        .exclude(participant=None)
        .order_by("sequence")
    ):
        entries.setdefault(entry.participant_id, []).append(entry)
    return {person: in_force(own) for person, own in entries.items()}


# --- verifying ----------------------------------------------------------------------------------------
def faults_of(screening_round: ScreeningRound) -> list[Fault]:
    return hash_chain.find_faults(
        screening_round.pk, map(_chain_line, lines_of(screening_round))
    )


@transaction.atomic
def misplaced(screening_round: ScreeningRound) -> list[int]:
    """Ids of participants who are not in the stage that the newest entry in force says.
    The log must hold.
    """
    # Or a decision that is just made would have its entry read, and not its stage.
    Cohort.objects.lock(screening_round.pk)
    said = {
        person: entries[-1].content["stage"]
        for person, entries in in_force_by_person(screening_round).items()
    }
    stages = (
        Application.objects.filter(cohort=screening_round)
        .order_by("participant")
        .values_list("participant", "stage")
    )
    return [person for person, stage in stages if stage != said.get(person, "")]


def hashes_of(round_id: int) -> dict[int, str]:
    """Sequence → hash, to be compared with what was kept elsewhere."""
    return dict(
        Decision.objects.filter(cohort=round_id).values_list("sequence", "chained")
    )


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
