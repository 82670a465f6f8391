"""Writing a round's log: the only writer of decisions, and of the stage they put an
applicant in.

A line is never changed; a correction is a new one. Each write locks its round first, so
that two at once get places one after the other and the later knows of the earlier. How
lines are chained says `hash_chain`; how they are read, `decision_log`.
"""

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from assessments.files.invisible_characters import visible_text
from assessments.groups.used_form import UsedForm
from assessments.models import (
    Application,
    Cohort,
    Decision,
    DeclaredGroups,
    DocumentArchive,
    Participant,
    Purpose,
    Stage,
)
from assessments.screening import access_log, hash_chain
from assessments.screening.stages import current_decisions, entries_about

LEAST_TEXT = 30
# What the log takes. HR's form asks for less (`hr.applicants.forms.DecisionForm`).
MOST_TEXT = 4000


class Withdrew(Exception):
    """The applicant withdrew: HR sees them no more and decides nothing more."""


class NotInvited(Exception):
    """The participant is not an applicant of a screening round."""


class Unacceptable(Exception):
    """What was given in `field` cannot be recorded."""

    field = ""


class UnknownStage(Unacceptable):
    field = "stage"


class UnknownReason(Unacceptable):
    field = "reason"


class TextLength(Unacceptable):
    """Fewer than `LEAST_TEXT` visible characters, or more than `MOST_TEXT`."""

    field = "text"


class UnknownEvidence(Unacceptable):
    """No kind of evidence, or the same one twice."""

    field = "evidence"


class NothingBesideScore(Unacceptable):
    """The score by itself decides nothing."""

    field = "evidence"


class NotTheirEntry(Unacceptable):
    """Only a decision about the same applicant can be corrected."""

    field = "corrects"


# --- decisions ------------------------------------------------------------------------
@transaction.atomic
def record(
    *,
    participant: Participant,
    user: AbstractBaseUser,
    stage: str,
    reason: str,
    text: str,
    evidence: Sequence[str],
    nonce: str,
    now: datetime,
    corrects: int | None = None,
) -> Decision:
    """Write what a user decided about an applicant, and put the applicant in the stage.

    Idempotent: the form's nonce. `corrects` is the sequence of an earlier entry about
    the applicant. Raises an `Unacceptable`, `NotInvited`, `Withdrew`, or `UsedForm`.
    """
    content = _validated(stage, reason, text, evidence)
    content["corrects"] = corrects
    application = _locked_application(participant)
    if application.withdrawn_at:
        raise Withdrew

    recorded = Decision.objects.filter(nonce=nonce).first()
    if recorded:
        if not _is_same_decision(recorded, participant, user, content):
            raise UsedForm
        return recorded

    earlier = list(entries_about(participant).values_list("sequence", flat=True))
    if corrects is not None and corrects not in earlier:
        raise NotTheirEntry
    content["applicant"] = str(participant.public_id)
    content["follows"] = earlier[-1] if earlier else None
    content["score_seen"] = access_log.has_seen_score(user, participant, now)

    decision = _append(
        participant.cohort_id,
        Decision.Kind.DECISION,
        now,
        content=content,
        participant=participant,
        made_by=user,
        nonce=nonce,
    )
    _update_stage(application)
    return decision


def _validated(
    stage: str, reason: str, text: str, evidence: Sequence[str]
) -> dict[str, Any]:
    """Return what was decided in the shape it is stored in. Raises an `Unacceptable`."""
    if stage not in Stage.values:
        raise UnknownStage
    if reason not in Decision.Reason.values:
        raise UnknownReason
    stripped = text.strip()
    if len(visible_text(text)) < LEAST_TEXT or len(stripped) > MOST_TEXT:
        raise TextLength

    known_evidence = [kind for kind in Decision.Evidence.values if kind in evidence]
    if len(known_evidence) != len(evidence):
        raise UnknownEvidence
    if not set(known_evidence) - {Decision.Evidence.SCORE}:
        raise NothingBesideScore

    return {
        "stage": str(stage),
        "reason": str(reason),
        "text": stripped,
        "evidence": known_evidence,
    }


