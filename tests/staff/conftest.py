import pytest

from tests.staff.factories import make_staff


@pytest.fixture
def cast(db):
    return make_staff()
