"""Applicants about whom somebody of HR decides."""

from datetime import UTC, datetime
from itertools import count

from assessments.screening import decisions
from tests.staff_factories import make_person

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
TEXT = "Answered three customer letters well in the interview."
_numbers = count(1)


def decide(
    participant,
    user=None,
    *,
    stage="interview",
    reason="experience",
    text=TEXT,
    evidence=("application",),
    corrects=None,
    nonce=None,
    now=NOW,
):
    """A decision about an applicant, by somebody else each time unless named."""
    return decisions.record(
        participant=participant,
        user=user or make_person(f"hr-{next(_numbers)}"),
        stage=stage,
        reason=reason,
        text=text,
        evidence=evidence,
        corrects=corrects,
        nonce=nonce or f"decision-{next(_numbers)}",
        now=now,
    )
