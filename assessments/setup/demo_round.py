"""A made-up screening round to look at, marked as such. `demo.remove` takes it away
with the classes.

Everything is written by the functions that write for real people. The addresses end in
`.invalid`, which no mail server takes.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from assessments.models import (
    AccessLogEntry,
    CohortStaff,
    ConsentText,
    Decision,
    Participant,
    Purpose,
    Questionnaire,
    ScreeningRound,
    Stage,
)
from assessments.screening import (
    access_log,
    comments,
    consents,
    decisions,
    interview_guide,
    interview_ratings,
    invitations,
)
from assessments.screening.invitations import Invitee
from assessments.setup.demo import (
    ENGLISH,
    HANS,
    HANT,
    LISTED,
    SPAN,
    STARTED,
    SUBMITTED,
    Classroom,
    Manner,
    Person,
    people_of,
)
from assessments.sittings import participants

LOOKED = timedelta(hours=3)
TITLE = "Demo round (made-up applicants)"
STATES = [
    *[(HANS, SUBMITTED)] * 7,
    *[(HANT, SUBMITTED)] * 3,
    *[(ENGLISH, SUBMITTED)] * 4,
    (HANS, STARTED),
    (HANT, STARTED),
    (HANS, LISTED),
    (ENGLISH, LISTED),
]
COMMENT = {
    HANS: "我是在火车上答的，有点赶。关于等别人的那一题，说的是上一份工作，不是我平时的样子。",
    HANT: "我是在火車上答的，有點趕。關於等別人的那一題，說的是上一份工作，不是我平時的樣子。",
    ENGLISH: "I answered on the train. The row about waiting for others is about my last job, not about me.",
}
RATINGS = (2, 4, 3, 5)
# Stage, reason, what it rests on, and the words.
DECIDED = [
    (
        Stage.INTERVIEW,
        "experience",
        ["application", "score"],
        "Two years of chat support; the papers give examples.",
    ),
    (
        Stage.NOT_SELECTED,
        "availability",
        ["conversation"],
        "Cannot work the evening shift the advertisement names.",
    ),
    (
        Stage.INTERVIEW,
        "language",
        ["language-check"],
        "Wrote a clear, kind reply to a late parcel in ten minutes.",
    ),
]


@transaction.atomic
def fill(*, now: datetime, lead) -> ScreeningRound:
    """Made once: the one there is on a second call."""
    found = ScreeningRound.objects.filter(is_synthetic=True).first()
    return found or _filled(now, lead)


def _filled(now: datetime, lead) -> ScreeningRound:
    cohort = _round(now, lead)
    room = Classroom(cohort, now, seed=9)
    done = [
        _answer(room, person, _invited(cohort, person, now))
        for person in people_of(STATES, room.random)
    ]
    submitted = [applicant for applicant in done if applicant.state == SUBMITTED]
    _speak_with(submitted[0], lead, now)
    access_log.record_access(
        user=lead,
        screening_round=cohort,
        people=submitted[:2],
        kind=AccessLogEntry.Kind.APPLICANT,
        now=now - LOOKED,
    )
    for number, applicant in enumerate(submitted[: len(DECIDED)]):
        _decide(applicant, lead, number, now)
    decisions.note_withdrawal(participant=submitted[-1], now=now)
    return cohort


def _round(now: datetime, lead) -> ScreeningRound:
    facts = {
        "employer": "Harbour Goods (made up)",
        "vacancy": "Customer service, English and Chinese",
    }
    facts |= {
        "opens_at": now - SPAN,
        "closes_at": now + SPAN,
        "retention_months": 6,
        "repeats_allowed": False,
    }
    cohort = ScreeningRound.objects.create(
        title=TITLE,
        purpose=Purpose.APPLICATION,
        names_asked=True,
        questionnaire=Questionnaire.objects.current(),
        is_synthetic=True,
        **facts,
    )
    CohortStaff.objects.create(cohort=cohort, user=lead, role=CohortStaff.Role.LEAD)
    return cohort


def _invited(cohort: ScreeningRound, person: Person, now: datetime) -> Participant:
    address = f"demo-{person.number:02}@example.invalid"
    invitee = Invitee(person.name, address, person.language, f"D-{person.number:03}")
    return invitations.invite(
        screening_round=cohort, invitees=[invitee], now=now - SPAN
    )[0]


def _answer(room: Classroom, person: Person, applicant: Participant) -> Participant:
    """As far as this one comes."""
    if person.state == LISTED:
        return applicant
    at = room.days_ago(1, 9)
    version = ConsentText.objects.current().version
    consents.agree(
        participant=applicant, version=version, language=person.language, now=at
    )
    draft = participants.start_listed(participant=applicant, now=at)
    if person.state == STARTED:
        room.answer(draft, person.language, room.points(person)[:9], Manner())
    else:
        room.submit(draft, person.language, room.points(person), Manner())
    applicant.refresh_from_db()
    return applicant


def _speak_with(applicant: Participant, lead, now: datetime) -> None:
    """One has added something and been interviewed."""
    comment = COMMENT[applicant.application.language]
    comments.comment(participant=applicant, text=comment, now=now - timedelta(hours=20))
    asked: Sequence[str] = [
        competency.slug
        for competency in interview_guide.core_competencies(applicant.cohort)
    ]
    interview_ratings.save_sheet(
        participant=applicant,
        interviewer=lead,
        values=dict(zip(asked, RATINGS)),
        notes={asked[0]: "Named an own slip at once, and what changed since."},
        note="",
        now=now - timedelta(hours=2),
    )


def _decide(applicant: Participant, lead, number: int, now: datetime) -> Decision:
    stage, reason, evidence, text = DECIDED[number]
    facts = {
        "stage": stage,
        "reason": reason,
        "evidence": evidence,
        "text": text,
        "nonce": f"demo-{applicant.pk}",
    }
    return decisions.record(
        participant=applicant, user=lead, **facts, now=now - timedelta(hours=1)
    )
