"""A mail template that needs nothing but itself."""

from pathlib import Path

import pytest
from pytest_django import Settings

from lvv_site.mail import registry


@pytest.fixture
def template(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> str:
    own = Path(__file__).parents[1] / "mail" / "templates"
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [own, *settings.TEMPLATES[0]["DIRS"]]}]
    monkeypatch.setattr(registry, "_templates", {})
    registry.register("test/letter", lambda _ids: {"name": "Ann"})
    return "test/letter"
