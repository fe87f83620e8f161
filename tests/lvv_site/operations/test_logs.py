"""Logs: the address pattern and nothing of the address, whatever happens to the request."""

import io
import logging
from logging.config import dictConfig

import pytest
from django.conf import settings as django_settings
from django.test import Client, RequestFactory

from lvv_site.operations.logs import PatternOnly, pattern_of

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.lvv_site.operations.log_urls")]
MARKER = "geheim-7351"
LOGGERS = ("", "django", "django.request", "django.server", "django.security", "lvv.requests", "gunicorn.error")


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """What the site's own handlers write."""
    dictConfig(django_settings.LOGGING)
    written = io.StringIO()
    for name in LOGGERS:
        for handler in logging.getLogger(name).handlers:
            if type(handler) is logging.StreamHandler:
                monkeypatch.setattr(handler, "stream", written)
    return written


def client() -> Client:
    return Client(raise_request_exception=False, enforce_csrf_checks=True)


@pytest.mark.parametrize(
    ("view", "status"), [("fine", 200), ("broken", 500), ("absent", 404), ("forbidden", 403), ("suspicious", 400)]
)
@pytest.mark.parametrize("method", ["get", "head"])
def test_line_names_the_pattern_and_not_the_address(log: io.StringIO, view: str, status: int, method: str) -> None:
    response = getattr(client(), method)(f"/{view}/{MARKER}/?q={MARKER}", headers={"Referer": f"http://x/{MARKER}"})
    assert response.status_code == status
    assert f"{method.upper()} /{view}/<word>/ {status}" in log.getvalue()
    assert MARKER not in log.getvalue()


def test_failure_keeps_its_traceback(log: io.StringIO) -> None:
    client().get(f"/broken/{MARKER}/")
    assert "RuntimeError: it broke" in log.getvalue()
    assert "ERROR django.request GET /broken/<word>/" in log.getvalue()


def test_unknown_address_is_a_dash(log: io.StringIO) -> None:
    client().get(f"/bestaat-niet-{MARKER}.php?q={MARKER}")
    assert MARKER not in log.getvalue()
    assert " 404 " in log.getvalue()


def test_post_without_token_is_logged_without_its_address(log: io.StringIO) -> None:
    assert client().post(f"/fine/{MARKER}/", {"vraag": MARKER}).status_code == 403
    assert "POST /fine/<word>/ 403" in log.getvalue()
    assert MARKER not in log.getvalue()


def test_forged_host_is_logged_without_the_host(log: io.StringIO) -> None:
    assert client().get(f"/fine/{MARKER}/", headers={"Host": f"{MARKER}.example"}).status_code == 400
    assert MARKER not in log.getvalue()


def test_development_server_prints_no_line_of_its_own(log: io.StringIO) -> None:
    logging.getLogger("django.server").info('"GET /register/?q=%s HTTP/1.1" 200', MARKER)
    assert log.getvalue() == ""


def test_filter_leaves_other_records_alone() -> None:
    record = logging.LogRecord("lvv.mail", logging.INFO, "", 0, "message %d sent", (7,), None)
    assert PatternOnly().filter(record)
    assert record.getMessage() == "message 7 sent"


@pytest.mark.parametrize(
    ("said", "arguments", "kept"),
    [
        (f"Invalid request from ip=192.0.2.7: Invalid HTTP request line: 'GET /?q={MARKER}'", (), "Invalid request"),
        ("Error handling request %s %s", ("GET", f"/?q={MARKER}"), "Error handling request"),
        ("Error handling request %s", (f"/?q={MARKER}",), "Error handling request"),
        ("Worker timeout (pid:%s)", (7,), "Worker timeout (pid:7)"),
    ],
)
def test_the_web_server_quotes_no_request(
    log: io.StringIO, said: str, arguments: tuple[object, ...], kept: str
) -> None:
    logging.getLogger("gunicorn.error").warning(said, *arguments)
    assert log.getvalue().endswith(f"WARNING gunicorn.error {kept}\n")


def test_content_pages_share_one_pattern() -> None:
    from django.urls import resolve

    request = RequestFactory().get(f"/{MARKER}/")
    request.resolver_match = resolve(f"/kenniscentrum/{MARKER}/x/")
    assert MARKER not in pattern_of(request)
