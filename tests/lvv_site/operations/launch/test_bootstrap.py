"""Setting up: whatever became of `.venv`, the next command leaves one that works. Installs tiny packages for real."""

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from .wheels import write_wheel

SOURCE = Path(__file__).resolve().parents[4] / "lvv_site" / "operations" / "launch" / "bootstrap.py"


class Clone:
    """A project that consists of two locks and the code under test."""

    def __init__(self, root: Path, wheels: Path) -> None:
        self.root, self.wheels = root, wheels
        self.script = root / "lvv_site" / "operations" / "launch" / "bootstrap.py"
        self.script.parent.mkdir(parents=True)
        shutil.copy(SOURCE, self.script)
        self.lock("requirements.txt", "first-part==1.0", "second.part==2.0")
        self.lock("requirements-dev.txt", "first-part==1.0", "second.part==2.0", "for-tests==3.0")

    def lock(self, name: str, *pins: str) -> None:
        lines = [write_wheel(self.wheels, *pin.split("==")) for pin in pins]
        elsewhere = "only-there==1.0 ; sys_platform == 'win32' \\\n    --hash=sha256:" + "0" * 64 + "\n"
        (self.root / name).write_text("".join([*lines, elsewhere]))

    def set_up(
        self, kind: str = "run", python: str | Path = sys.executable, **environment: str
    ) -> subprocess.CompletedProcess[str]:
        offline = {
            "PATH": "/usr/bin:/bin",
            "PIP_NO_INDEX": "1",
            "PIP_FIND_LINKS": self.wheels.as_uri(),
            "PIP_CONFIG_FILE": os.devnull,
        }
        return subprocess.run([python, self.script, kind], env=offline | environment, capture_output=True, text=True)

    @property
    def venv(self) -> Path:
        return self.root / ".venv"

    @property
    def packages(self) -> Path:
        return next(self.venv.glob("lib/python*/site-packages"))

    def prints(self, code: str) -> str:
        command = [self.venv / "bin" / "python", "-c", code]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()

    def code(self) -> ModuleType:
        """Import the copy, whose paths are those of this clone."""
        spec = importlib.util.spec_from_file_location("bootstrap_of_clone", self.script)
        module = importlib.util.module_from_spec(spec)
        sys.modules[spec.name] = module  # dataclasses look their module up
        spec.loader.exec_module(module)
        return module


@pytest.fixture(scope="module")
def clone(tmp_path_factory):
    """One installed environment for all tests here; each leaves it sound, or the next one sees that it is made anew."""
    folder = tmp_path_factory.mktemp("clone met spatie")
    (folder / "wheels").mkdir()
    clone = Clone(folder / "site", folder / "wheels")
    done = clone.set_up()
    assert (done.returncode, done.stderr) == (0, "")
    yield clone
    sys.modules.pop("bootstrap_of_clone", None)


@pytest.fixture
def sound(clone):
    """The environment, brought back afterwards to what it was."""
    kept = clone.root / "kept"
    shutil.copytree(clone.venv, kept, symlinks=True, copy_function=os.link)  # so: never write into a file that is there
    yield clone
    if clone.venv.exists():
        shutil.rmtree(clone.venv)
    kept.rename(clone.venv)


def test_a_sound_environment_is_left_alone_with_what_somebody_added(sound):
    (sound.packages / "of_my_own.py").write_text("")
    damage(sound, "{packages}/first_part/list.pem", "one authority\nand one of this company\n")
    shutil.rmtree(next(sound.venv.rglob("__pycache__")))
    before = sorted((path, path.lstat().st_mtime_ns) for path in sound.venv.rglob("*"))
    again = sound.set_up()
    assert (again.returncode, again.stdout, again.stderr) == (0, "", "")
    assert sorted((path, path.lstat().st_mtime_ns) for path in sound.venv.rglob("*")) == before


DAMAGES = {
    "mark lost": (".installed", None, "it was not finished"),
    "mark cut off": (".installed", '{"lock": "ab', "it was not finished"),
    "mark of before": (".installed", "0f3b66c1", "it was not finished"),
    "interpreter lost": ("bin/python", None, "its Python does not run"),
    "interpreter broken": ("bin/python", "#!/nowhere/python\n", "its Python does not run"),
    "interpreter of before": ("bin/python", "#!/bin/sh\nexit 1\n", "its Python does not run"),
    "other interpreter": ("bin/python", "#!/bin/sh\necho /usr/lib/python3.99\n", "first_part-1.0 is missing or changed"),
    "package lost": ("{packages}/first_part-1.0.dist-info", None, "first_part-1.0 is missing or changed"),
    "list lost": ("{packages}/first_part-1.0.dist-info/RECORD", None, "first_part-1.0 is missing or changed"),
    "list cut off": ("{packages}/second_part-2.0.dist-info/RECORD", "second_part/", "second_part-2.0 is missing or changed"),
    "folder lost": ("{packages}/first_part/deeper", None, "first_part/deeper/module.py is missing"),
    "module lost": ("{packages}/second_part/__init__.py", None, "second_part/__init__.py is missing"),
    "module cut off": ("{packages}/second_part/__init__.py", "", "second_part/__init__.py has changed"),
    "other file lost": ("{packages}/first_part/list.pem", None, "first_part/list.pem is missing"),
    "program lost": ("bin/first-part", None, "../../../bin/first-part is missing"),
}  # fmt: skip


