"""`make check`: format, lint, types, import arrows, missing migrations, templates and translations, side by side."""

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
BIN = ROOT / ".venv" / "bin"
PACKAGES = ["lvv_site", "academy", "events", "kenniscentrum"]
CHECKS = {
    "format": ["ruff", "format", "--check", "--quiet", "."],
    "lint": ["ruff", "check", "--quiet", "."],
    "types": ["mypy", *PACKAGES],
    "arrows": ["lint-imports"],
    "templates": ["djlint", "--lint", "--quiet", "themes"],
    "django": ["python", "manage.py", "check", "--fail-level", "WARNING"],
    "migrations": ["python", "manage.py", "makemigrations", "--check", "--dry-run"],
    "translations": ["python", "manage.py", "translations", "--check"],
}


def main() -> int:
    """Run every check; print the output of those that fail."""
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "lvv_site.settings.test",
        "PATH": f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}",
    }
    failed = 0
    with ThreadPoolExecutor(max_workers=2) as pool:
        for name, code, seconds, output in pool.map(lambda item: _run(item[0], item[1], environment), CHECKS.items()):
            print(f"{'ok    ' if code == 0 else 'FAILED'} {name} ({seconds:.1f} s)", flush=True)
            if code != 0:
                failed += 1
                print(output, flush=True)
    return 1 if failed else 0


def _run(name: str, command: list[str], environment: dict[str, str]) -> tuple[str, int, float, str]:
    started = time.monotonic()
    result = subprocess.run(
        [BIN / command[0], *command[1:]], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    return name, result.returncode, time.monotonic() - started, result.stdout + result.stderr


if __name__ == "__main__":
    sys.exit(main())
