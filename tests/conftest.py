"""What every test stands on: a PostgreSQL server of its own, and nothing left over from the test before."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pytest_django import DjangoDbBlocker

ROOT = Path(__file__).resolve().parents[1]

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright's own event loop runs beside the live server


class Failures:
    """Names each failure as it happens: whoever waits for the rest may look into it already."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config

    @pytest.hookimpl(trylast=True)  # after the letter of the test itself
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Print the name and the first line of the error."""
        terminal = self.config.pluginmanager.get_plugin("terminalreporter")
        if report.failed and terminal:
            terminal.ensure_newline()
            crash = getattr(report.longrepr, "reprcrash", None)
            reason = (crash.message if crash else report.longreprtext).partition("\n")[0]
            terminal.write_line(f"{report.when} failed: {report.nodeid}: {reason}", red=True)


def pytest_configure(config: pytest.Config) -> None:
    """Compile the texts once, before any worker reads them."""
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Failures(config))
        subprocess.run([sys.executable, "manage.py", "translations", "--compile"], cwd=ROOT, check=True)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Keep the browser tests of a file together."""
    from tests.scheduling import BrowserFilesTogether

    return BrowserFilesTogether(config, log)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes long: at the end no worker waits for another that only then starts on it."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


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


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None,
    django_db_modify_db_settings: None,
    django_db_blocker: DjangoDbBlocker,
    django_db_keepdb: bool,
    django_db_createdb: bool,
) -> Iterator[None]:
    """Give this worker a copy of a migrated database, and mend it after each test that commits."""
    from django.db import connection
    from django.test import TransactionTestCase

    from tests import databases

    with django_db_blocker.unblock():
        name = connection.creation._get_test_db_name()
        databases.give(name, reuse=django_db_keepdb and not django_db_createdb)
        untouched = databases.Untouched()
        untouched.bring_back()  # a run that was cut off may have left something in a copy that is used again
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _case: untouched.bring_back())
        yield
    if not django_db_keepdb:
        with django_db_blocker.unblock():
            databases.take_away(name)
