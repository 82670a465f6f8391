"""A round that hides scores from its interviewers until they have rated."""

import pytest

from assessments.screening import score_visibility
from tests.screening.deciding import NOW
from tests.screening.rating import rate
from tests.screening_factories import make_applicant, put_on
from tests.staff_factories import make_person

pytestmark = pytest.mark.django_db


def _may_see_score(user, screening_round, person):
    return score_visibility.may_see_score(
        user=user, screening_round=screening_round, participant=person
    )


def test_an_interviewer_sees_the_score_only_after_rating(hiding, interviewer, ann):
    assert _may_see_score(interviewer, hiding, ann) is False

    rate(ann, interviewer)

    assert _may_see_score(interviewer, hiding, ann) is True


@pytest.mark.parametrize("role", ["lead", "reader"])
def test_a_lead_and_a_reader_see_scores_all_along(hiding, ann, role):
    user = make_person("somebody")
    put_on(hiding, user, role)

    assert _may_see_score(user, hiding, ann) is True


def test_the_rating_of_one_applicant_opens_no_other_s_score(hiding, interviewer, ann):
    bo = make_applicant(hiding, name="Bo", now=NOW)
    rate(ann, interviewer)

    assert score_visibility.with_visible_score(
        user=interviewer, screening_round=hiding, people=[bo, ann]
    ) == [ann]


def test_another_interviewer_s_rating_opens_no_score(hiding, interviewer, hr, ann):
    rate(ann, hr)

    assert _may_see_score(interviewer, hiding, ann) is False
