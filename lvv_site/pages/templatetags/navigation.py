"""Menus, built from the page tree and the site settings."""

from dataclasses import dataclass
from typing import Any

from django import template
from django.http import HttpRequest
from django.template import Context
from wagtail.models import Page, Site

from ..models import SiteSettings
from ..visibility import visitor_is_member

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
    pages = Page.objects.child_of(site.root_page).live().in_menu().order_by("path").specific()
    shown = [page for page in pages if not getattr(page, "members_only", False) or visitor_is_member(request)]
    return [_item(page.title, page.get_url(request) or "", request) for page in shown]


def _item(title: str, url: str, request: HttpRequest) -> MenuItem:
    return MenuItem(title, url, current=url != "/" and request.path.removeprefix("/en").startswith(url))


@register.simple_tag(takes_context=True)
def footer_menus(context: Context) -> list[MenuColumn]:
    """Return the columns of the footer as the office set them."""
    request: HttpRequest | None = context.get("request")
    if request is None or Site.find_for_request(request) is None:
        return []
    columns = SiteSettings.for_request(request).footer_columns
    return [
        MenuColumn(
            column.value["title"],
            tuple(MenuItem(link["label"], link_url(link, request)) for link in column.value["links"]),
        )
        for column in columns
    ]


@register.simple_tag(takes_context=True)
def block_url(context: Context, value: Any) -> str:
    """Return the address that a block with a page or an address points to."""
    return link_url(value, context["request"])


def link_url(value: Any, request: HttpRequest) -> str:
    """Return the page's address, or the address as typed."""
    page = value.get("page")
    return (page.get_url(request) or "") if page else value.get("address") or ""
