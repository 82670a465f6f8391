"""A cast of staff and attempts as they really come about: started, answered and
submitted through the domain code.
"""

from datetime import UTC, datetime
from types import SimpleNamespace
from uuid import uuid4

from django.contrib.auth import get_user_model

from assessments.models import CohortStaff, Questionnaire
from assessments.setup.roles import EDITOR, HR, TRAINER, ensure_roles
from assessments.sittings import attempts, participants
from tests.factories import make_cohort, make_level, make_questionnaire, make_user
from tests.screening_factories import make_round, put_on

NOW = datetime(2026, 5, 4, 8, 30, tzinfo=UTC)
PASSWORD = "a long test password"


def make_person(name, *roles, **changes):
    return make_user(get_user_model(), name, *roles, **changes)


def make_staff():
    """Everybody who may come to the admin, the cohort of `trainer`, and the round that
    `hr` leads.
    """
    ensure_roles()
    cast = SimpleNamespace(
        anonymous=None,
        plain=make_person("plain", is_staff=False),
        editor=make_person("editor", EDITOR),
        trainer=make_person("trainer", TRAINER),
        viewer=make_person("viewer", TRAINER),
        other_trainer=make_person("other_trainer", TRAINER),
        hr=make_person("hr", HR),
        interviewer=make_person("interviewer", HR),
        reader=make_person("reader", HR),
        other_hr=make_person("other_hr", HR),
        superuser=make_person("superuser", is_superuser=True),
    )
    cast.cohort = make_cohort(cast.trainer)
    CohortStaff.objects.create(cohort=cast.cohort, user=cast.viewer, role="viewer")
    # Put there by hand, past the form that offers trainers only: still no course cohort
    # for HR.
    CohortStaff.objects.create(cohort=cast.cohort, user=cast.hr, role="owner")
    cast.other_cohort = make_cohort(cast.other_trainer, title="Elsewhere")
    _make_rounds(cast)
    return cast


def _make_rounds(cast):
    cast.round = make_round(cast.hr)
    put_on(cast.round, cast.interviewer, "interviewer")
    put_on(cast.round, cast.reader, "reader")
    # Put there by hand, as HR on the cohort above.
    put_on(cast.round, cast.trainer, "lead")
    cast.other_round = make_round(cast.other_hr, title="Other round")


def make_attempt(
    cohort=None,
    answers="53421534",
    *,
    submitted=True,
    language="en",
    now=NOW,
    questionnaire=None,
    name="Learner",
):
    """One participant's first attempt; `answers` has a digit per row, 0 for a row left
    open.
    """
    questionnaire = (
        questionnaire
        or (cohort and cohort.questionnaire)
        or Questionnaire.objects.current()
    )
    questionnaire = questionnaire or make_questionnaire(rows=len(answers))
    attempt = participants.start(
        nonce=uuid4().hex,
        questionnaire=questionnaire,
        cohort=cohort,
        now=now,
        name=name,
    )
    changes = {number: int(digit) for number, digit in enumerate(answers, 1)}
    attempt = attempts.save(
        attempt=attempt, changes=changes, language=language, now=now
    )
    if not submitted:
        return attempt
    make_levels()
    return attempts.submit(attempt=attempt, as_oneself=True, language=language, now=now)


def make_levels():
    for order, (key, lower, upper) in enumerate(
        [("priority", 0, 59), ("developing", 60, 79), ("strong", 80, 100)], 1
    ):
        make_level(key, lower, upper, order)
