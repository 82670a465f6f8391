"""Say what a cohort or round has promised to those who joined, and so may not change.

Whoever joined was told the questionnaire version, whether names are asked, how long
answers are kept, and how long after closing they may finish.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assessments.models import Cohort, Purpose

FIXED_ONCE_JOINED = ("questionnaire", "names_asked")


def broken_promises(
    cohort: Cohort, changes: Mapping[str, Any], now: datetime
) -> dict[str, Promise]:
    """Return field name → message for each change that would break a promise.

    `cohort` is the stored one, `changes` are field names with their new values. Lock
    the cohort before you ask, and until you have saved, or somebody joins in between.
    """
    broken: dict[str, Promise] = {}

    for field in FIXED_ONCE_JOINED:
        differs = field in changes and changes[field] != getattr(cohort, field)
        if differs and cohort.has_joined:
            broken[field] = _("Cannot be changed once somebody has joined.")

    months = changes.get("retention_months")
    is_longer = months is not None and months > cohort.retention_months
    if is_longer and cohort.has_joined:
        broken["retention_months"] = _(
            "People have joined with a shorter time: it can only get shorter."
        )

    minutes = changes.get("grace_minutes")
    if minutes is not None and minutes < cohort.grace_minutes:
        message = _why_time_to_finish_stays(cohort, now)
        if message:
            broken["grace_minutes"] = message

    return broken


def _why_time_to_finish_stays(cohort: Cohort, now: datetime) -> Promise | None:
    # Applicants are told this time in their invitation, learners when it begins.
    if cohort.purpose == Purpose.APPLICATION and cohort.has_joined:
        return _(
            "People have been invited with this time to finish: it can only get longer."
        )
    if cohort.state_at(now) == Cohort.State.GRACE:
        return _("People are finishing right now: it can only get longer.")
    return None
