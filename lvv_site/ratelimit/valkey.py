"""The same count in Valkey or Redis, when the shared cache lives there (`CACHE_URL`). Needs the package `redis`."""

from __future__ import annotations

from functools import lru_cache
from importlib import import_module
from typing import Any

from django.conf import settings

SECONDS_TO_WAIT = 0.25  # a limit may not cost more than the page


def configured() -> bool:
    """Whether the shared cache is Valkey or Redis."""
    return settings.CACHES["default"]["BACKEND"].endswith(".RedisCache")


def count(key: str, seconds: int, times: int) -> tuple[int, float]:
    """Count so many; return the number in this window and the seconds until it closes. One round trip, one transaction."""
    name = f"ratelimit:{key}"
    with _client(settings.CACHES["default"]["LOCATION"]).pipeline(transaction=True) as pipeline:
        pipeline.set(name, 0, ex=seconds, nx=True)
        pipeline.incr(name, times)
        pipeline.pttl(name)
        _, number, milliseconds = pipeline.execute()
    return number, milliseconds / 1000


def unavailable() -> tuple[type[Exception], ...]:
    """Return the errors that mean Valkey cannot be reached."""
    return (_package().exceptions.RedisError, OSError)


@lru_cache
def _client(url: str) -> Any:
    return _package().Redis.from_url(url, socket_timeout=SECONDS_TO_WAIT, socket_connect_timeout=SECONDS_TO_WAIT)


def _package() -> Any:
    return import_module("redis")  # optional: only installed where CACHE_URL is used
