"""Browsers of those on a round, and the round itself."""

import pytest
from django.test import Client

from tests.factories import make_result_texts
from tests.hr.settings_form import make_core_competencies


@pytest.fixture
def hr(client, cast):
    """A browser of whoever leads the round."""
    client.force_login(cast.hr)
    return client


@pytest.fixture
def interviewer(cast):
    browser = Client()
    browser.force_login(cast.interviewer)
    return browser


@pytest.fixture
def reader(cast):
    browser = Client()
    browser.force_login(cast.reader)
    return browser


@pytest.fixture
def screening_round(cast):
    """The round, with what its opened pages say: core questions and the texts of a
    result.
    """
    make_core_competencies()
    make_result_texts(cast.round.questionnaire)
    return cast.round
