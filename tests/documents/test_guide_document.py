from datetime import UTC, datetime

import pytest

from assessments.documents.guide_document import guide_pdf
from assessments.models import Cohort
from assessments.screening import interview_guide
from assessments.screening.interview_guide import CoreGuideQuestion, FollowUp, Guide
from tests.documents.pdf_reading import reader_of, text_of

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def make_core_question(number):
    return CoreGuideQuestion(
        slug=str(number),
        domain=f"Domain {number}",
        competency=f"C{number}",
        question=f"Q{number}?",
        strong="S",
        weak="W",
    )


def make_pdf(*, applicant="Ann", follow_ups=(), is_synthetic=False):
    guide = Guide(
        applicant=applicant,
        vacancy="Chat",
        employer="Harbour",
        core=tuple(make_core_question(number) for number in range(4)),
        anchors=interview_guide.rating_anchors(),
        follow_ups=follow_ups,
    )
    screening_round = Cohort(is_synthetic=is_synthetic)
    return guide_pdf(guide, screening_round=screening_round, now=NOW)


@pytest.mark.parametrize(
    "expected",
    [
        "Chat · Harbour",
        "Ann",
        "Domain 3 C3 Q3?",
        "Strong answers show S",
        "5 the strong signs",
    ],
)
def test_guide_holds_questions_signs_and_scale(expected):
    assert expected in text_of(make_pdf())


def test_guide_holds_follow_ups_with_what_was_answered():
    follow_up = FollowUp(
        slug="a",
        competency="Team",
        stem="In a team",
        in_words="I lead",
        label="More like",
        question="Why?",
    )

    text = text_of(make_pdf(follow_ups=(follow_up,)))

    assert "Team In a team · More like – I lead Why?" in text


@pytest.mark.parametrize("is_synthetic", [True, False])
def test_guide_of_a_made_up_round_says_so(is_synthetic):
    text = text_of(make_pdf(is_synthetic=is_synthetic))

    assert ("Made-up data." in text) is is_synthetic


def test_guide_without_follow_ups_has_no_heading_for_them():
    assert "Where to ask further" not in text_of(make_pdf())


def test_two_questions_share_a_page_of_the_guide():
    first, second, *_ = [page.extract_text() for page in reader_of(make_pdf()).pages]

    assert [f"Q{number}?" in first for number in range(4)] == [True, True, False, False]
    assert [f"Q{number}?" in second for number in range(4)] == [
        False,
        False,
        True,
        True,
    ]


def test_name_cannot_bring_markup_into_a_guide():
    name = '#read("/etc/passwd") $x$ *bold*'

    assert name in text_of(make_pdf(applicant=name))
