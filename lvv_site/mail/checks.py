"""A registered template that lacks a file would be found out by a stuck message: say so at the start."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.checks import CheckMessage, register
from django.core.checks import Warning as CheckWarning
from django.template import TemplateDoesNotExist
from django.template.loader import get_template

from . import registry


@register
def mail_templates_complete(**_: Any) -> list[CheckMessage]:
    """Each registered template has a subject, a plain text and an HTML file."""
    return [CheckWarning(f"mail template {file} is missing", id="mail.W001") for file in _missing()]


def _missing() -> Iterator[str]:
    for template in registry.registered():
        for ending in (".subject.txt", ".txt", ".html"):
            try:
                get_template(f"mail/{template.name}{ending}")
            except TemplateDoesNotExist:
                yield f"mail/{template.name}{ending}"
