import pytest
from django.test import Client

from tests.assessments import walking
from tests.factories import make_questionnaire, make_result_texts


@pytest.fixture
def questionnaire(db):
    """A little published test of eight rows on two pages, with all the texts its result needs."""
    questionnaire = make_questionnaire()
    make_result_texts(questionnaire)
    return questionnaire


@pytest.fixture
def candidate(client, questionnaire):
    """A browser in which a test has been started."""
    walking.start(client)
    return client


@pytest.fixture
def other_candidate(questionnaire):
    other = Client()
    walking.start(other)
    return other


@pytest.fixture
def finished(candidate):
    """A browser with a submitted test: 3 everywhere."""
    walking.answer_all(candidate, "33333333")
    walking.submit(candidate)
    return candidate
