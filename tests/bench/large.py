"""Register search among many people, over HTTP, one request after the other."""

import http.client
import os
import random
import statistics
import subprocess
import sys
import time
from itertools import cycle
from urllib.parse import quote

from django.db import connection

WORKERS = "2"
SEARCHES = 400
TOWNS = ("Zwolle", "Utrecht", "Amsterdam", "Assen", "Breda", "Den Haag")
P95_LIMIT_MS = 50.0


def report(people: int) -> bool:
    """Start a server on the large database (made once, then kept) and time searches as people do them."""
    environment = os.environ | {"BENCH_DATABASE": f"lvv_bench_{people}"}
    started = time.monotonic()
    for command in (
        ["migrate", "--verbosity=0"],
        ["createcachetable"],
        ["demo", "--members", str(people), "--if-empty"],
    ):
        subprocess.run([sys.executable, "manage.py", *command], env=environment, check=True)
    print(f"\n{people} people, made or found in {time.monotonic() - started:.0f} s")
    port = 8765
    command = [
        sys.executable, "-m", "gunicorn", "lvv_site.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", WORKERS, "--log-level", "error",
    ]  # fmt: skip
    server = subprocess.Popen(command, env=environment)
    try:
        _wait(port)
        bare = _times(port, ["/bench/bare/"] * 100)
        good = True
        for name, questions in searches().items():
            times = _times(port, questions)
            p95 = statistics.quantiles(times, n=20)[18]
            good = good and p95 <= P95_LIMIT_MS
            print(
                f"register search, {name:<22} median {statistics.median(times):6.1f} ms  p95 {p95:6.1f} ms"
                f"  (bare view {statistics.median(bare):.1f} ms){'' if p95 <= P95_LIMIT_MS else '   OVER'}"
            )
    finally:
        server.terminate()
        server.wait()
    return good


def searches() -> dict[str, list[str]]:
    """Return the addresses of what people ask, drawn from the small association's names: they are made in the same way."""
    chance = random.Random(11)
    with connection.cursor() as cursor:
        cursor.execute("SELECT given_name, infix, family_name FROM members_person ORDER BY id LIMIT 2000")
        people = cursor.fetchall()
        cursor.execute("SELECT number FROM certification_certificate ORDER BY id LIMIT 2000")
        numbers = [number for (number,) in cursor.fetchall()]
    names = chance.choices(people, k=SEARCHES // 4)
    whole = [" ".join(part for part in name if part) for name in names]
    near = [
        f"plaats={quote(town)}&straal={km}"
        for town, km in zip(cycle(TOWNS), chance.choices((10, 25, 40), k=len(names)))
    ]
    return {
        "family name": [_search(family) for _given, _infix, family in names],
        "full name": [_search(name) for name in whole],
        "full name and town": [_search(f"{name} {town}") for name, town in zip(whole, cycle(TOWNS), strict=False)],
        "with a typing error": [_search(_typo(family, chance)) for _given, _infix, family in names],
        "number": [_search(number) for number in chance.choices(numbers, k=SEARCHES // 4)],
        "near a town": [f"/register/?{where}" for where in near],
        "name near a town": [f"{_search(name[2])}&{where}" for name, where in zip(names, near, strict=True)],
        "the map": [f"/register/kaart/?q={quote(family)}" for _given, _infix, family in names],
    }


def _search(text: str) -> str:
    return f"/register/?q={quote(text)}"


def _typo(word: str, chance: random.Random) -> str:
    place = chance.randrange(max(1, len(word) - 1))
    return word[:place] + word[place + 1 : place + 2] + word[place : place + 1] + word[place + 2 :]


def _times(port: int, addresses: list[str]) -> list[float]:
    connection_to = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    times = []
    for address in addresses:
        started = time.perf_counter()
        connection_to.request("GET", address)
        response = connection_to.getresponse()
        response.read()
        times.append((time.perf_counter() - started) * 1000)
        if response.status not in {200, 302}:
            raise SystemExit(f"register search answered {response.status}")
    connection_to.close()
    return times


def _wait(port: int) -> None:
    for _ in range(200):
        try:
            _times(port, ["/bench/bare/"] * 4)
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise SystemExit("the bench's server does not answer")
