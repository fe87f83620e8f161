"""A folder that the database server may enter, and a mail template that needs nothing but itself."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from lvv_site.mail import registry


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder open to all: pytest's own are closed, and closed again by every other run that starts."""
    folder = Path(tempfile.mkdtemp(prefix="lvv-test-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def template(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> str:
    own = Path(__file__).parents[1] / "mail" / "templates"
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [own, *settings.TEMPLATES[0]["DIRS"]]}]
    monkeypatch.setattr(registry, "_templates", {})
    registry.register("test/letter", lambda _ids: {"name": "Ann"})
    return "test/letter"
