import logging

import pytest
from django.db import transaction
from django.test import Client

from tests.factories import make_result_texts
from tests.staff.factories import make_staff
from tests.staff.round_forms import make_core


@pytest.fixture
def cast(db):
    return make_staff()


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
def cohort(cast):
    """The round, with what its opened pages say: core questions and the texts of a result."""
    make_core()
    make_result_texts(cast.round.questionnaire)
    return cast.round


@pytest.fixture
def outcome(client, quiet):
    """What this person meets there; whatever they do is undone. A page that breaks is a 500 in the table."""
    client.raise_request_exception = False

    def meet(person, method, address):
        client.logout()
        if person:
            client.force_login(person)
        with transaction.atomic():
            response = getattr(client, method)(address, {"post": "yes"} if method == "post" else None)
            transaction.set_rollback(True)
        return "login" if "/login/" in response.headers.get("Location", "") else str(response.status_code)

    return meet


@pytest.fixture
def quiet():
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)
