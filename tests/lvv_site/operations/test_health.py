"""Health: alive without touching anything, ready only when every part works, and no secret in the answer."""

import json

import pytest
from django.core.cache import cache
from django.db import OperationalError, connection
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from lvv_site.operations import heartbeat

OK = {"status": "ok", "database": "ok", "cache": "ok", "worker": "ok"}


def test_healthz_touches_no_database() -> None:
    response = Client().get("/healthz")  # without the database mark every query would raise
    assert (response.status_code, response.content) == (200, b"ok\n")
    assert "no-store" in response.headers["Cache-Control"]
    assert response.cookies == {}


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
@pytest.mark.django_db
def test_a_probe_may_ask_by_address(path: str) -> None:
    heartbeat.beat("worker")
    response = Client().get(path, headers={"Host": "10.0.0.7:8000"})
    assert response.status_code == 200
    assert Client().get("/", headers={"Host": "10.0.0.7:8000"}).status_code == 400


@pytest.mark.django_db
def test_readyz_is_ok_when_everything_works(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    heartbeat.beat("worker")
    with django_assert_max_num_queries(8):
        response = Client().get("/readyz")
    assert (response.status_code, response.json()) == (200, OK)
    assert "no-store" in response.headers["Cache-Control"]


@pytest.mark.django_db
def test_readyz_names_a_missing_worker() -> None:
    heartbeat.beat("worker")
    heartbeat.stop("worker")
    response = Client().get("/readyz")
    assert (response.status_code, response.json()) == (503, OK | {"status": "failed", "worker": "failed"})


def fail(*_: object, **__: object) -> None:
    raise OperationalError("password authentication failed for user geheim at db.intern:5432")


@pytest.mark.django_db
def test_readyz_names_a_failing_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    heartbeat.beat("worker")
    monkeypatch.setattr(cache, "set", fail)
    response = Client().get("/readyz")
    assert (response.status_code, response.json()) == (503, OK | {"status": "failed", "cache": "failed"})


def test_readyz_names_a_failing_database_and_tells_no_secret(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(connection, "cursor", fail)
    monkeypatch.setattr(connection, "chunked_cursor", fail)
    response = Client().get("/readyz")
    assert response.status_code == 503
    assert json.loads(response.content) == OK | {"status": "failed", "database": "failed", "worker": "failed"}
    assert "geheim" not in response.content.decode() + caplog.text


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/.well-known/security.txt"])
def test_health_is_for_reading(path: str) -> None:
    assert Client().post(path).status_code == 405
