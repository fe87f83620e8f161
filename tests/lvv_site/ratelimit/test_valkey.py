"""The same limits when the cache lives in Valkey."""

import sys
from collections.abc import Iterator

import pytest
from pytest_django import DjangoAssertNumQueries, Settings

from lvv_site.ratelimit import Verdict, check, valkey
from tests.doubles.valkey import Server, package


@pytest.fixture
def server(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    server = Server()
    monkeypatch.setitem(sys.modules, "redis", package(server))
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://cache/0"}
    }
    valkey._client.cache_clear()
    yield server
    valkey._client.cache_clear()


def test_package_redis_is_not_needed_without_cache_url() -> None:
    assert not valkey.configured()


def test_check_counts_in_valkey(server: Server) -> None:
    verdicts = [check("form", "203.0.113.5", (2, 60)) for _ in range(3)]
    assert verdicts == [Verdict(allowed=True), Verdict(allowed=True), Verdict(allowed=False, retry_after=60)]
    assert server.round_trips == 3
    assert "203.0.113.5" not in repr(server.values)


def test_several_count_as_many(server: Server) -> None:
    assert [check("form", "a", (5, 60), times=times).allowed for times in (3, 2, 1)] == [True, True, False]


def test_window_opens_again(server: Server) -> None:
    assert [check("form", "a", (1, 60)).allowed for _ in range(2)] == [True, False]
    server.values = {name: (number, 0.0) for name, (number, _) in server.values.items()}
    assert check("form", "a", (1, 60)).allowed


@pytest.mark.django_db
def test_limit_moves_to_the_database_while_valkey_is_away(
    server: Server, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    server.reachable = False
    with django_assert_num_queries(3):
        assert [check("form", "a", (2, 60)).allowed for _ in range(3)] == [True, True, False]


def test_double_agrees_with_the_real_client() -> None:
    """Every call that the double takes is one the package `redis` takes too."""
    import inspect

    import redis

    inspect.signature(redis.Redis.from_url).bind("redis://cache/0", socket_timeout=1, socket_connect_timeout=1)
    inspect.signature(redis.Redis.pipeline).bind(None, transaction=True)
    inspect.signature(redis.client.Pipeline.set).bind(None, "name", 0, ex=60, nx=True)
    inspect.signature(redis.client.Pipeline.incr).bind(None, "name", 2)
    inspect.signature(redis.client.Pipeline.pttl).bind(None, "name")
    assert issubclass(redis.exceptions.ConnectionError, redis.exceptions.RedisError)
