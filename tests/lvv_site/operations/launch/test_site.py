"""Starting the site: refused with a reason, killed at any moment, stopped whole. Starts the real thing."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from lvv_site.operations.postgres import Cluster

ROOT = Path(__file__).resolve().parents[4]
PATIENCE = 180  # seconds; two busy cores


class Site:
    """A start of the site with a var/ and a port of its own."""

    def __init__(self, var: Path) -> None:
        self.var, self.port = var, free_port()
        self.log = var / "start.log"

    def start(self, kind: str = "run", **environment: str) -> subprocess.Popen[bytes]:
        kept = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "DEMO", "EMPTY"}}
        given = kept | {"VAR_DIR": str(self.var), "PORT": str(self.port), "PYTHONUNBUFFERED": "1"} | environment
        with self.log.open("wb") as log:
            return subprocess.Popen(
                [sys.executable, ROOT / "lvv_site/operations/launch/site.py", kind],
                env=given, stdout=log, stderr=subprocess.STDOUT, cwd="/", start_new_session=True,
            )  # fmt: skip

    def query(self, sql: str) -> int | None:
        """Return one number, or None when there is no such thing yet."""
        try:
            with psycopg.connect(Cluster(self.var / "postgres").url("lvv"), autocommit=True) as connection:
                cursor = connection.execute(sql)
                return cursor.fetchone()[0] if cursor.description else None
        except (psycopg.OperationalError, psycopg.errors.UndefinedTable):
            return None

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/register/", timeout=30) as answer:
                return answer.status == 200
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return False

    def processes(self) -> set[int]:
        """Return every process of this start: they all carry its var/ in their environment or work in its database."""
        return {int(path.name) for path in Path("/proc").glob("[0-9]*") if self.is_ours(path)}

    def is_ours(self, process: Path) -> bool:
        try:
            if (process / "stat").read_text().rpartition(")")[2].split()[0] == "Z":
                return False
            mark = f"VAR_DIR={self.var}".encode()
            here = (process / "cwd").readlink().is_relative_to(self.var)
            return here or mark in (process / "environ").read_bytes().split(b"\0")
        except OSError:
            return False

    def kill_everything(self, first: subprocess.Popen[bytes]) -> None:
        for process in self.processes():
            try:
                os.kill(process, signal.SIGKILL)
            except ProcessLookupError:
                continue
        first.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until(condition, process: subprocess.Popen[bytes] | None = None) -> None:
    until = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < until, "waited too long"
        assert process is None or process.poll() is None, "it ended by itself"
        time.sleep(0.02)


@pytest.fixture
def site(folder) -> Iterator[Site]:
    site = Site(folder)
    yield site
    for process in site.processes():
        os.kill(process, signal.SIGKILL)
    wait_until(lambda: not site.processes())


@pytest.mark.slow
def test_killed_at_any_moment_it_comes_up_sound_and_keeps_what_was_there(site):
    first = site.start()
    wait_until(lambda: (site.query("SELECT count(*) FROM django_migrations") or 0) > 3, first)
    site.kill_everything(first)

    second = site.start()
    wait_until(lambda: b"lvv_site.members.demo" in site.log.read_bytes(), second)  # people are in, pages are coming
    site.kill_everything(second)

    third = site.start()
    wait_until(site.answers, third)
    assert b"Demo: 1600 members." in site.log.read_bytes()
    people = site.query("SELECT count(*) FROM members_person")
    assert people >= 1600
    site.query("INSERT INTO shared_cache VALUES ('kept', 'seven', now() + interval '1 day')")
    site.kill_everything(third)

    fourth = site.start()
    wait_until(site.answers, fourth)
    assert b"Demo: 1600 members." not in site.log.read_bytes()
    assert site.query("SELECT count(*) FROM members_person") == people
    assert site.query("SELECT count(*) FROM shared_cache WHERE cache_key = 'kept'") == 1

    fourth.kill()  # only the one that watches over the others
    fourth.wait()
    wait_until(lambda: not site.answers())

    fifth = site.start()
    wait_until(site.answers, fifth)
    fifth.send_signal(signal.SIGHUP)  # the terminal was closed
    assert fifth.wait(60) == 0
    assert site.processes() == set()


@pytest.mark.parametrize("port", ["abc", "0", "65536", "-1", "8000.5", "٨٠٠٠"])
def test_what_is_no_port_number_is_told(site, port):
    assert site.start(PORT=port).wait(60) == 1
    assert site.log.read_text() == f"PORT={port} is not a port number (1 to 65535).\n"
    assert not (site.var / "postgres").exists()


@pytest.mark.parametrize("kind", ["run", "serve"])
def test_a_port_in_use_is_told(site, kind):
    with socket.socket() as other:
        other.bind(("127.0.0.1", site.port))
        other.listen()
        assert site.start(kind).wait(60) == 1
    expected = f"Port {site.port} is in use. Stop what runs there, or choose another: make {kind} PORT=8000\n"
    assert site.log.read_text() == expected
    assert not (site.var / "postgres").exists()


def test_an_empty_start_without_a_terminal_says_what_it_needs(site):
    assert site.start(EMPTY="1").wait(PATIENCE) == 1
    assert "set OFFICE_EMAIL and OFFICE_PASSWORD" in site.log.read_text()
    assert site.processes() == set()
