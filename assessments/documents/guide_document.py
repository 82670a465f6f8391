"""The interview guide as PDF, with room to write on."""

from datetime import datetime

from django.utils.translation import gettext as _

from assessments.documents.document_frame import (
    Data,
    frame_data,
    typeset,
    with_dots,
)
from assessments.models import Cohort
from assessments.screening.interview_guide import FollowUp, Guide


def guide_pdf(guide: Guide, *, screening_round: Cohort, now: datetime) -> bytes:
    data = frame_data(
        title=_("Interview guide"),
        kicker=with_dots(guide.vacancy, guide.employer),
        name=guide.applicant,
        cohort=screening_round,
        now=now,
    )
    data |= {
        "applicant": guide.applicant,
        "lead": _(
            "The first questions are the same for everybody, in this order. Rate each answer before you ask the next."
        ),
        "to_fill_in": [_("Interviewer"), _("Date")],
        "core": [vars(question) for question in guide.core],
        "strong": _("Strong answers show"),
        "weak": _("Weak answers show"),
        "rating": _("Rating: circle one"),
        "anchors": guide.anchors,
        "notes": _("Notes"),
        "follow_up_heading": _("Where to ask further"),
        "follow_up_lead": _(
            "From this person's own answers. These questions are not rated."
        ),
        "follow_ups": [_follow_up(question) for question in guide.follow_ups],
        "overall": _("Notes on the whole talk"),
    }
    return typeset("guide", data, now=now)


def _follow_up(question: FollowUp) -> Data:
    answer = question.label
    if question.in_words:
        answer = f"{question.label} – {question.in_words}"
    return {
        "competency": question.competency,
        "question": question.question,
        "answer": f"{question.stem} · {answer}",
    }
