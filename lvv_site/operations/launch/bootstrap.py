"""Make `.venv` and install the locked packages into it, with nothing but the standard library.

A mark in `.venv` says which lock was installed, where, and which packages came of it, each with the hash of its list of
files. The mark is written last, and at every start what is there is held against it, file by file: a tenth of a second
for 25,000 files. So a set-up that was cut off, moved, or lost a package or a part of one is made anew instead of
half-used. An environment that only lacks what a new lock asks is completed. uv when present, else venv and pip.
"""

from __future__ import annotations

import csv
import fcntl
import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
MARK = VENV / ".installed"
LOCKS = {"run": ROOT / "requirements.txt", "dev": ROOT / "requirements-dev.txt"}
OLDEST = (3, 12)
# Where the environment's own interpreter looks for packages: after an upgrade of the system's Python, elsewhere.
PACKAGES_OF = "import sys, sysconfig; assert sys.version_info >= (3, 12); print(sysconfig.get_path('purelib'))"
PINNED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)[ ]*(;?)", re.MULTILINE)
# Of code the size counts too: a cut-off write leaves a short file. Others may grow, as certifi's list of authorities does.
CODE = (".py", ".so")


@dataclass(frozen=True)
class Mark:
    """What was installed: the hash of the lock, the place, and for each package folder the hash of its list of files."""

    lock: str
    place: str
    packages: dict[str, str]


class UnsoundError(Exception):
    """The environment is not what it should be; the text says in what."""


