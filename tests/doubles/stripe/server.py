"""The HTTP side: API with keys and idempotency, hosted page, signed events."""

import hashlib
import hmac
import html
import json
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from .description import NotStripeError, decoded
from .world import OUTCOMES, Thing, World

API_KEY, WEBHOOK_SECRET = "sk_test_double", "whsec_double"
PAGE = """<!doctype html><html lang="nl"><head><meta charset="utf-8"><title>Betalen (nagebootst)</title></head><body><main>
<h1>Betalen (nagebootst)</h1><p>{amount} {currency}</p>
<form method="post">{buttons}</form></main></body></html>"""


def signature(payload: bytes, secret: str = WEBHOOK_SECRET, moment: float | None = None) -> str:
    """Return the header that Stripe signs a delivery with."""
    at = int(time.time() if moment is None else moment)
    digest = hmac.new(secret.encode(), f"{at}.".encode() + payload, hashlib.sha256).hexdigest()
    return f"t={at},v1={digest}"


class StripeDouble:
    """A running Stripe. `faults` holds what the next API answers suffer: a status, "lost" after it was carried out, or None."""

    def __init__(self) -> None:
        self.world = World()
        self.faults: list[int | str | None] = []
        self.calls: list[tuple[str, str]] = []
        self.answers: dict[str, tuple[str, int, Thing]] = {}
        self.lock = threading.RLock()
        double = self

        class Handler(_Handler):
            stripe = double

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self._server.server_port}"
        self.world.address = self.address

    @contextmanager
    def running(self) -> Iterator["StripeDouble"]:
        """Serve in a thread of its own."""
        thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self._server.shutdown()
            self._server.server_close()
            thread.join()

    def deliver(self, url: str, events: Iterable[Thing] | None = None, *, secret: str = WEBHOOK_SECRET) -> list[int]:
        """Post events (all there are, by default) to a webhook and return the answers' status codes."""
        found = []
        for event in list(self.world.events.values()) if events is None else events:
            payload = json.dumps(event).encode()
            headers = {"Content-Type": "application/json", "Stripe-Signature": signature(payload, secret)}
            request = urllib.request.Request(url, payload, headers)
            try:
                with urllib.request.urlopen(request, timeout=10) as answer:
                    found.append(answer.status)
            except urllib.error.HTTPError as error:
                found.append(error.code)
        return found

    def answer(self, method: str, path: str, query: dict[str, list[str]], body: str) -> Thing:
        """Carry out one call of the API.

        Raises:
            NotStripeError, KeyError: Stripe refuses it; there is no such thing.
        """
        self.world.pass_time()
        match path.removeprefix("/v1/").split("/") if method == "POST" else ():
            case "checkout", "sessions":
                return self.world.open_session(decoded("checkout.sessions.create", body))
            case "checkout", "sessions", key, "expire":
                return self.world.end_session(key)
            case ("refunds",):
                return self.world.refund(decoded("refunds.create", body))
        if method == "GET":
            return self._read(path, query)
        raise KeyError(path)

    def _read(self, path: str, query: dict[str, list[str]]) -> Thing:
        """Return a thing, or a list of refunds or events."""
        name, _, key = path.removeprefix("/v1/").removeprefix("checkout/").partition("/")
        things: dict[str, Thing] = {
            "sessions": self.world.sessions, "payment_intents": self.world.intents, "refunds": self.world.refunds,
            "charges": self.world.charges, "disputes": self.world.disputes, "events": self.world.events,
        }[name]  # fmt: skip
        if key:
            return things[key]
        wanted = {field: query.get(field) for field in ("payment_intent", "type", "status")}
        since, until = (
            int(query.get(f"created[{end}]", [other])[0]) for end, other in (("gte", "0"), ("lte", "9" * 12))
        )
        found = [one for one in things.values() if since <= one["created"] <= until]
        return _listed(found, path, **wanted)


