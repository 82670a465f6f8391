import pytest
from django.core.cache import cache

from csquality.catalogs import compile_stale


def pytest_configure():
    compile_stale()


@pytest.fixture(autouse=True)
def _empty_cache():
    cache.clear()