@pytest.mark.parametrize(("path", "content", "reason"), DAMAGES.values(), ids=DAMAGES.keys())
def test_damage_is_seen(sound, path, content, reason):
    damage(sound, path, content)
    bootstrap = sound.code()
    with pytest.raises(bootstrap.UnsoundError) as fault:
        bootstrap._check_sound(bootstrap._read_mark())
    assert str(fault.value) == reason


def damage(clone: Clone, path: str, content: str | None) -> None:
    target = clone.venv / path.format(packages=clone.packages.relative_to(clone.venv))
    if target.is_dir():
        shutil.rmtree(target)
    else:
        target.unlink()
    if content is not None:
        target.write_text(content)
        target.chmod(0o755)


@pytest.mark.parametrize(
    ("path", "content"),
    [("{packages}/first_part/deeper", None), ("bin/python", "#!/nowhere/python\n"), (".installed", None)],
    ids=["folder lost", "interpreter broken", "cut off"],
)
def test_damage_is_repaired(sound, path, content):
    damage(sound, path, content)
    repaired = sound.set_up()
    assert (repaired.returncode, repaired.stderr) == (0, "")
    assert "not sound" in repaired.stdout
    assert sound.prints("import first_part.deeper.module, second_part; print(second_part.VERSION)") == "2.0"
    assert sound.set_up().stdout == ""


def test_a_shell_that_activated_the_environment_repairs_it_too(sound):
    damage(sound, ".installed", None)
    repaired = sound.set_up(python=sound.venv / "bin" / "python")
    assert (repaired.returncode, repaired.stderr) == (0, "")
    assert sound.prints("import first_part; print(first_part.VERSION)") == "1.0"


def test_another_version_put_in_by_hand_is_replaced(sound):
    line = write_wheel(sound.wheels, "first-part", "1.5")
    wanted = sound.root / "by-hand.txt"
    wanted.write_text(line)
    pip = [sound.venv / "bin/python", "-m", "pip", "install", "-q", "--no-index", "-f", sound.wheels, "-r", wanted]
    subprocess.run(pip, check=True, capture_output=True)
    assert sound.prints("import first_part; print(first_part.VERSION)") == "1.5"
    assert "first_part-1.0 is missing or changed" in sound.set_up().stdout
    assert sound.prints("import first_part; print(first_part.VERSION)") == "1.0"


def test_a_new_lock_completes_what_is_there(sound):
    (sound.packages / "of_my_own.py").write_text("")
    completed = sound.set_up("dev")
    assert (completed.returncode, completed.stderr) == (0, "")
    assert "not sound" not in completed.stdout
    assert sound.prints("import of_my_own, for_tests; print(for_tests.VERSION)") == "3.0"
    assert sound.set_up("run").stdout == ""  # dev holds everything that run needs
    assert sound.set_up("dev").stdout == ""


def test_a_moved_clone_gets_programs_that_start(sound, tmp_path):
    moved = tmp_path / "elders"
    shutil.copytree(sound.root, moved, symlinks=True, ignore=shutil.ignore_patterns("kept"))
    elsewhere = Clone.__new__(Clone)
    elsewhere.root, elsewhere.wheels = moved, sound.wheels
    elsewhere.script = moved / sound.script.relative_to(sound.root)
    assert "it was made in another folder" in elsewhere.set_up().stdout
    shutil.rmtree(sound.venv)
    assert subprocess.check_output([elsewhere.venv / "bin" / "first-part"], text=True) == "works\n"


def test_a_package_that_cannot_be_had_fails_and_the_next_time_succeeds(sound):
    refused = sound.set_up("dev", PIP_FIND_LINKS="/nowhere")
    assert refused.returncode == 1
    assert "Installing failed" in refused.stdout
    assert not (sound.venv / ".installed").exists()
    assert sound.set_up("dev").returncode == 0
    assert sound.prints("import for_tests; print(for_tests.VERSION)") == "3.0"


def test_an_installer_that_left_something_out_is_not_believed(sound, monkeypatch):
    bootstrap = sound.code()
    monkeypatch.setattr(bootstrap, "_install", lambda _lock: None)
    assert bootstrap.main("dev") == 1
    assert not bootstrap.MARK.exists()


def test_the_mark_names_what_the_lock_asks_here_and_nothing_else(clone):
    mark = json.loads((clone.venv / ".installed").read_text())
    assert sorted(mark["packages"]) == ["first_part-1.0.dist-info", "second_part-2.0.dist-info"]


def test_python_without_venv_says_what_to_install(clone, monkeypatch):
    bootstrap = clone.code()
    monkeypatch.setattr(bootstrap.importlib.util, "find_spec", lambda _name: None)
    monkeypatch.setattr(bootstrap.os, "geteuid", lambda: 1000)
    with pytest.raises(OSError, match=r"apt-get install python3\.\d+-venv"):
        bootstrap._ensure_venv_can_be_made()
