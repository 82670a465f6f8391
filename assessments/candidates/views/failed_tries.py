"""Counts failed tries of join codes by address, in windows of ten minutes."""

import time

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

WINDOW_SECONDS = 600
MOST = 60


def are_too_many(request: HttpRequest) -> bool:
    return cache.get(_key(request), 0) >= MOST


def add(request: HttpRequest) -> None:
    """Count one failed try.

    `incr` loses no count on Redis or within one process; with a memory cache each
    worker counts for itself.
    """
    cache.add(_key(request), 0, timeout=WINDOW_SECONDS)
    cache.incr(_key(request))


def _key(request: HttpRequest) -> str:
    # No address is kept, only what cannot be turned back into one.
    window = int(time.time()) // WINDOW_SECONDS
    address = get_adapter().get_client_ip(request)
    return f"failed:{window}:{salted_hmac('failed-tries', address).hexdigest()}"
