"""A made-up screening round to look at, marked as such.

`demo.remove` takes it away with the classes. The addresses end in `.invalid`, which no
mail server takes.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from assessments.models import (
    AccessLogEntry,
    CohortStaff,
    ConsentText,
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
from assessments.setup.demo import SPAN
from assessments.setup.demo_classroom import Classroom
from assessments.setup.demo_people import (
    ENGLISH,
    HANS,
    HANT,
    LISTED,
    ROUND,
    STARTED,
    SUBMITTED,
    Person,
    make_people,
)
from assessments.sittings import participants

TITLE = "Demo round (made-up applicants)"
EMPLOYER = "Harbour Goods (made up)"
VACANCY = "Customer service, English and Chinese"
COMMENTS = {
    HANS: "我是在火车上答的，有点赶。关于等别人的那一题，说的是上一份工作，不是我平时的样子。",
    HANT: "我是在火車上答的，有點趕。關於等別人的那一題，說的是上一份工作，不是我平時的樣子。",
    ENGLISH: "I answered on the train. The row about waiting for others is about my last job, not about me.",
}
RATINGS = (2, 4, 3, 5)
RATING_NOTE = "Named an own slip at once, and what changed since."


@dataclass(frozen=True)
class MadeDecision:
    stage: Stage
    reason: str
    evidence: tuple[str, ...]
    text: str


# On the first who submitted, in their order.
DECISIONS = [
    MadeDecision(
        stage=Stage.INTERVIEW,
        reason="experience",
        evidence=("application", "score"),
        text="Two years of chat support; the papers give examples.",
    ),
    MadeDecision(
        stage=Stage.NOT_SELECTED,
        reason="availability",
        evidence=("conversation",),
        text="Cannot work the evening shift the advertisement names.",
    ),
    MadeDecision(
        stage=Stage.INTERVIEW,
        reason="language",
        evidence=("language-check",),
        text="Wrote a clear, kind reply to a late parcel in ten minutes.",
    ),
]


@transaction.atomic
def fill(*, now: datetime, lead) -> ScreeningRound:
    """Make the round unless it is there, and return it."""
    earlier = ScreeningRound.objects.filter(is_synthetic=True).first()
    if earlier is not None:
        return earlier

    screening_round = _make_round(now, lead)
    submitted = _let_apply(screening_round, now)
    _interview(submitted[0], lead, now)
    access_log.record_access(
        user=lead,
        screening_round=screening_round,
        people=submitted[:2],
        kind=AccessLogEntry.Kind.APPLICANT,
        now=now - timedelta(hours=3),
    )
    for applicant, decision in zip(submitted, DECISIONS):
        decisions.record(
            participant=applicant,
            user=lead,
            stage=decision.stage,
            reason=decision.reason,
            evidence=decision.evidence,
            text=decision.text,
            nonce=f"demo-{applicant.pk}",
            now=now - timedelta(hours=1),
        )
    decisions.note_withdrawal(participant=submitted[-1], now=now)
    return screening_round


def _make_round(now: datetime, lead) -> ScreeningRound:
    screening_round = ScreeningRound.objects.create(
        title=TITLE,
        employer=EMPLOYER,
        vacancy=VACANCY,
        purpose=Purpose.APPLICATION,
        questionnaire=Questionnaire.objects.current(),
        opens_at=now - SPAN,
        closes_at=now + SPAN,
        retention_months=6,
        names_asked=True,
        repeats_allowed=False,
        is_synthetic=True,
    )
    CohortStaff.objects.create(
        cohort=screening_round, user=lead, role=CohortStaff.Role.LEAD
    )
    return screening_round


def _let_apply(screening_round: ScreeningRound, now: datetime) -> list[Participant]:
    """Invite everybody and let them answer. Returns those who submitted."""
    classroom = Classroom(screening_round, now, seed=9)
    submitted = []
    for person in make_people(ROUND, classroom.random):
        invitee = Invitee(
            name=person.name,
            email=f"demo-{person.number:02}@example.invalid",
            language=person.language,
            number=f"D-{person.number:03}",
        )
        (applicant,) = invitations.invite(
            screening_round=screening_round, invitees=[invitee], now=now - SPAN
        )
        if person.state != LISTED:
            _answer(classroom, person, applicant)
        if person.state == SUBMITTED:
            applicant.refresh_from_db()
            submitted.append(applicant)
    return submitted


def _answer(classroom: Classroom, person: Person, applicant: Participant) -> None:
    """Let an applicant agree, start, and answer as far as they come."""
    at = classroom.days_ago(1, 9)
    consents.agree(
        participant=applicant,
        version=ConsentText.objects.current().version,
        language=person.language,
        now=at,
    )
    draft = participants.start_listed(participant=applicant, now=at)
    points = classroom.points(person)
    if person.state == STARTED:
        classroom.answer(draft, person.language, points[:9])
    else:
        classroom.submit(draft, person.language, points)


def _interview(applicant: Participant, lead, now: datetime) -> None:
    """Let an applicant add a comment, and be interviewed."""
    comments.save_comment(
        participant=applicant,
        text=COMMENTS[applicant.application.language],
        now=now - timedelta(hours=20),
    )
    core_slugs = [
        competency.slug
        for competency in interview_guide.core_competencies(applicant.cohort)
    ]
    interview_ratings.save_sheet(
        participant=applicant,
        interviewer=lead,
        values=dict(zip(core_slugs, RATINGS)),
        notes={core_slugs[0]: RATING_NOTE},
        note="",
        now=now - timedelta(hours=2),
    )
