"""Applicants whose core question somebody of HR rates."""

from assessments.screening import interview_ratings
from tests.screening.deciding import NOW


def rate(person, user, now=NOW):
    return interview_ratings.save_sheet(
        participant=person,
        interviewer=user,
        values={"accountability": 4},
        notes={},
        note="",
        now=now,
    )
