"""Which decisions are current, and stages that are not what the log says."""

import pytest

from assessments.models import Application
from assessments.privacy import erasure
from assessments.screening import stages
from tests.screening.deciding import NOW, decide

pytestmark = pytest.mark.django_db


def test_of_two_corrections_of_one_entry_the_newest_is_current(ann):
    made = [decide(ann, corrects=corrects) for corrects in (None, 1, 1, 2)]

    assert stages.current_decisions(made) == [made[3]]


def test_current_decisions_are_grouped_by_applicant(ann, bo, screening_round):
    first = decide(ann)
    decide(bo)
    corrected = decide(bo, corrects=2)

    assert stages.current_decisions_by_participant(screening_round) == {
        ann.pk: [first],
        bo.pk: [corrected],
    }


def test_an_erased_applicant_has_no_current_decision(ann, screening_round):
    decide(ann)
    erasure.erase(participant=ann, now=NOW)

    assert stages.current_decisions_by_participant(screening_round) == {}


def test_a_stage_without_a_decision_is_found(ann, bo, screening_round):
    decide(ann)
    Application.objects.filter(participant=bo).update(stage="hired")

    assert stages.stage_mismatches(screening_round) == [bo.pk]


def test_another_stage_than_that_of_the_newest_decision_is_found(
    ann, bo, screening_round
):
    for person in (ann, bo):
        decide(person)
    Application.objects.filter(participant=ann).update(stage="")

    assert stages.stage_mismatches(screening_round) == [ann.pk]
