"""What this room adds to the member's own first page."""

from django.http import HttpRequest
from wagtail import hooks

from lvv_site.members.models import Person
from lvv_site.members.panels import Panel

from . import (
    admin_hooks,  # noqa: F401
    panels,
)


@hooks.register("member_panels")
def hours_panel(_request: HttpRequest, person: Person) -> list[Panel]:
    """Tell somebody how far they are with their hours."""
    return panels.hours_panel(person)
