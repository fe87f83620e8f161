"""A template of the tests' own, and an empty outbox."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from lvv_site.mail import delivery, registry

type Register = Callable[..., str]


@pytest.fixture(autouse=True)
def outbox() -> Iterator[list[delivery.Letter]]:
    delivery.outbox.clear()
    yield delivery.outbox
    delivery.outbox.clear()


@pytest.fixture
def register(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Register:
    """Register `test/letter` with a builder or a fixed context; returns its name."""
    own = Path(__file__).parent / "templates"
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [own, *settings.TEMPLATES[0]["DIRS"]]}]
    monkeypatch.setattr(registry, "_templates", {})

    def make(context: Mapping[str, Any] | Callable[..., Any], **options: Any) -> str:
        builder = context if callable(context) else lambda _ids: context
        registry.register("test/letter", builder, **options)
        return "test/letter"

    return make


@pytest.fixture
def template(register: Register) -> str:
    return register({"name": "Jan & Ánne <b>", "course": "Gespreksvoering"}, subject_keys=("course",))
