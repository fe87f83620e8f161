"""Menus, built from the page tree and the site settings."""

from dataclasses import dataclass
from typing import Any

from django import template
from django.http import HttpRequest
from django.template import Context

from ..shell import FooterColumn, Shell, shell_for
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
    """Return the pages that are shown in menus, in the editor's order; members' pages to members."""
    request: HttpRequest | None = context.get("request")
    shell = shell_for(request) if request else None
    if request is None or shell is None:
        return []
    place = request.path.removeprefix("/en")
    sections = [section for section in shell.sections.values() if section.in_menu]
    shown = [section for section in sections if not section.members_only or visitor_is_member(request)]
    return [MenuItem(one.title, one.url, one.url != "/" and place.startswith(one.url)) for one in shown]


@register.simple_tag(takes_context=True)
def footer_menus(context: Context) -> list[MenuColumn]:
    """Return the columns of the footer as the office set them."""
    request: HttpRequest | None = context.get("request")
    shell: Shell | None = shell_for(request) if request else None
    return [_column(column) for column in shell.footer] if shell else []


def _column(column: FooterColumn) -> MenuColumn:
    return MenuColumn(column.title, tuple(MenuItem(label, url) for label, url in column.links))


@register.simple_tag(takes_context=True)
def block_url(context: Context, value: Any) -> str:
    """Return the address that a block with a page or an address points to."""
    page = value.get("page")
    return (page.get_url(context["request"]) or "") if page else value.get("address") or ""
