"""Make `.venv` and install the locked packages into it, with nothing but the standard library.

A mark in `.venv` holds the hash of the lock file and of the interpreter. The mark is written last, so a set-up that was
cut off, or an environment that lost its interpreter, is made anew instead of half-used. uv when present, else venv and pip.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
MARK = VENV / ".installed"
LOCKS = {"run": ROOT / "requirements.txt", "dev": ROOT / "requirements-dev.txt"}
OLDEST = (3, 12)


def main(kind: str) -> int:
    """Set up for `run` (the site) or `dev` (also checks and tests)."""
    if sys.version_info < OLDEST:
        print(f"Python {'.'.join(map(str, OLDEST))} or newer is needed; this is {sys.version.split()[0]}.")
        return 1
    (ROOT / "var").mkdir(exist_ok=True)
    with (ROOT / "var" / "setup.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two `make` commands at once: the second waits and finds it done
        if _installed(kind):
            return 0
        print(f"Installing the locked packages ({LOCKS[kind].name}); this takes a minute the first time.", flush=True)
        try:
            _install(kind)
        except (subprocess.CalledProcessError, OSError) as error:
            print(f"Installing failed: {error}\nCheck the network and the disk, then run the same command again.")
            return 1
    return 0


def _installed(kind: str) -> bool:
    """Whether the environment works and holds this lock (dev holds everything run needs)."""
    try:
        marks = set(MARK.read_text().split())
    except OSError:
        return False
    wanted = {_digest("dev"), _digest("run")} if kind == "run" else {_digest("dev")}
    return bool(marks & wanted) and _works()


def _works() -> bool:
    """Whether the environment's interpreter runs and finds Django; a broken one is repaired."""
    try:
        result = subprocess.run([PYTHON, "-c", "import django, wagtail"], capture_output=True, check=False)
    except OSError:
        return False
    return result.returncode == 0


def _digest(kind: str) -> str:
    return hashlib.sha256(LOCKS[kind].read_bytes() + sys.version.encode()).hexdigest()


def _install(kind: str) -> None:
    """Complete the environment, or make it anew when it was cut off or is broken."""
    if not MARK.exists() or not _works():
        shutil.rmtree(VENV, ignore_errors=True)
    MARK.unlink(missing_ok=True)
    uv = shutil.which("uv")
    if not (uv and _install_with_uv(uv, LOCKS[kind])):
        _install_with_pip(LOCKS[kind])
    if not _works():
        raise OSError("the environment does not work after installing")
    MARK.write_text(_digest(kind))


def _install_with_uv(uv: str, lock: Path) -> bool:
    """Return whether uv could do it; a uv that cannot reach the packages leaves the work to pip."""
    environment = os.environ | {"UV_PYTHON_DOWNLOADS": "never"}
    try:
        if not VENV.exists():
            subprocess.run(
                [uv, "venv", "--quiet", "--seed", "--python", sys.executable, VENV], check=True, env=environment
            )
        command: list[str | Path] = [
            uv,
            "pip",
            "install",
            "--quiet",
            "--require-hashes",
            "--python",
            PYTHON,
            "-r",
            lock,
        ]
        subprocess.run(command, check=True, env=environment, cwd=ROOT)
    except subprocess.CalledProcessError:
        shutil.rmtree(VENV, ignore_errors=True)
        return False
    return True


def _install_with_pip(lock: Path) -> None:
    if not VENV.exists():
        subprocess.run([sys.executable, "-m", "venv", VENV], check=True)
    command: list[str | Path] = [
        PYTHON,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--require-hashes",
        "-r",
        lock,
    ]
    subprocess.run(command, check=True, cwd=ROOT)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "run"))
