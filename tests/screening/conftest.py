"""A round with somebody of HR on it, and two applicants who have submitted."""

import pytest

from tests.screening.deciding import NOW
from tests.screening_factories import make_applicant, make_round
from tests.staff_factories import make_person


@pytest.fixture
def hr():
    return make_person("hr", first_name="Hanna", last_name="Recht")


@pytest.fixture
def screening_round(hr):
    return make_round(hr)


@pytest.fixture
def ann(screening_round):
    return make_applicant(screening_round, now=NOW)


@pytest.fixture
def bo(screening_round):
    return make_applicant(screening_round, name="Bo", now=NOW)
