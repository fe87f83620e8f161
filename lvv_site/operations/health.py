"""Whether this process lives, and whether it can do its work; says which part fails, never why (that is in the logs)."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable

from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_safe

from . import heartbeat

logger = logging.getLogger("lvv.health")


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Answer: the process is alive. Touches nothing else, so that a database that is away restarts no process."""
    response = HttpResponse("ok\n", content_type="text/plain; charset=utf-8")
    add_never_cache_headers(response)
    return response


@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Answer 200 when database, cache and at least one worker do their part, else 503; each part by name."""
    parts = {name: "ok" if _works(name, check) else "failed" for name, check in CHECKS.items()}
    ready = set(parts.values()) == {"ok"}
    response = JsonResponse({"status": "ok" if ready else "failed", **parts}, status=200 if ready else 503)
    add_never_cache_headers(response)
    return response


def _works(name: str, check: Callable[[], bool]) -> bool:
    try:
        works = check()
    except Exception as error:  # noqa: BLE001 - whatever it is, this part does not work
        logger.warning("%s fails: %s", name, type(error).__name__)
        return False
    return works


def _database() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return bool(cursor.fetchone() == (1,))


def _cache() -> bool:
    value = secrets.token_hex(8)
    cache.set(f"readyz:{value}", value, timeout=10)
    return bool(cache.get(f"readyz:{value}") == value)


CHECKS: dict[str, Callable[[], bool]] = {"database": _database, "cache": _cache, "worker": heartbeat.is_any_alive}
