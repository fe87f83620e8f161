"""Menus, built from the page tree and the site settings. They are on every page, so they cost one query and no page objects."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import template
from django.db.models import F, Value
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.template import Context
from wagtail.models import Page, Site

from ..models import LinkPage, SiteSettings
from ..visibility import page_models, visitor_is_member

register = template.Library()


@dataclass(frozen=True)
class MenuItem:
    """One link; `current` when the visitor is on it or below it."""

    title: str
    url: str
    current: bool = False


@dataclass(frozen=True)
class MenuColumn:
    """A titled list of links."""

    title: str
    items: tuple[MenuItem, ...]


@register.simple_tag(takes_context=True)
def main_menu(context: Context) -> list[MenuItem]:
    """Return the pages directly below home that are shown in menus, in the editor's order; members' pages to members."""
    request: HttpRequest | None = context.get("request")
    site = Site.find_for_request(request) if request else None
    if request is None or site is None:
        return []
    shown = [row for row in _menu_rows(site) if not row[3] or visitor_is_member(request)]
    return [_item(title, target or _path(url_path), request) for title, url_path, target, _members_only in shown]


def _menu_rows(site: Site) -> list[tuple[str, str, str | None, bool]]:
    """Fetch title, path, target of a link page, and whether it is for members only."""
    flags = [F(f"{model.__name__.lower()}__members_only") for model in page_models()]
    return list(
        Page.objects.child_of(site.root_page)
        .live()
        .in_menu()
        .order_by("path")
        .annotate(target=F(f"{LinkPage.__name__.lower()}__target"), for_members=Coalesce(*flags, Value(value=False)))
        .values_list("title", "url_path", "target", "for_members")
    )


def _path(url_path: str) -> str:
    """Return the address of a page: its path in the tree without the home page's own slug."""
    return f"/{url_path.split('/', 2)[2]}"


def _item(title: str, url: str, request: HttpRequest) -> MenuItem:
    return MenuItem(title, url, current=url != "/" and request.path.removeprefix("/en").startswith(url))


@register.simple_tag(takes_context=True)
def footer_menus(context: Context) -> list[MenuColumn]:
    """Return the columns of the footer as the office set them."""
    request: HttpRequest | None = context.get("request")
    if request is None or Site.find_for_request(request) is None:
        return []
    # The stored form, not the block values: making those would cost more than the rest of the footer.
    columns = [block["value"] for block in SiteSettings.for_request(request).footer_columns.raw_data]
    paths = _paths_of({link["page"] for column in columns for link in _links(column) if link.get("page")})
    return [
        MenuColumn(column["title"], tuple(MenuItem(link["label"], _target(link, paths)) for link in _links(column)))
        for column in columns
    ]


def _links(column: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for item in column["links"]:
        yield item.get("value", item)


def _paths_of(page_ids: set[int]) -> dict[int, str]:
    """Return the addresses of live pages; no query when there are none."""
    if not page_ids:
        return {}
    rows = Page.objects.live().filter(pk__in=page_ids).values_list("pk", "url_path")
    return {pk: _path(url_path) for pk, url_path in rows}


def _target(link: dict[str, Any], paths: dict[int, str]) -> str:
    return paths.get(link.get("page") or 0) or link.get("address") or "/"


@register.simple_tag(takes_context=True)
def block_url(context: Context, value: Any) -> str:
    """Return the address that a block with a page or an address points to."""
    page = value.get("page")
    return (page.get_url(context["request"]) or "") if page else value.get("address") or ""
