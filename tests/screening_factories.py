"""Screening rounds and applicants as they really come about: invited, agreed, answered
and submitted.
"""

from datetime import timedelta
from itertools import count

from django.utils import timezone

from assessments.models import (
    CohortStaff,
    ConsentText,
    Purpose,
    Questionnaire,
    ScreeningRound,
)
from assessments.screening import consents, invitations
from assessments.screening.invitations import Invitee
from assessments.sittings import attempts, participants
from tests.factories import make_questionnaire, texts

_numbers = count(1)


def make_round(
    *staff,
    role="lead",
    title="Spring intake",
    questionnaire=None,
    employer="Harbour Goods",
    vacancy="Customer service, English",
    closes_at=None,
    retention_months=6,
    **settings,
):
    """An open round; `staff` are on it with this role. `settings`: other fields."""
    make_consent_text()
    if questionnaire is None:
        questionnaire = Questionnaire.objects.current() or make_questionnaire()
    screening_round = ScreeningRound.objects.create(
        title=title,
        purpose=Purpose.APPLICATION,
        names_asked=True,
        repeats_allowed=False,
        questionnaire=questionnaire,
        employer=employer,
        vacancy=vacancy,
        closes_at=closes_at or timezone.now() + timedelta(days=14),
        retention_months=retention_months,
        **settings,
    )
    for user in staff:
        put_on(screening_round, user, role)
    return screening_round


def put_on(screening_round, user, role):
    return CohortStaff.objects.create(cohort=screening_round, user=user, role=role)


def make_consent_text(version=1):
    text, _created = ConsentText.objects.get_or_create(
        version=version,
        defaults=texts(
            processing="Kept for {employer}, {months} months",
            sharing="Shown for {vacancy}",
        ),
    )
    return text


def make_invited(
    screening_round,
    name="Ann Applicant",
    email=None,
    language="en",
    number="",
    now=None,
):
    invitee = Invitee(
        name=name,
        email=email or f"applicant-{next(_numbers)}@example.org",
        language=language,
        number=number,
    )
    return invitations.invite(
        screening_round=screening_round, invitees=[invitee], now=now or timezone.now()
    )[0]


def make_started(screening_round, answers="", *, language="en", now=None, **invited):
    """An applicant with a first draft; returns the participant."""
    now = now or timezone.now()
    person = make_invited(screening_round, language=language, now=now, **invited)
    consents.agree(
        participant=person,
        version=ConsentText.objects.current().version,
        language=language,
        now=now,
    )
    draft = participants.start_listed(participant=person, now=now)
    changes = {number: int(digit) for number, digit in enumerate(answers, 1)}
    attempts.save(attempt=draft, changes=changes, language=language, now=now)
    person.refresh_from_db()
    return person


def make_applicant(
    screening_round, answers=None, *, language="en", now=None, **invited
):
    """An applicant who submitted; returns the participant. `answers`: a screen position
    per row.
    """
    now = now or timezone.now()
    answers = answers or "3" * screening_round.questionnaire.rows.count()
    person = make_started(
        screening_round, answers, language=language, now=now, **invited
    )
    attempts.submit(
        attempt=person.attempts.get(), as_oneself=True, language=language, now=now
    )
    person.refresh_from_db()
    return person
