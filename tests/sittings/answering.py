"""Make attempts that take more steps than `make_attempt`."""

from assessments.files.learner_lists import Line
from assessments.sittings import attempts, participants
from tests.staff_factories import NOW, make_attempt


def list_learner(cohort, name="Ada", number=""):
    line = Line(1, name, number)
    participants.list_learners(cohort=cohort, lines=[line], now=NOW)
    return cohort.participants.get(name=name, number=number)


def answer_again(attempt, answers="1111", *, language="en", now=NOW):
    """Submit the next attempt of the person who made this one."""
    draft = attempts.repeat(
        participant=attempt.participant, after=attempt.ordinal, now=now
    )
    changes = {row: int(digit) for row, digit in enumerate(answers, 1)}
    attempts.save(attempt=draft, changes=changes, language=language, now=now)
    return attempts.submit(attempt=draft, as_oneself=True, language=language, now=now)


def answer_in_two_languages(cohort, answers="5342", *, now=NOW):
    draft = make_attempt(cohort, answers, submitted=False, language="zh-hans", now=now)
    return attempts.submit(attempt=draft, as_oneself=True, language="en", now=now)
