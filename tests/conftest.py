import logging
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.utils import translation
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis

from csquality.translations.catalogs import compile_stale
from tests.candidates import walking
from tests.factories import make_questionnaire, make_result_texts
from tests.staff_factories import make_staff

# How long an example takes to make says how busy the machine is, not what is tested.
hypothesis.register_profile(
    "suite", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)


def pytest_configure():
    hypothesis.load_profile("suite")
    compile_stale()


# --- what runs on SQLite only (docs/testing.md) ---------------------------------------
TESTS = Path(__file__).parent
DATABASE_FIXTURES = {"db", "transactional_db", "django_db_setup", "live_server"}
# What these ask of a database is asked by the tests of the rooms below them.
ROOMS_OF_PAGES = {"candidates", "editors", "hr", "staff", "trainers"}
# These see a page break on PostgreSQL: every page of staff as every kind of person, and
# a candidate's way from the start to their own data.
WALKS = {
    "test_every_url",
    "test_every_round_url",
    "test_start_view",
    "test_consents",
    "test_answering_view",
    "test_own_view",
}
# Long, and of the paper, the made-up world and the fixtures rather than of a database.
SAME_ON_EVERY_DATABASE = {
    "test_demo",
    "test_guide_document",
    "test_load_content",
    "test_record_document",
    "test_result_document",
}


def pytest_collection_modifyitems(items):
    """Mark as `once` what no database makes a difference to."""
    for item in items:
        if not needs_both_databases(item):
            item.add_marker("once")


def needs_both_databases(item):
    django_db = item.get_closest_marker("django_db")
    uses_database = django_db or DATABASE_FIXTURES & set(item.fixturenames)
    if not uses_database or item.path.stem in SAME_ON_EVERY_DATABASE:
        return False
    if item.path.stem in WALKS:
        return True
    commits = "transactional_db" in item.fixturenames or (
        django_db and django_db.kwargs.get("transaction")
    )
    room = item.path.relative_to(TESTS).parts[0]
    return commits or room not in ROOMS_OF_PAGES


@pytest.fixture(autouse=True)
def _fresh_process():
    """Clear what a request leaves in its thread or in memory."""
    cache.clear()
    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture
def questionnaire(db):
    """A published test of eight rows on two pages, with the texts of its result."""
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


@pytest.fixture
def cast(db):
    return make_staff()


@pytest.fixture
def outcome(client, quiet):
    """A function that tells what a person meets at an address: "login" or a status.

    What they do there is undone. A page that breaks is a 500.
    """
    client.raise_request_exception = False

    def visit(person, method, address):
        client.logout()
        if person:
            client.force_login(person)
        with transaction.atomic():
            if method == "post":
                response = client.post(address, {"post": "yes"})
            else:
                response = client.get(address)
            transaction.set_rollback(True)
        if "/login/" in response.headers.get("Location", ""):
            return "login"
        return str(response.status_code)

    return visit


@pytest.fixture
def quiet():
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)
