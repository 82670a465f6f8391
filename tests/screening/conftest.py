"""A round with people of HR on it, and two applicants who have submitted."""

import pytest

from tests.factories import make_core_competency
from tests.screening.deciding import NOW
from tests.screening_factories import make_applicant, make_round, put_on
from tests.staff_factories import make_person


@pytest.fixture
def hr():
    return make_person("hr", first_name="Hanna", last_name="Recht")


@pytest.fixture
def interviewer():
    return make_person("interviewer")


@pytest.fixture
def screening_round(hr):
    return make_round(hr)


@pytest.fixture
def hiding(screening_round, interviewer):
    """The round hides scores from its interviewer until there are ratings."""
    make_core_competency("accountability", "character")
    put_on(screening_round, interviewer, "interviewer")
    type(screening_round).objects.update(hides_score=True)
    screening_round.refresh_from_db()
    return screening_round


@pytest.fixture
def ann(screening_round):
    return make_applicant(screening_round, now=NOW)


@pytest.fixture
def bo(screening_round):
    return make_applicant(screening_round, name="Bo", now=NOW)