def _is_same_decision(
    recorded: Decision,
    participant: Participant,
    user: AbstractBaseUser,
    content: dict[str, Any],
) -> bool:
    if recorded.participant_id != participant.pk or recorded.made_by_id != user.pk:
        return False
    return all(recorded.content[name] == value for name, value in content.items())


def _update_stage(application: Application) -> None:
    entries = entries_about(application.participant)
    newest = current_decisions(entries)[-1]
    application.stage = newest.content["stage"]
    application.stage_changed_at = newest.made_at
    application.save(update_fields=["stage", "stage_changed_at"])


# --- withdrawing and erasing ----------------------------------------------------------
@transaction.atomic
def note_withdrawal(*, participant: Participant, now: datetime) -> bool:
    """Write that an applicant took the agreement back; HR sees them no more.

    What they declared of their groups goes as well: they are no longer among those the
    round chose from. Returns False if they had withdrawn already. Raises `NotInvited`.
    """
    application = _locked_application(participant)
    if application.withdrawn_at:
        return False

    _append(application.cohort_id, Decision.Kind.WITHDRAWN, now)
    _delete_unlinked_data(application)
    application.withdrawn_at = now
    application.declared_groups_key = None
    application.save(update_fields=["withdrawn_at", "declared_groups_key"])
    return True


def erase_decision_content(*, participant: Participant, now: datetime) -> None:
    """Leave the lines about an applicant, who is being erased, without content.

    One line more says how many they are, so that no other can be emptied unnoticed. The
    round is locked by the caller (`lock_round`).
    """
    if participant.purpose != Purpose.APPLICATION:
        return

    removed = entries_about(participant).update(content=None, salt="", participant=None)
    _append(
        participant.cohort_id,
        Decision.Kind.ERASED,
        now,
        content=hash_chain.erasure_content(removed),
    )
    for application in Application.objects.filter(participant=participant):
        _delete_unlinked_data(application)


def _delete_unlinked_data(application: Application) -> None:
    """Delete declared groups and archives: without a foreign key, no cascade does."""
    DeclaredGroups.objects.filter(key=application.declared_groups_key).delete()
    DocumentArchive.objects.filter(cohort=application.cohort_id).delete()


# --- what every write does ------------------------------------------------------------
def lock_round(participant: Participant) -> None:
    """Lock an applicant's round, which comes before their own row: the order everywhere.

    Does nothing for participants who are no applicants.
    """
    if participant.purpose == Purpose.APPLICATION:
        Cohort.objects.lock(participant.cohort_id)


def _locked_application(participant: Participant) -> Application:
    lock_round(participant)
    application = (
        Application.objects.select_related("participant")
        .filter(participant=participant)
        .first()
    )
    if application is None:
        raise NotInvited
    return application


def _append(
    round_id: int,
    kind: Decision.Kind,
    now: datetime,
    *,
    content: dict[str, Any] | None = None,
    participant: Participant | None = None,
    made_by: AbstractBaseUser | None = None,
    nonce: str = "",
) -> Decision:
    """Write the next line of a log whose round is locked."""
    last = Decision.objects.filter(cohort=round_id).order_by("sequence").last()
    line = Decision(
        cohort_id=round_id,
        sequence=last.sequence + 1 if last else 1,
        kind=kind,
        made_at=now,
        made_by=made_by,
        participant=participant,
        content=content,
        nonce=nonce or secrets.token_urlsafe(24),
    )
    if content is not None:
        line.salt = secrets.token_hex(32)
        line.digest = hash_chain.content_digest(line.salt, content)
    line.chained = hash_chain.line_hash(
        previous=last.chained if last else "",
        round_id=round_id,
        sequence=line.sequence,
        kind=str(kind),
        made_at=now,
        made_by=line.made_by_id,
        digest=line.digest,
    )
    line.save(force_insert=True)
    return line
