"""Panels: what a room shows on somebody else's page.

A room registers a Wagtail hook that gets the request and the person and returns panels:

- `member_panels`: the member's own page `/mijn/`;
- `settings_panels`: the member's own details `/mijn/gegevens/`;
- `person_panels`: the office's page of one person.

A hook shows only what the person of the request may see; an empty list is fine.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from wagtail import hooks

from .models import Person


@dataclass(frozen=True)
class Panel:
    """One block of a page: its heading, the template that renders it, what that template gets, lower orders first."""

    title: str
    template: str
    context: Mapping[str, Any] = field(default_factory=dict)
    order: int = 100

    def render(self, request: HttpRequest, person: Person | None) -> SafeString:
        """Return the panel's HTML; the template also gets `panel`, `person` and the request's context."""
        return render_to_string(self.template, {"panel": self, "person": person, **self.context}, request)


def rendered(hook_name: str, request: HttpRequest, person: Person | None) -> list[SafeString]:
    """Return the HTML of all panels of a hook, in order."""
    panels = [panel for hook in hooks.get_hooks(hook_name) for panel in hook(request, person)]
    return [
        panel.render(request, person) for panel in sorted(panels, key=lambda panel: (panel.order, str(panel.title)))
    ]
