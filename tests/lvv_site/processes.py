"""Real processes on the database of the test: what threads cannot show."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote

from django.db import connection

PROJECT = Path(__file__).resolve().parents[2]


def database_url() -> str:
    """The address of the test database, for a process of its own."""
    parts = {
        key: quote(str(connection.settings_dict[key]), safe="") for key in ("USER", "PASSWORD", "HOST", "PORT", "NAME")
    }
    password = f":{parts['PASSWORD']}" if parts["PASSWORD"] else ""
    port = f":{parts['PORT']}" if parts["PORT"] else ""
    return f"postgresql://{parts['USER']}{password}@{parts['HOST']}{port}/{parts['NAME']}"


def start(*arguments: str, environment: Mapping[str, str] | None = None) -> subprocess.Popen[str]:
    """Start Python with these arguments, with the settings of tests on the database of this test."""
    surroundings = {**os.environ, "DATABASE_URL": database_url(), "DJANGO_SETTINGS_MODULE": "lvv_site.settings.test"}
    return subprocess.Popen(
        [sys.executable, *arguments],
        cwd=PROJECT,
        env=surroundings | dict(environment or {}),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def outputs(*processes: subprocess.Popen[str]) -> list[str]:
    """Wait for processes and return what they printed; none of them outlives a failure."""
    try:
        return [process.communicate(timeout=180)[0] for process in processes]
    finally:
        for process in processes:
            process.kill()
            process.wait()
