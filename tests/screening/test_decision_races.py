"""Several people of HR, and the applicant, at once: each in a thread with a connection
of its own.
"""

import pytest

from assessments.models import Application, Decision, DeclaredGroups, DocumentArchive
from assessments.privacy import erasure
from assessments.screening import (
    adverse_impact,
    decision_log,
    decisions,
    declared_groups,
)
from tests.screening.deciding import NOW, decide
from tests.screening_factories import make_applicant, make_round
from tests.sittings.test_races import at_once
from tests.staff_factories import make_person

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE = 4


@pytest.fixture
def users():
    return [make_person(f"hr-{number}") for number in range(PEOPLE)]


@pytest.fixture
def screening_round():
    return make_round()


@pytest.fixture
def ann(screening_round):
    return make_applicant(screening_round, now=NOW)


def _decide(person, user, **changes):
    return lambda: decide(person, user, **changes)


def _erase(person):
    return lambda: erasure.erase(participant=person, now=NOW)


def test_decisions_at_once_are_all_kept_and_each_knows_of_the_one_before(
    screening_round, ann, users
):
    at_once(*(_decide(ann, user) for user in users))
    lines = Decision.objects.order_by("sequence")

    assert [(line.sequence, line.content["follows"]) for line in lines] == [
        (1, None),
        (2, 1),
        (3, 2),
        (4, 3),
    ]
    assert {line.made_by for line in lines} == set(users)


def test_the_stage_after_decisions_at_once_is_that_of_the_later(ann, users):
    stages = ["interview", "offer", "hired", "not-selected"]
    at_once(
        *(
            _decide(ann, user, stage=stage)
            for user, stage in zip(users, stages, strict=True)
        )
    )

    assert (
        Application.objects.get().stage
        == Decision.objects.latest("sequence").content["stage"]
    )


def test_two_presses_make_one_decision(ann, users):
    made = at_once(*[_decide(ann, users[0], nonce="one")] * 4)

    assert len(set(made)) == 1
    assert Decision.objects.count() == 1


def test_decisions_about_several_applicants_at_once_make_one_chain(
    screening_round, users
):
    people = [make_applicant(screening_round, now=NOW) for _ in users]
    made = at_once(
        *(_decide(person, user) for person, user in zip(people, users, strict=True))
    )

    assert sorted(line.sequence for line in made) == [1, 2, 3, 4]
    assert decision_log.find_faults(screening_round) == []


def test_withdrawing_while_somebody_decides_leaves_a_log_that_holds(
    screening_round, ann, users
):
    withdraw = lambda: decisions.note_withdrawal(participant=ann, now=NOW)  # noqa: E731
    done, *_ = at_once(withdraw, *(_decide(ann, user) for user in users[:3]))

    assert done is True
    assert decision_log.find_faults(screening_round) == []
    assert Decision.objects.latest("sequence").kind == "withdrawn"


def test_erasing_while_somebody_decides_leaves_no_content(screening_round, ann, users):
    done, *_ = at_once(_erase(ann), *(_decide(ann, user) for user in users[:3]))
    kept = Decision.objects.filter(kind="decision").exclude(
        content=None, participant=None, salt=""
    )

    assert done is True
    assert kept.count() == 0
    assert decision_log.find_faults(screening_round) == []


def test_several_leaving_at_once_each_leave_a_line(screening_round):
    people = [make_applicant(screening_round, now=NOW) for _ in range(PEOPLE)]
    at_once(*(_erase(person) for person in people))

    assert list(Decision.objects.values_list("kind", flat=True)) == ["erased"] * PEOPLE
    assert decision_log.find_faults(screening_round) == []


def test_declaring_while_the_round_is_concluded_leaves_nothing_declared(
    screening_round, ann
):
    late = screening_round.grace_ends_at
    declare = lambda: declared_groups.declare(  # noqa: E731
        participant=ann, gender="woman", age="", now=late
    )
    at_once(
        declare,
        lambda: adverse_impact.conclude(screening_round=screening_round, now=late),
    )

    assert DeclaredGroups.objects.count() == 0
    assert Application.objects.get().declared_groups_key is None


def test_erasing_while_declaring_leaves_nothing_declared(ann, screening_round):
    declare = lambda: declared_groups.declare(  # noqa: E731
        participant=ann, gender="woman", age="", now=NOW
    )
    _, erased = at_once(declare, _erase(ann))

    assert erased is True
    assert DeclaredGroups.objects.count() == 0
    assert DocumentArchive.objects.count() == 0
