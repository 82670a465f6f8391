import pytest
from django.conf import settings
from django.core.cache import cache
from django.utils import translation

from csquality.catalogs import compile_stale


def pytest_configure():
    compile_stale()


@pytest.fixture(autouse=True)
def _fresh_process():
    """What a request leaves behind in its thread or in memory must not reach the next test."""
    cache.clear()
    translation.activate(settings.LANGUAGE_CODE)
