"""Interviewers' ratings side by side, and where to talk more."""

from datetime import timedelta

import pytest

from assessments.screening import interview_panel
from assessments.screening.interview_panel import PanelRating, PanelRow, SheetNotes
from tests.factories import (
    CORE_SLUGS,
    DOMAINS,
    make_competency,
)
from tests.screening.deciding import NOW
from tests.screening.rating import make_core_questions, save_sheet
from tests.screening_factories import make_round
from tests.staff_factories import make_person

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


@pytest.fixture(autouse=True)
def core(questionnaire):
    return make_core_questions()


@pytest.fixture
def screening_round(questionnaire):
    return make_round(questionnaire=questionnaire)


@pytest.fixture
def mei():
    return make_person("mei", first_name="Mei", last_name="Lin")


def _panel(screening_round, person, scores=None):
    return interview_panel.panel_of(screening_round, person, scores or {})


def test_the_panel_has_a_row_a_domain_with_each_interviewer_s_rating(
    screening_round, ann, mei
):
    save_sheet(ann, mei, notes={"accountability": "Hm"})
    save_sheet(ann, make_person("other"), dict.fromkeys(CORE_SLUGS, 3), now=LATER)
    rows = _panel(screening_round, ann, {"character": 70})

    assert [(row.domain.key, row.competency.slug) for row in rows] == list(
        zip(DOMAINS, CORE_SLUGS, strict=True)
    )
    assert rows[0].ratings == (
        PanelRating("Mei Lin", 1, "Hm"),
        PanelRating("other", 3, ""),
    )
    assert rows[0].score == 70


def test_a_sheet_not_complete_yet_is_not_on_the_panel(screening_round, ann, mei):
    save_sheet(ann, mei, {"accountability": 5})

    assert [row.ratings for row in _panel(screening_round, ann)] == [()] * 4


def test_notes_beside_the_ratings_are_read_once_the_sheet_is_complete(ann, mei):
    other = make_competency("patience", "character")
    save_sheet(ann, mei, notes={"patience": "Waited a year"}, note="Came early")
    save_sheet(ann, make_person("half"), {"accountability": 3}, note="Not yet")

    assert interview_panel.notes_of(ann) == [
        SheetNotes("Mei Lin", ((other, "Waited a year"),), "Came early")
    ]


def test_without_a_sheet_there_is_nothing_to_talk_about(screening_round, ann):
    rows = _panel(screening_round, ann)

    assert len(rows) == 4
    for row in rows:
        assert row.ratings == ()
        assert row.score is None
        assert row.needs_discussion is False


def test_the_panel_costs_the_same_queries_for_one_and_for_many(
    screening_round, ann, mei, django_assert_num_queries
):
    for number in range(4):
        save_sheet(ann, make_person(f"hr-{number}"))
        with django_assert_num_queries(5):
            _panel(screening_round, ann)


@pytest.mark.parametrize(
    ("values", "score", "needed"),
    [
        ((3, 4), 70, False),
        ((3, 5), 70, True),
        ((2,), 80, True),
        ((1, 2), 100, True),
        ((2, 3), 80, False),
        ((2,), 79, False),
        ((4,), 59, True),
        ((4, 5), 20, True),
        ((3, 4), 59, False),
        ((4,), 60, False),
        ((2,), None, False),
        ((5, None), 90, False),
        ((None,), 90, False),
        ((), 90, False),
    ],
)
def test_where_to_talk_more(core, values, score, needed):
    ratings = tuple(PanelRating("Mei", value, "") for value in values)

    row = PanelRow(core[0].domain, core[0], ratings, score)

    assert row.needs_discussion is needed
