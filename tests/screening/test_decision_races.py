"""Several people of HR, and the applicant, at once: each in a thread with a connection
of its own.
"""

from functools import partial

import pytest

from assessments.models import Application, Decision, DeclaredGroups, DocumentArchive
from assessments.privacy import erasure
from assessments.screening import (
    adverse_impact,
    decision_log,
    decisions,
    declared_groups,
)
from tests.racing import at_once
from tests.screening.deciding import NOW, decide
from tests.screening_factories import make_applicant, make_round
from tests.staff_factories import make_person

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE = 4


@pytest.fixture
def users():
    return [make_person(f"hr-{number}") for number in range(PEOPLE)]


@pytest.fixture
def screening_round():
    return make_round()


def _erase(person):
    return partial(erasure.erase, participant=person, now=NOW)


def _declare(person, now):
    return partial(
        declared_groups.declare, participant=person, gender="woman", age="", now=now
    )


def test_decisions_at_once_are_all_kept_and_each_knows_of_the_one_before(
    screening_round, ann, users
):
    at_once(*[partial(decide, ann, user) for user in users])
    lines = Decision.objects.order_by("sequence")

    assert [line.sequence for line in lines] == [1, 2, 3, 4]
    assert [line.content["follows"] for line in lines] == [None, 1, 2, 3]
    assert {line.made_by for line in lines} == set(users)


def test_the_stage_after_decisions_at_once_is_that_of_the_later(ann, users):
    at_once(
        partial(decide, ann, users[0], stage="interview"),
        partial(decide, ann, users[1], stage="offer"),
        partial(decide, ann, users[2], stage="hired"),
        partial(decide, ann, users[3], stage="not-selected"),
    )
    newest = Decision.objects.latest("sequence")

    assert Application.objects.get().stage == newest.content["stage"]


def test_two_presses_make_one_decision(ann, users):
    made = at_once(*[partial(decide, ann, users[0], nonce="one")] * 4)

    assert len(set(made)) == 1
    assert Decision.objects.count() == 1


def test_decisions_about_several_applicants_at_once_make_one_chain(
    screening_round, users
):
    deciding = []
    for user in users:
        person = make_applicant(screening_round, now=NOW)
        deciding.append(partial(decide, person, user))

    made = at_once(*deciding)

    assert sorted(line.sequence for line in made) == [1, 2, 3, 4]
    assert decision_log.find_faults(screening_round) == []


def test_withdrawing_while_somebody_decides_leaves_a_log_that_holds(
    screening_round, ann, users
):
    withdraw = partial(decisions.note_withdrawal, participant=ann, now=NOW)
    done, *_ = at_once(withdraw, *[partial(decide, ann, user) for user in users[:3]])

    assert done is True
    assert decision_log.find_faults(screening_round) == []
    assert Decision.objects.latest("sequence").kind == "withdrawn"


def test_erasing_while_somebody_decides_leaves_no_content(screening_round, ann, users):
    done, *_ = at_once(_erase(ann), *[partial(decide, ann, user) for user in users[:3]])
    kept = Decision.objects.filter(kind="decision").exclude(
        content=None, participant=None, salt=""
    )

    assert done is True
    assert kept.count() == 0
    assert decision_log.find_faults(screening_round) == []


def test_several_leaving_at_once_each_leave_a_line(screening_round):
    people = [make_applicant(screening_round, now=NOW) for _ in range(PEOPLE)]
    at_once(*[_erase(person) for person in people])

    kinds = Decision.objects.values_list("kind", flat=True)
    assert list(kinds) == ["erased"] * PEOPLE
    assert decision_log.find_faults(screening_round) == []


def test_declaring_while_the_round_is_concluded_leaves_nothing_declared(
    screening_round, ann
):
    late = screening_round.grace_ends_at
    conclude = partial(
        adverse_impact.conclude, screening_round=screening_round, now=late
    )
    at_once(_declare(ann, now=late), conclude)

    assert DeclaredGroups.objects.count() == 0
    assert Application.objects.get().declared_groups_key is None


def test_erasing_while_declaring_leaves_nothing_declared(ann, screening_round):
    _, erased = at_once(_declare(ann, now=NOW), _erase(ann))

    assert erased is True
    assert DeclaredGroups.objects.count() == 0
    assert DocumentArchive.objects.count() == 0
