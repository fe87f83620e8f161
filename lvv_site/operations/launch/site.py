"""`make run` and `make serve`: database, migrations, demo, web and worker, started together and stopped together."""

import argparse
import ctypes
import errno
import fcntl
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
VAR = Path(os.environ.get("VAR_DIR") or ROOT / "var")
STOP_SECONDS = 15
PR_SET_PDEATHSIG = 1  # prctl(2)


def main() -> int:
    """Parse the kind of start and do it."""
    parser = argparse.ArgumentParser(prog="make")
    parser.add_argument("kind", choices=["run", "serve"])
    kind = parser.parse_args().kind
    try:
        port = _port(os.environ.get("PORT") or "8000", kind)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 1
    os.chdir(ROOT)
    environment = _local_environment(port) if kind == "run" else _serve_environment(port)
    os.environ.update(environment)
    # A signal must run the `finally` blocks below: else web, worker and database would stay behind. A closed terminal too.
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: sys.exit(0))
    try:
        with _database():
            return _start(kind, port)
    except KeyboardInterrupt:
        return 0
    except subprocess.CalledProcessError as error:
        print(f"Starting failed at: {' '.join(map(str, error.cmd[1:]))}", file=sys.stderr)
        return 1


def _port(text: str, kind: str) -> int:
    """Return the port when it is a free one.

    Raises:
        ValueError: it is not; the text says why and what to do.
    """
    if not (text.isascii() and text.isdecimal()) or not 0 < int(text) < 65536:
        raise ValueError(f"PORT={text} is not a port number (1 to 65535).")
    port = int(text)
    other = f"choose another: make {kind} PORT={8001 if port == 8000 else 8000}"
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            if error.errno == errno.EACCES:
                raise ValueError(f"Port {port} is for the system's own programs; {other}") from None
            raise ValueError(f"Port {port} is in use. Stop what runs there, or {other}") from None
    return port


def _local_environment(port: int) -> dict[str, str]:
    demo = "0" if os.environ.get("EMPTY") == "1" else "1"
    return {
        "DJANGO_SETTINGS_MODULE": "lvv_site.settings.local",
        "DEMO": os.environ.get("DEMO") or demo,
        "BASE_URL": os.environ.get("BASE_URL") or f"http://127.0.0.1:{port}",
    }


def _serve_environment(port: int) -> dict[str, str]:
    """Production settings for this machine alone; secrets are made once and kept in var/."""
    from lvv_site.operations import postgres

    given = os.environ
    return {
        "DJANGO_SETTINGS_MODULE": "lvv_site.settings.production",
        "SECRET_KEY": given.get("SECRET_KEY") or _secret("secret-key"),
        "ALLOWED_HOSTS": given.get("ALLOWED_HOSTS") or "127.0.0.1,localhost",
        "BASE_URL": given.get("BASE_URL") or f"http://127.0.0.1:{port}",
        "DATABASE_URL": given.get("DATABASE_URL") or postgres.Cluster(VAR / "postgres").url("lvv"),
        "EMAIL_URL": given.get("EMAIL_URL") or f"file://{VAR / 'mail'}",
        "SIGNING_KEY_DIR": given.get("SIGNING_KEY_DIR") or str(VAR / "keys"),
        "SERVE_MEDIA": "1",
        "EMBEDDED": "" if given.get("DATABASE_URL") else "1",
    }


def _secret(name: str) -> str:
    path = VAR / name
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_suffix(".partial")
        partial.touch(mode=0o600)
        partial.write_text(secrets.token_urlsafe(64))
        partial.rename(path)  # whole or not at all: half a secret would be kept
    return path.read_text().strip()


@contextmanager
def _database() -> Iterator[None]:
    """Hold the embedded server for as long as the site runs; nothing to hold for a server elsewhere."""
    from lvv_site.operations import postgres

    cluster = postgres.Cluster(VAR / "postgres")
    if (os.environ.get("DATABASE_URL") or cluster.url("lvv")) != cluster.url("lvv"):
        yield
        return
    try:
        with cluster.running():
            yield
    except postgres.PostgresUnavailableError as error:
        sys.exit(f"Database: {error}")


def _start(kind: str, port: int) -> int:
    _prepare(kind)
    processes = {}
    try:
        for name, command in {"site": _web(kind, port), "worker": [sys.executable, "manage.py", "worker"]}.items():
            processes[name] = subprocess.Popen(command, start_new_session=True, preexec_fn=_end_with_parent)  # noqa: PLW1509 - one thread
        return _watch(processes, port)
    finally:
        _stop(list(processes.values()))


def _prepare(kind: str) -> None:
    """Bring the database and the files up to date; a second start beside this one waits for its turn."""
    arguments = ["--serve"] if kind == "serve" else []
    VAR.mkdir(parents=True, exist_ok=True)
    with (VAR / "prepare.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        command = [sys.executable, "manage.py", "prepare", *arguments]
        subprocess.run(command, check=True, preexec_fn=_end_with_parent)


def _end_with_parent() -> None:
    """Ask the kernel (Linux) to end this child when its parent is killed hard, so that no port and no lock stays taken."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _web(kind: str, port: int) -> list[str]:
    if kind == "run":
        reload = [] if os.environ.get("DEBUG") == "1" else ["--noreload"]  # a newcomer edits nothing
        return [sys.executable, "manage.py", "runserver", f"127.0.0.1:{port}", *reload]
    # One line a request is written by the application itself, by pattern; gunicorn's would name paths.
    return [
        sys.executable, "-m", "gunicorn", "lvv_site.wsgi", "--bind", f"127.0.0.1:{port}", "--worker-class", "gthread",
        "--workers", os.environ.get("WORKERS") or "2", "--threads", "4", "--max-requests", "20000",
        "--max-requests-jitter", "2000", "--log-level", "warning", "--preload",
    ]  # fmt: skip


def _watch(processes: dict[str, subprocess.Popen[bytes]], port: int) -> int:
    """Say where the site is once it answers; end when one of the processes ends."""
    announced = False
    while True:
        for name, process in processes.items():
            if process.poll() is not None:
                print(f"The {name} ended by itself (code {process.returncode}); stopping.", file=sys.stderr)
                return 1
        if not announced and _answers(port):
            announced = True
            _announce(port)
        time.sleep(0.2)


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _announce(port: int) -> None:
    print(f"\nThe site runs at http://127.0.0.1:{port}/  (stop: Ctrl+C)", flush=True)
    print(f"Passkeys need a name instead of a number: http://localhost:{port}/", flush=True)


def _stop(processes: list[subprocess.Popen[bytes]]) -> None:
    """Ask every process group to stop, then insist."""
    for process in processes:
        _signal(process, signal.SIGTERM)
    until = time.monotonic() + STOP_SECONDS
    for process in processes:
        try:
            process.wait(max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            _signal(process, signal.SIGKILL)


def _signal(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    try:
        os.killpg(process.pid, number)
    except ProcessLookupError:
        return


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    sys.exit(main())
