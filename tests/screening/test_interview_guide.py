"""The interview guide: four core questions the same for everyone, and at most two
follow-ups by rule.
"""

from datetime import timedelta

import pytest
from django.utils import timezone

from assessments.models import CoreQuestion
from assessments.screening import interview_guide
from assessments.screening.interview_guide import follow_up_rows, guide_for
from assessments.sittings import attempts
from assessments.sittings.result_report import ResultReport
from competencies.models import Domain
from tests.factories import (
    CORE_SLUGS,
    DOMAINS,
    make_competency,
    make_core_competency,
    make_questionnaire,
    make_result_texts,
    make_row,
)
from tests.screening.deciding import NOW
from tests.screening_factories import make_applicant, make_invited, make_round

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def core():
    """The usual questions; made in another order than the domains'."""
    pairs = list(zip(CORE_SLUGS, DOMAINS, strict=True))
    return {
        domain: make_core_competency(slug, domain) for slug, domain in reversed(pairs)
    }


@pytest.fixture
def screening_round(core):
    """A test of eight rows with the service pole on the left, so that place 1 is worth
    5 points; row 2 is on emotional self-control, which is asked about anyway.
    """
    questionnaire = make_questionnaire(rows=0)
    for number in range(1, 9):
        changes = {"competency": core["psychological"]} if number == 2 else {}
        make_row(questionnaire, number, high_side="left", **changes)
    make_result_texts(questionnaire)
    return make_round(questionnaire=questionnaire)


def _guide(screening_round, answers):
    person = make_applicant(screening_round, answers)
    return guide_for(screening_round, person, person.attempts.get())


def _follow_up_stems(screening_round, answers):
    return [follow_up.stem for follow_up in _guide(screening_round, answers).follow_ups]


def _choose(screening_round, competency):
    return CoreQuestion.objects.create(
        cohort=screening_round, domain=competency.domain, competency=competency
    )


def _slugs(screening_round):
    return [
        competency.slug
        for competency in interview_guide.core_competencies(screening_round)
    ]


# --- the core -------------------------------------------------------------------------
def test_there_is_one_core_question_a_domain_in_the_domains_order(screening_round):
    core = _guide(screening_round, "33333333").core

    assert [question.slug for question in core] == list(CORE_SLUGS)
    assert [question.domain for question in core] == [key.title() for key in DOMAINS]


def test_a_core_question_comes_with_what_strong_and_weak_answers_show(screening_round):
    first = _guide(screening_round, "33333333").core[0]

    assert first.competency == "Name of accountability"
    assert first.question == "Tell me"
    assert first.strong == "Strong"
    assert first.weak == "Weak"


def test_everybody_in_a_round_is_asked_the_same(screening_round):
    first = _guide(screening_round, "55555555")
    second = _guide(screening_round, "11111111")

    assert first.core == second.core


def test_a_round_may_ask_another_question_of_a_domain(screening_round):
    _choose(screening_round, make_competency("patience", "psychological"))

    assert _slugs(screening_round) == [
        "accountability",
        "patience",
        "interpersonal-communication",
        "problem-solving",
    ]


def test_another_round_s_choice_changes_nothing_here(screening_round):
    _choose(make_round(title="Another"), make_competency("patience", "psychological"))

    assert _slugs(screening_round) == list(CORE_SLUGS)


def test_without_a_round_the_usual_questions_are_asked():
    assert _slugs(None) == list(CORE_SLUGS)


def test_the_core_follows_the_domains_order_and_not_the_questions(screening_round):
    Domain.objects.filter(key="skill").update(order=0)

    assert _slugs(screening_round)[0] == "interpersonal-communication"


def test_ratings_go_from_the_weak_signs_over_mixed_to_the_strong_ones(screening_round):
    anchors = dict(_guide(screening_round, "33333333").anchors)

    assert list(anchors) == [1, 2, 3, 4, 5]
    assert anchors[1] == "the weak signs"
    assert anchors[3] == "mixed"
    assert anchors[5] == "the strong signs"


@pytest.mark.parametrize(
    ("opens_in", "is_invited", "may"),
    [(1, False, True), (1, True, True), (-1, False, True), (-1, True, False)],
)
def test_another_choice_is_made_before_the_round_opens_or_while_nobody_is_invited(
    opens_in, is_invited, may
):
    screening_round = make_round(
        opens_at=NOW + timedelta(days=opens_in), closes_at=NOW + timedelta(days=9)
    )
    if is_invited:
        make_invited(screening_round)

    assert interview_guide.may_choose_questions(screening_round, NOW) is may


# --- follow-ups -----------------------------------------------------------------------
@pytest.mark.parametrize(
    ("answers", "stems"),
    [
        pytest.param("33333333", [], id="none with 1 or 2 points"),
        pytest.param("11121111", [], id="high points"),
        pytest.param("33433333", ["Stem 3"], id="2 points"),
        pytest.param("33533333", ["Stem 3"], id="1 point"),
        pytest.param("34333433", ["Stem 6"], id="what is asked anyway is left out"),
        pytest.param("34443354", ["Stem 7", "Stem 3"], id="fewest points first"),
        pytest.param("35544455", ["Stem 3", "Stem 7"], id="ties by row order"),
        pytest.param("55555555", ["Stem 1", "Stem 3"], id="two at most"),
    ],
)
def test_follow_ups_by_rule(screening_round, answers, stems):
    assert _follow_up_stems(screening_round, answers) == stems


def test_what_another_round_asks_anyway_is_followed_up_here(screening_round, core):
    _choose(screening_round, make_competency("patience", "psychological"))

    assert _follow_up_stems(screening_round, "34333333") == ["Stem 2"]


def test_a_follow_up_says_what_the_person_chose_and_what_to_ask(screening_round):
    (follow_up,) = _guide(screening_round, "33533333").follow_ups

    assert follow_up.label == "Stacked 5"
    assert follow_up.question == "Tell me"
    assert "Right 3" in follow_up.in_words


def test_the_order_in_which_rows_come_changes_nothing(screening_round):
    person = make_applicant(screening_round, "35544455")
    rows = ResultReport(person.attempts.get()).rows

    assert follow_up_rows(rows[::-1], CORE_SLUGS) == follow_up_rows(rows, CORE_SLUGS)


def test_without_an_attempt_there_are_no_follow_ups(screening_round):
    guide = guide_for(screening_round, make_invited(screening_round), None)

    assert len(guide.core) == 4
    assert guide.follow_ups == ()


def test_the_guide_names_the_applicant_the_vacancy_and_the_employer(screening_round):
    guide = guide_for(screening_round, make_invited(screening_round, name="Bo"), None)

    assert guide.applicant == "Bo"
    assert guide.vacancy == "Customer service, English"
    assert guide.employer == "Harbour Goods"


def test_a_guide_shows_no_score(screening_round):
    text = str(_guide(screening_round, "55555555"))

    assert "total" not in text
    assert "band" not in text
    assert "score" not in text
    assert "Title low" not in text


def test_a_second_attempt_changes_no_guide_made_of_the_first(screening_round):
    person = make_applicant(screening_round, "33533333")
    first = guide_for(screening_round, person, person.attempts.get())
    attempts.allow_another(participant=person, now=timezone.now())

    assert guide_for(screening_round, person, person.attempts.get(ordinal=1)) == first