def main(kind: str) -> int:
    """Set up for `run` (the site) or `dev` (also checks and tests)."""
    if sys.version_info < OLDEST:
        print(f"Python {'.'.join(map(str, OLDEST))} or newer is needed; this is {sys.version.split()[0]}.")
        return 1
    (ROOT / "var").mkdir(exist_ok=True)
    with (ROOT / "var" / "setup.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two `make` commands at once: the second waits and finds it done
        try:
            _set_up(kind)
        except KeyboardInterrupt:
            print("Stopped while installing; the same command begins it again.")
            return 130
        except (subprocess.CalledProcessError, OSError, UnsoundError) as error:
            print(f"Installing failed: {error}\nCheck the network and the disk, then run the same command again.")
            return 1
    return 0


def _set_up(kind: str) -> None:
    """Leave a sound environment that holds this lock alone; complete one with another lock; make anew what is not sound."""
    try:
        mark = _read_mark()
        _check_sound(mark)
    except UnsoundError as fault:
        if VENV.exists():
            print(f"The environment in {VENV.name} is not sound ({fault}); making it anew.", flush=True)
        _clear()
    else:
        if mark.lock in _enough_for(kind):
            return
    print(f"Installing the locked packages ({LOCKS[kind].name}); this takes a minute the first time.", flush=True)
    MARK.unlink(missing_ok=True)
    _install(LOCKS[kind])
    mark = _new_mark(kind)
    _check_sound(mark)
    MARK.write_text(json.dumps(mark.__dict__))


def _clear() -> None:
    if VENV.is_dir() and not VENV.is_symlink():
        shutil.rmtree(VENV)
    else:
        VENV.unlink(missing_ok=True)


def _read_mark() -> Mark:
    try:
        return Mark(**json.loads(MARK.read_text()))
    except (OSError, ValueError, TypeError):
        raise UnsoundError("it was not finished") from None


def _enough_for(kind: str) -> set[str]:
    """Return the hashes of the locks that hold everything asked: dev holds everything that run needs."""
    return {_digest(LOCKS["dev"]), _digest(LOCKS[kind])}


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def _packages() -> Path:
    """Return the folder of installed packages, as the environment's own interpreter says.

    Raises:
        UnsoundError: that interpreter does not run, or is too old.
    """
    try:
        result = subprocess.run([PYTHON, "-I", "-c", PACKAGES_OF], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        raise UnsoundError("its Python does not run") from None
    return Path(result.stdout.strip())


def _check_sound(mark: Mark) -> None:
    """Raise `UnsoundError` when anything that the mark names is not there as it was installed."""
    if mark.place != str(VENV):
        raise UnsoundError("it was made in another folder")  # its programs begin with the path of their interpreter
    folder = _packages()
    for package, listed in mark.packages.items():
        record = folder / package / "RECORD"
        if not record.exists() or _digest(record) != listed:
            raise UnsoundError(f"{package.removesuffix('.dist-info')} is missing or changed")
        _check_files(folder, record)


def _check_files(folder: Path, record: Path) -> None:
    with record.open(newline="", encoding="utf-8") as lines:
        for name, _hash, size in csv.reader(lines):
            if name.endswith(".pyc"):
                continue  # made again when missing
            try:
                found = os.stat(os.path.join(folder, name))  # noqa: PTH116, PTH118 - a third of the time of Path
            except OSError:
                raise UnsoundError(f"{name} is missing") from None
            if size and name.endswith(CODE) and found.st_size != int(size):
                raise UnsoundError(f"{name} has changed")


def _new_mark(kind: str) -> Mark:
    """Return the mark for what has just been installed.

    Raises:
        UnsoundError: the lock asks for a version that is not there.
    """
    installed = {_identity(folder.name): folder for folder in _packages().glob("*.dist-info")}
    packages = {}
    for name, version, condition in PINNED.findall(LOCKS[kind].read_text()):
        if folder := installed.get(_identity(f"{name}-{version}")):
            packages[folder.name] = _digest(folder / "RECORD")
        elif not condition:  # what is only for another system is rightly absent
            raise UnsoundError(f"{name} {version} was not installed")
    return Mark(_digest(LOCKS[kind]), str(VENV), packages)


def _identity(package: str) -> str:
    """Return name and version in one spelling: `Django_Tasks-1.0.dist-info` and `django-tasks-1.0` are one."""
    name, _, version = package.removesuffix(".dist-info").rpartition("-")
    return f"{re.sub(r'[-_.]+', '-', name).lower()}-{version}"


def _install(lock: Path) -> None:
    uv = shutil.which("uv")
    if not (uv and _install_with_uv(uv, lock)):
        _install_with_pip(lock)


def _interpreter() -> str:
    """Return a Python that stays when `.venv` goes: in a shell that activated it, this very process runs from there."""
    inside = sys.prefix != sys.base_prefix
    return str(getattr(sys, "_base_executable", sys.executable)) if inside else sys.executable


def _install_with_uv(uv: str, lock: Path) -> bool:
    """Return whether uv could do it; a uv that cannot reach the packages leaves the work to pip."""
    environment = os.environ | {"UV_PYTHON_DOWNLOADS": "never"}
    make: list[str | Path] = [uv, "venv", "--quiet", "--seed", "--python", _interpreter(), VENV]
    fill: list[str | Path] = [uv, "pip", "install", "--quiet", "--require-hashes", "--python", PYTHON, "-r", lock]
    try:
        for command in [fill] if VENV.exists() else [make, fill]:
            subprocess.run(command, check=True, env=environment, cwd=ROOT)
    except subprocess.CalledProcessError:
        _clear()
        return False
    return True


def _install_with_pip(lock: Path) -> None:
    if not VENV.exists():
        _ensure_venv_can_be_made()
        subprocess.run([_interpreter(), "-m", "venv", VENV], check=True)
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


def _ensure_venv_can_be_made() -> None:
    """Debian and Ubuntu ship Python without what `venv` needs: as root install that too, else say how."""
    if importlib.util.find_spec("ensurepip"):
        return
    package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    if os.geteuid() == 0 and shutil.which("apt-get"):
        print(f"Installing {package}, without which this Python makes no environments.", flush=True)
        for arguments in (["update", "-qq"], ["install", "-y", "-qq", package]):
            subprocess.run(["apt-get", *arguments], stdout=subprocess.DEVNULL, check=False)
        importlib.invalidate_caches()
    if not importlib.util.find_spec("ensurepip"):
        raise OSError(f"this Python makes no environments. Install it with: apt-get install {package} (or install uv)")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "run"))
