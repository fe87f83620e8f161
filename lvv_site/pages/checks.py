"""House rules that Django checks for us."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import DatabaseError, connections
from wagtail.models import Page

from .addresses import shadowed


@register(Tags.database)
def check_shadowed_pages(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """Refuse live pages that can never be reached because a route has their address (`check --database default`)."""
    if (
        "default" not in (databases or [])
        or "wagtailcore_page" not in connections["default"].introspection.table_names()
    ):
        return []
    try:
        # A page's url_path starts with the slug of the site's root page.
        paths = [path.split("/", 2)[2] for path in Page.objects.filter(depth__gt=2).values_list("url_path", flat=True)]
    except DatabaseError:
        return []
    return [Error(f"the page /{path} is hidden by a route", id="pages.E001") for path in shadowed(paths)]
