"""What every test stands on: a PostgreSQL server of its own, and nothing left over from the test before."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright's own event loop runs beside the live server


def pytest_configure(config: pytest.Config) -> None:
    """Compile the texts once, before any worker reads them."""
    if not hasattr(config, "workerinput"):
        subprocess.run([sys.executable, "manage.py", "translations", "--compile"], cwd=ROOT, check=True)


@pytest.fixture(autouse=True)
def _no_letters_left() -> None:
    from lvv_site.mail.delivery import outbox

    outbox.clear()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> Iterator[None]:
    """Keep the embedded test server up for the whole session; `DATABASE_URL` points elsewhere."""
    if os.environ.get("DATABASE_URL"):
        yield
        return
    from django.conf import settings

    from lvv_site.operations import postgres

    with postgres.cluster_of(settings.DATABASES["default"]).running():
        yield
