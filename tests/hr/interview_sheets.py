"""An interviewer's ratings: saved at once, or as the interview guide posts them."""

from django.utils import timezone

from assessments.screening import interview_ratings
from tests.factories import CORE_SLUGS


def save_ratings(person, user, values=(4, 4, 4, 4), note="", now=None):
    """Save the interviewer's sheet; core questions without a value are left out."""
    ratings = dict(zip(CORE_SLUGS, values, strict=False))
    notes = {}
    if note:
        notes = {slug: f"{note} on {slug}" for slug in ratings}
    return interview_ratings.save_sheet(
        participant=person,
        interviewer=user,
        values=ratings,
        notes=notes,
        note=note,
        now=now or timezone.now(),
    )


def sheet_form(values=(4, 4, 4, 4), **changes):
    """Return what the interview guide posts."""
    form = {}
    for slug, value in zip(CORE_SLUGS, values, strict=False):
        form[f"value-{slug}"] = value
    return form | changes
