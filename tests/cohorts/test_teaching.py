import pytest

from assessments.cohorts.teaching import materials
from assessments.statistics.group_statistics import RowShares, Share
from competencies.models import (
    Action,
    Behaviour,
    Lesson,
    Passage,
    Scenario,
    ScenarioOption,
)
from tests.factories import make_competency, make_questionnaire, make_row, texts

pytestmark = pytest.mark.django_db


@pytest.fixture
def questionnaire():
    """Without rows."""
    return make_questionnaire(rows=0)


def add_row(questionnaire, slug="planning", domain="skill"):
    number = questionnaire.rows.count() + 1
    return make_row(
        questionnaire, number, competency=make_competency(slug, domain=domain)
    )


def make_scenario(order, *competencies):
    scenario = Scenario.objects.create(
        slug=f"scenario-{order}",
        order=order,
        channel="chat",
        **texts(title="Late", market="Spain", situation="Late"),
    )
    scenario.competencies.set(competencies)
    for rank in range(1, 5):
        option = texts(text=f"Do {rank}", why=f"As {rank}")
        ScenarioOption.objects.create(
            scenario=scenario, order=rank, rank=rank, **option
        )
    return scenario


def make_lesson(kind, **passages):
    """`passages`: place with `_` for a point → its English text."""
    fields = texts(title=f"Lesson {kind}", goal="Goal", closing="Closing")
    lesson = Lesson.objects.create(slug=kind, order=1, kind=kind, minutes=45, **fields)
    for order, (place, text) in enumerate(passages.items(), 1):
        Passage.objects.create(
            lesson=lesson,
            place=place.replace("_", "."),
            order=order,
            **texts(text=text),
        )
    return lesson


def shares(*numbers):
    return [
        RowShares(number, Share(3, 5), Share(1, 5), Share(1, 5)) for number in numbers
    ]


def only(questionnaire):
    [material] = materials(questionnaire, shares(1))
    return material


def test_no_rows_have_no_material(questionnaire):
    add_row(questionnaire)

    assert materials(questionnaire, []) == []


def test_material_comes_in_the_order_of_the_shares(questionnaire):
    rows = [add_row(questionnaire, slug) for slug in ("one", "two", "three")]
    asked = shares(3, 1)
    found = materials(questionnaire, asked)

    assert [(material.row, material.shares) for material in found] == [
        (rows[2], asked[0]),
        (rows[0], asked[1]),
    ]


def test_rows_are_those_of_the_version(questionnaire):
    add_row(make_questionnaire(rows=0), "elsewhere")
    row = add_row(questionnaire, "here")

    assert only(questionnaire).row == row
    assert only(questionnaire).competency.slug == "here"


def test_two_rows_of_one_competency_have_the_same_material(questionnaire):
    competency = make_competency("planning")
    for number in (1, 2):
        make_row(questionnaire, number, competency=competency)

    assert [
        material.competency for material in materials(questionnaire, shares(1, 2))
    ] == [competency, competency]


# --- scenario -----------------------------------------------------------------------------------------
def test_scenario_is_the_first_that_practises_the_competency(questionnaire):
    competency = add_row(questionnaire).competency
    make_scenario(3, competency)
    first = make_scenario(2, competency)
    make_scenario(1, make_competency("other"))

    assert only(questionnaire).scenario == first


def test_competency_that_no_scenario_practises_has_none(questionnaire):
    add_row(questionnaire)
    make_scenario(1, make_competency("other"))

    assert only(questionnaire).scenario is None


# --- lesson -------------------------------------------------------------------------------------------
def test_competency_is_practised_in_the_lesson_that_names_it(questionnaire):
    row = add_row(questionnaire)
    make_lesson("interview", steps_skill_task="Interview each other")
    trust = make_lesson("trust")
    trust.competencies.set([row.competency])

    assert only(questionnaire).lesson == trust
    assert only(questionnaire).task == ""


def test_other_competency_is_practised_in_its_domain_s_step_of_the_interview_lesson(
    questionnaire,
):
    add_row(questionnaire, domain="skill")
    make_lesson("trust")
    lesson = make_lesson(
        "interview",
        steps_character_task="Tell of a promise",
        steps_skill_task="Interview each other",
    )

    assert only(questionnaire).lesson == lesson
    assert only(questionnaire).task == "Interview each other"


def test_passage_that_is_no_task_is_not_taken_for_one(questionnaire):
    add_row(questionnaire, domain="skill")
    make_lesson("interview", steps_skill_say="Say this", steps_skill_task_more="More")

    assert only(questionnaire).task == ""


def test_task_of_another_lesson_is_not_taken(questionnaire):
    add_row(questionnaire, domain="skill")
    make_lesson("trust", steps_skill_task="Keep a promise")

    assert only(questionnaire).task == ""


def test_site_without_lessons_has_none(questionnaire):
    add_row(questionnaire)

    assert only(questionnaire).lesson is None
    assert only(questionnaire).task == ""


# --- cost ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize("rows", [1, 3])
def test_everything_takes_the_same_queries_for_one_and_three_rows(
    questionnaire, rows, django_assert_num_queries
):
    make_lesson("interview", steps_skill_task="Interview each other")
    for number in range(1, rows + 1):
        competency = add_row(questionnaire, f"competency-{number}").competency
        Behaviour.objects.create(
            competency=competency, order=1, **texts(text="Does it")
        )
        Action.objects.create(competency=competency, order=1, **texts(text="Do it"))
        make_scenario(number, competency)
    with django_assert_num_queries(9):
        told = [
            told_of(material)
            for material in materials(questionnaire, shares(*range(1, rows + 1)))
        ]

    assert told == [("Skill", ["Does it"], ["Do it"], 4)] * rows


def told_of(material):
    competency = material.competency
    return (
        competency.domain.name,
        [behaviour.text for behaviour in competency.behaviours.all()],
        [action.text for action in competency.actions.all()],
        len(material.scenario.options.all()),
    )
