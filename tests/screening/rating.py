"""Applicants whose core questions somebody of HR rates."""

from assessments.screening import interview_ratings
from tests.factories import CORE_SLUGS, DOMAINS, make_core_competency
from tests.screening.deciding import NOW

ALL_RATED = dict(zip(CORE_SLUGS, (1, 2, 4, 5), strict=True))


def make_core_questions():
    """Make the usual questions, one a domain."""
    competencies = []
    for slug, domain in zip(CORE_SLUGS, DOMAINS, strict=True):
        competencies.append(make_core_competency(slug, domain))
    return competencies


def save_sheet(person, user, values=ALL_RATED, *, notes=None, note="", now=NOW):
    return interview_ratings.save_sheet(
        participant=person,
        interviewer=user,
        values=values,
        notes=notes or {},
        note=note,
        now=now,
    )


def rate(person, user, now=NOW):
    """Rate one core question."""
    return save_sheet(person, user, {"accountability": 4}, now=now)
