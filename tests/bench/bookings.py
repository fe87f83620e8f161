"""Reserving at contention, over HTTP: many buyers press the button for places of one occasion, on a server with two workers.

A reservation is a place that is held, with its lock, count and story. What the button of the page does besides is told too: form,
order, attempt to pay and letter. Compared with a bare view of the same run.
"""

import http.client
import os
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.db import transaction
from django.utils import timezone

PORT = 8766
HEADERS = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
SECONDS, BUYERS_AT_ONCE = 10, 12
BUYERS, PLACES = 200, 50
LEAST_A_SECOND, SLOWEST = 80.0, 3.0


@dataclass
class Answers:
    """What came back: how often which status, and how long each took, in seconds."""

    statuses: Counter[int] = field(default_factory=Counter)
    times: list[float] = field(default_factory=list)

    def p99(self) -> float:
        """Return the time that one in a hundred took longer than."""
        return sorted(self.times)[int(len(self.times) * 0.99)]


def report() -> bool:
    """Measure both; whether they keep to their limits."""
    with _server():
        bare = _for_a_while(lambda _number: ("GET", "/bench/bare/", ""))
        code = _occasion(100_000)
        held = _for_a_while(lambda _number: ("POST", f"/bench/reserve/{code}/", "x=1"))
        rate = held.statuses[201] / SECONDS
        good = rate >= LEAST_A_SECOND and set(held.statuses) == {201}
        print(f"\nbare view                   {bare.statuses[200] / SECONDS:6.1f} a second")
        _line("reservations at contention", rate, held, good=good)
        buyers = _buttons(code, 4_000)
        sold = _for_a_while(lambda number: ("POST", f"/boeken/{code}/", buyers[number]))
        _line("the button: order, attempt", sold.statuses[302] / SECONDS, sold, good=set(sold.statuses) == {302})
        return _rush() and good


def _line(name: str, rate: float, answers: Answers, *, good: bool) -> None:
    over = "" if good else "   OVER"
    print(f"{name}  {rate:6.1f} a second  p99 {answers.p99() * 1000:6.0f} ms  {dict(answers.statuses)}{over}")


def _rush() -> bool:
    """Let 200 people want 50 places at the same moment; who finds it full goes on the waiting list."""
    code = _occasion(PLACES)
    answers = _all_at_once(code, _buttons(code, BUYERS))
    held, waiting = _counted(code)
    slow, errors = answers.p99(), sum(number for status, number in answers.statuses.items() if status >= 400)
    good = (held, waiting, errors) == (PLACES, BUYERS - PLACES, 0) and slow < SLOWEST
    print(
        f"{BUYERS} buyers, {PLACES} places     {held} held, {waiting} waiting  p99 {slow * 1000:6.0f} ms"
        f"  {dict(answers.statuses)}{'' if good else '   OVER'}"
    )
    return good


@contextmanager
def _server() -> Iterator[None]:
    environment = os.environ | {"DEMO": "1", "BENCH_DATABASE": "lvv_bench"}
    command = [
        sys.executable, "-m", "gunicorn", "lvv_site.wsgi", "--bind", f"127.0.0.1:{PORT}", "--worker-class", "gthread",
        "--workers", "2", "--threads", "4", "--preload", "--log-level", "error", "--backlog", "2048",
    ]  # fmt: skip
    server = subprocess.Popen(command, env=environment)
    try:
        _wait()
        yield
    finally:
        server.terminate()
        server.wait()


def _wait() -> None:
    for _try in range(150):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=5)
            connection.request("GET", "/bench/bare/")
            connection.getresponse().read()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise RuntimeError("the server does not answer")


def _occasion(capacity: int) -> str:
    from tests.factories import booking as make

    return make.occasion(capacity, code=f"bench-{time.time_ns()}").code


def _buttons(code: str, number: int) -> list[str]:
    """Return what so many buyers post from the page with the button, each with a signed draft and field of their own."""
    from events.booking import access, drafts
    from lvv_site import forms

    posts = []
    for one in range(number):
        name, email = f"Koper {one}", f"koper{one}@bench.example"
        draft = drafts.Draft(
            occasion=code, comers=(drafts.Comer(name, email),), total="181.50",
            payer={"kind": "person", "name": name, "email": email},
        )  # fmt: skip
        posts.append(
            urlencode(
                {"draft": draft.sealed(), forms.TOKEN: forms.token(access.SCOPE), "akkoord": "on", "manier": "demo"}
            )
        )
    time.sleep(forms.MIN_SECONDS + 0.5)
    return posts


def _counted(code: str) -> tuple[int, int]:
    from events.booking import capacity
    from events.booking.models import Occasion

    occasion = Occasion.objects.get(code=code)
    with transaction.atomic():
        counts = capacity.counted([occasion], timezone.now())[occasion.pk]
    return counts.taken, counts.waiting


def _for_a_while(asked: Callable[[int], tuple[str, str, str]]) -> Answers:
    """Send requests over some connections at once, for some seconds."""
    answers, numbers, lock = Answers(), iter(range(10**9)), threading.Lock()
    until = time.monotonic() + SECONDS

    def send() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=30)
        while time.monotonic() < until:
            with lock:
                number = next(numbers)
            _one(connection, answers, *asked(number))

    _together(send, BUYERS_AT_ONCE)
    return answers


def _all_at_once(code: str, buyers: list[str]) -> Answers:
    answers, lock, start = Answers(), threading.Lock(), threading.Barrier(BUYERS)
    left = iter(zip(buyers, _buttons(code, BUYERS), strict=True))

    def buy() -> None:
        with lock:
            button, once_more = next(left)
        start.wait()
        connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=60)
        if _one(connection, answers, "POST", f"/boeken/{code}/", button) == 200:  # full
            _one(connection, answers, "POST", f"/boeken/{code}/", f"{once_more}&wachtlijst=1")

    _together(buy, BUYERS)
    return answers


def _one(connection: http.client.HTTPConnection, answers: Answers, method: str, path: str, body: str) -> int:
    started = time.perf_counter()
    connection.request(method, path, body or None, HEADERS if body else {})
    answer = connection.getresponse()
    answer.read()
    answers.times.append(time.perf_counter() - started)
    answers.statuses[answer.status] += 1
    return answer.status


def _together(work: Callable[[], None], number: int) -> None:
    threads = [threading.Thread(target=work) for _each in range(number)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
