"""Menus, built from the page tree and the site settings."""

from dataclasses import dataclass
from typing import Any

from django import template
from django.http import HttpRequest
from django.template import Context
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from ..shell import FooterColumn, Shell, once, section_address, shell_for
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
def section_url(context: Context, slug: str) -> str:
    """Return the address of the page of that name directly below home, empty when there is none."""
    request: HttpRequest | None = context.get("request")
    return section_address(request, slug) if request else ""


@register.simple_tag(takes_context=True)
def footer_menus(context: Context) -> list[MenuColumn]:
    """Return the columns of the footer as the office set them."""
    request: HttpRequest | None = context.get("request")
    shell: Shell | None = shell_for(request) if request else None
    return [_column(column) for column in shell.footer] if shell else []


def _column(column: FooterColumn) -> MenuColumn:
    return MenuColumn(column.title, tuple(MenuItem(label, url) for label, url in column.links))


@register.simple_tag(takes_context=True)
def site_header(context: Context) -> SafeString:
    """Show the header of a public page; it depends on the menu, where the visitor is in it, and the language."""
    return _header(context, member_area=False)


@register.simple_tag(takes_context=True)
def member_header(context: Context) -> SafeString:
    """Show the header of a page behind a login; it names nobody, so it is the same for everybody there."""
    return _header(context, member_area=True)


def _header(context: Context, *, member_area: bool) -> SafeString:
    items, path = main_menu(context), context["request"].path if "request" in context else ""
    here = any(item.url == path for item in items)
    key = ("header", get_language(), tuple(items), here, context.get("demo"), member_area)
    with context.push(member_area=member_area):
        return _once(context, key, "site/header.html")


@register.simple_tag(takes_context=True)
def site_footer(context: Context) -> SafeString:
    """Show the footer, which is the same everywhere in a language."""
    return _once(context, ("footer", get_language()), "site/footer.html")


@register.simple_tag(takes_context=True)
def help_strip(context: Context, sticky: bool = False) -> SafeString:
    """Show the help strip; sticky, with a quick way out, on the employee's route."""
    with context.push(sticky=sticky):
        return _once(context, ("help", get_language(), sticky), "site/help_strip.html")


@register.simple_tag(takes_context=True)
def fixed_include(context: Context, name: str) -> SafeString:
    """Include a template that depends on nothing but the language."""
    return _once(context, ("fixed", get_language(), name), name)


def _once(context: Context, key: tuple[Any, ...], name: str) -> SafeString:
    request: HttpRequest | None = context.get("request")
    shell = shell_for(request) if request else None
    template_engine = context.template.engine  # type: ignore[union-attr]
    return once(shell, key, lambda: template_engine.get_template(name).render(context))


@register.simple_tag(takes_context=True)
def block_url(context: Context, value: Any) -> str:
    """Return the address that a block with a page or an address points to."""
    page = value.get("page")
    return (page.get_url(context["request"]) or "") if page else value.get("address") or ""
