import pytest
from django.conf import settings
from django.core.cache import cache
from django.utils import translation
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis

from csquality.catalogs import compile_stale

# How long an example takes to make says how busy the machine is, and nothing of what is tested.
hypothesis.register_profile("suite", deadline=None, suppress_health_check=[HealthCheck.too_slow])


def pytest_configure():
    hypothesis.load_profile("suite")
    compile_stale()


DATABASE = {"db", "transactional_db", "django_db_setup", "live_server"}
# These use one, and ask nothing of it that other tests do not ask: who may come where, what paper and a demo say.
ASKING_NOTHING_NEW = {"test_every_url", "test_every_round_url", "test_papers", "test_demo", "test_load_content"}


def pytest_collection_modifyitems(items):
    """Marks what no database can make a difference to: it is run once, not once on each."""
    for item in items:
        uses_one = DATABASE & set(item.fixturenames) or item.get_closest_marker("django_db")
        if not uses_one or item.path.stem in ASKING_NOTHING_NEW:
            item.add_marker("once")


@pytest.fixture(autouse=True)
def _fresh_process():
    """What a request leaves behind in its thread or in memory must not reach the next test."""
    cache.clear()
    translation.activate(settings.LANGUAGE_CODE)
