"""Applicants about whom somebody of HR decides."""

from datetime import UTC, datetime
from itertools import count

from assessments.screening import decisions
from tests.staff_factories import make_person

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
TEXT = "Answered three customer letters well in the interview."
_numbers = count(1)


def decide(participant, user=None, **changes):
    facts = {
        "stage": "interview",
        "reason": "experience",
        "text": TEXT,
        "evidence": ["application"],
        "now": NOW,
    }
    facts |= {
        "nonce": f"decision-{next(_numbers)}",
        "user": user or make_person(f"hr-{next(_numbers)}"),
    }
    return decisions.record(participant=participant, **(facts | changes))
