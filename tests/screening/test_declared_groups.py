"""What applicants say of their groups: kept apart, and only while it is asked."""

import pytest

from assessments.models import Application, DeclaredGroups
from assessments.screening import adverse_impact, decisions, declared_groups
from tests.screening.deciding import NOW
from tests.screening_factories import make_applicant, make_started

pytestmark = pytest.mark.django_db


def declare(person, gender="woman", age=""):
    return declared_groups.declare(participant=person, gender=gender, age=age, now=NOW)


def test_what_is_declared_lies_apart_under_a_random_key(ann):
    assert declare(ann, "woman", "25-39")
    kept = DeclaredGroups.objects.get()

    assert kept.gender == "woman"
    assert kept.age == "25-39"
    assert kept.key == Application.objects.get().declared_groups_key


def test_declaring_again_takes_the_place_of_the_first(ann):
    declare(ann, "woman", "25-39")
    declare(ann, "", "under-25")

    assert list(DeclaredGroups.objects.values_list("gender", "age")) == [
        ("", "under-25")
    ]


def test_declaring_nothing_deletes_what_was_declared(ann):
    declare(ann, "woman")

    assert not declare(ann, "", "")
    assert DeclaredGroups.objects.count() == 0
    assert Application.objects.get().declared_groups_key is None


def test_what_one_declared_can_be_read_again(ann, screening_round):
    declare(make_applicant(screening_round, now=NOW), "man")

    assert declared_groups.declared_by(ann) is None
    declare(ann, "woman")

    assert declared_groups.declared_by(ann).gender == "woman"


@pytest.mark.parametrize(
    ("gender", "age"), [("other", ""), ("woman", "30"), ("under-25", "")]
)
def test_another_answer_than_those_on_the_form_is_refused(ann, gender, age):
    with pytest.raises(declared_groups.UnknownGroup):
        declare(ann, gender, age)


def test_groups_are_not_asked_before_submitting(screening_round):
    with pytest.raises(declared_groups.NotAsked):
        declare(make_started(screening_round, now=NOW))


def test_groups_are_not_asked_of_somebody_who_withdrew(ann):
    decisions.note_withdrawal(participant=ann, now=NOW)
    with pytest.raises(declared_groups.NotAsked):
        declare(ann)


def test_groups_are_not_asked_once_the_round_is_concluded(ann, screening_round):
    over = screening_round.grace_ends_at
    adverse_impact.conclude(screening_round=screening_round, now=over)
    with pytest.raises(declared_groups.NotAsked):
        declare(ann)