def _listed(things: Iterable[Thing], path: str, **wanted: list[str] | None) -> Thing:
    """Return a page of Stripe's kind, the newest first."""
    found = [one for one in things if all(not values or one.get(key) in values for key, values in wanted.items())]
    return {"object": "list", "url": path, "has_more": False, "data": found[::-1]}


class _Handler(BaseHTTPRequestHandler):
    stripe: StripeDouble
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Show the hosted page, or answer the API."""
        self._page("") if urlsplit(self.path).path.startswith("/c/pay/") else self._call("GET", "")

    def do_POST(self) -> None:
        """Press a button of the hosted page, or answer the API."""
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        self._page(body) if urlsplit(self.path).path.startswith("/c/pay/") else self._call("POST", body)

    def log_message(self, *_arguments: object) -> None:
        """Stay quiet."""

    def _call(self, method: str, body: str) -> None:
        parts = urlsplit(self.path)
        with self.stripe.lock:
            self.stripe.calls.append((method, parts.path))
            fault = self.stripe.faults.pop(0) if self.stripe.faults else None
            if isinstance(fault, int):
                return self._send(fault, _error("api_error", "out of order"))
            status, answer, replayed = self._carried_out(method, parts.path, parse_qs(parts.query), body)
        if fault == "lost":
            self.close_connection = True
            return None
        return self._send(status, answer, {"Idempotent-Replayed": "true"} if replayed else {})

    def _carried_out(self, method: str, path: str, query: Any, body: str) -> tuple[int, Thing, bool]:
        if self.headers.get("Authorization") != f"Bearer {API_KEY}":
            return 401, _error("invalid_request_error", "this key is not ours"), False
        key = self.headers.get("Idempotency-Key", "") if method == "POST" else ""
        said = f"{path}?{body}"
        if key in self.stripe.answers:
            before, status, answer = self.stripe.answers[key]
            if before != said:
                return 400, _error("idempotency_error", "this key was used with other parameters"), False
            return status, answer, True
        try:
            status, answer = 200, json.loads(json.dumps(self.stripe.answer(method, path, query, body)))
        except NotStripeError as error:
            status, answer = 400, _error("invalid_request_error", str(error), error.param)
        except KeyError:
            status, answer = 404, _error("invalid_request_error", "there is no such thing", code="resource_missing")
        if key:
            self.stripe.answers[key] = (said, status, answer)
        return status, answer, False

    def _page(self, body: str) -> None:
        key = urlsplit(self.path).path.removeprefix("/c/pay/")
        with self.stripe.lock:
            session = self.stripe.world.sessions.get(key)
            if session is None:
                return self._send(404, _error("invalid_request_error", "there is no such session"))
            if body:
                chosen = parse_qs(body).get("outcome", [""])[0]
                session = self.stripe.world.pay(key, chosen)
                if chosen in {"succeeded", "later"}:
                    return self._redirect(str(session["success_url"]).replace("{CHECKOUT_SESSION_ID}", key))
                if chosen == "aborted":
                    return self._redirect(str(session["cancel_url"]))
        buttons = "".join(f'<button name="outcome" value="{one}">{one}</button>' for one in OUTCOMES)
        amount = f"{session['amount_total'] / 100:.2f}"
        page = PAGE.format(amount=amount, currency=html.escape(session["currency"].upper()), buttons=buttons)
        return self._send(200, page)

    def _redirect(self, url: str) -> None:
        self.send_response(303)
        self.send_header("Location", url)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _send(self, status: int, answer: Thing | str, headers: dict[str, str] | None = None) -> None:
        page = isinstance(answer, str)
        content = (answer if isinstance(answer, str) else json.dumps(answer)).encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/html; charset=utf-8" if page else "application/json")
        self.send_header("Content-Length", str(len(content)))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)


def _error(kind: str, message: str, param: str = "", code: str = "") -> Thing:
    return {
        "error": {
            "type": kind,
            "message": message,
            **({"param": param} if param else {}),
            **({"code": code} if code else {}),
        }
    }
