import pytest
from django.conf import settings
from django.core.cache import cache
from django.utils import translation

from csquality.catalogs import compile_stale


def pytest_configure():
    compile_stale()


DATABASE = {"db", "transactional_db", "django_db_setup", "live_server"}


def pytest_collection_modifyitems(items):
    """Marks what no database can make a difference to: it is run once, not once on each."""
    for item in items:
        if not DATABASE & set(item.fixturenames) and not item.get_closest_marker("django_db"):
            item.add_marker("no_database")


@pytest.fixture(autouse=True)
def _fresh_process():
    """What a request leaves behind in its thread or in memory must not reach the next test."""
    cache.clear()
    translation.activate(settings.LANGUAGE_CODE)
