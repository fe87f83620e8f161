"""What stands around every page (site, settings, menu, footer), kept in each process for a few seconds.

A cache, not the truth: it is read from the database again when it is older than `SHELL_SECONDS`, and at once in the process
in which something changed. Without it these four would be half of what a page costs.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils import translation
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, Site

from .addresses import address_of, shadowing_route
from .models import LinkPage, SiteSettings
from .visibility import page_models

MOST_HOSTS, MOST_KEPT = 16, 2_000
ENGLISH_PREFIX = "/en/"


@dataclass(frozen=True)
class Section:
    """A page directly below home."""

    title: str
    url: str
    in_menu: bool
    members_only: bool


@dataclass(frozen=True)
class FooterColumn:
    """A titled list of links: pairs of label and address."""

    title: str
    links: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Shell:
    """What is around the pages of one site. `made` is a moment of the monotonic clock."""

    site: Site
    site_settings: SiteSettings
    root_paths: Any
    sections: dict[str, Section]
    footer: tuple[FooterColumn, ...]
    made: float
    kept: dict[tuple[Any, ...], Any] = field(default_factory=dict, compare=False)


_kept: dict[tuple[str, str], Shell] = {}


def shell_for(request: HttpRequest) -> Shell | None:
    """Return the shell of the request's site, None when there is no site; Wagtail finds its parts on the request."""
    if hasattr(request, "_shell"):
        return request._shell  # type: ignore[no-any-return]
    key = (request.get_host(), request.get_port())
    shell = _kept.get(key)
    if shell is None or time.monotonic() - shell.made >= settings.SHELL_SECONDS:
        shell = _make(request)
        if shell and settings.SHELL_SECONDS:
            if len(_kept) >= MOST_HOSTS:
                _kept.clear()
            _kept[key] = shell
    request._shell = shell  # type: ignore[attr-defined]
    if shell:
        request._wagtail_site = shell.site  # type: ignore[attr-defined]
        request._wagtail_cached_site_root_paths = shell.root_paths  # type: ignore[attr-defined]
        setattr(request, SiteSettings.get_cache_attr_name(), shell.site_settings)
    return shell


def section_address(request: HttpRequest, slug: str) -> str:
    """Return the address of the page of that name directly below home, empty when the office has not made it (yet)."""
    shell, address = shell_for(request), f"/{slug}/"
    return address if shell and any(one.url == address for one in shell.sections.values()) else ""


def once[T](shell: Shell | None, key: tuple[Any, ...], make: Callable[[], T]) -> T:
    """Return what `make` gives, made once for each key as long as this shell is kept.

    The key must hold all that it depends on, and nothing that is for one person may be kept so.
    """
    if shell is None:
        return make()
    if key not in shell.kept:
        if len(shell.kept) >= MOST_KEPT:
            shell.kept.clear()
        shell.kept[key] = make()
    found: T = shell.kept[key]
    return found


def with_root_paths[P: Page](pages: Iterable[P], request: HttpRequest) -> list[P]:
    """Tell pages what their addresses start with: else each would ask the cache when a template shows its address."""
    shell = shell_for(request)
    found = list(pages)
    for page in found if shell else ():
        page._wagtail_cached_site_root_paths = shell.root_paths  # type: ignore[union-attr]
    return found


def forget(**_signal: Any) -> None:
    """Read everything again on the next request."""
    _kept.clear()


def _make(request: HttpRequest) -> Shell | None:
    site = Site.find_for_request(request)
    if site is None:
        return None
    chosen = SiteSettings.for_site(site)
    sections = _sections(site)
    there = _there(site, chosen, sections.values())
    # Not saved: what templates read of the settings leads somewhere, also before the office has made those pages.
    chosen.contact_url, chosen.complaint_url = there.get(chosen.contact_url, ""), there.get(chosen.complaint_url, "")
    return Shell(site, chosen, Site.get_site_root_paths(), sections, _footer(chosen, there), time.monotonic())


def _sections(site: Site) -> dict[str, Section]:
    """Fetch the pages directly below home, in the editor's order, by their place in the tree; without page objects."""
    flags = [F(f"{model.__name__.lower()}__members_only") for model in page_models()]
    rows = (
        Page.objects.child_of(site.root_page)
        .live()
        .order_by("path")
        .annotate(target=F(f"{LinkPage.__name__.lower()}__target"), for_members=Coalesce(*flags, Value(value=False)))
        .values_list("path", "title", "url_path", "target", "show_in_menus", "for_members")
    )
    return {
        path: Section(title, target or address_of(url_path), in_menu, closed)
        for path, title, url_path, target, in_menu, closed in rows
    }


def _there(site: Site, chosen: SiteSettings, sections: Iterable[Section]) -> dict[int | str, str]:
    """Return the pages (by key) and addresses that the settings name and that are there, each with its address.

    One query, none when all that is named are routes and sections.
    """
    named = [_target(link) for column in _columns(chosen) for link in _links(column)]
    named += [chosen.contact_url, chosen.complaint_url]
    below_home = {one.url for one in sections}
    keys = {target for target in named if isinstance(target, int)}
    addresses = {target for target in named if isinstance(target, str) and target}
    known = {one for one in addresses if not one.startswith("/") or one in below_home or _is_route(one)}
    found: dict[int | str, str] = {one: one for one in known}
    paths = {site.root_page.url_path + _path_of(one): one for one in addresses - known}
    moved = {Redirect.normalise_path(one): one for one in addresses - known}  # a page that moved leaves one behind
    if keys or paths:
        pages = Page.objects.live().filter(Q(pk__in=keys) | Q(url_path__in=paths)).values_list("pk", "url_path")
        old = Redirect.get_for_site(site).filter(old_path__in=moved).values_list(Value(0), "old_path")
        for key, path in pages.order_by().union(old, all=True):
            if address := paths.get(path) or moved.get(path):
                found[address] = address
            if key:
                found[key] = address_of(path)
    return found


def _is_route(address: str) -> bool:
    path = _path_of(address)
    with translation.override("en" if address.startswith(ENGLISH_PREFIX) else settings.LANGUAGE_CODE):
        return not path or bool(shadowing_route(path))


def _path_of(address: str) -> str:
    """Return the path of an address of ours, without its first slash, as pages have it."""
    return urlsplit(address).path.lstrip("/")


def _footer(chosen: SiteSettings, there: dict[int | str, str]) -> tuple[FooterColumn, ...]:
    """Return the columns with the links that lead somewhere; a column without any is left out."""
    columns = [
        FooterColumn(
            column["title"],
            tuple((link["label"], there[to]) for link in _links(column) if (to := _target(link)) in there),
        )
        for column in _columns(chosen)
    ]
    return tuple(column for column in columns if column.links)


def _columns(chosen: SiteSettings) -> list[dict[str, Any]]:
    return [block["value"] for block in chosen.footer_columns.raw_data]


def _links(column: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for item in column["links"]:
        yield item.get("value", item)


def _target(link: dict[str, Any]) -> int | str:
    """Return the key of the page that a link leads to, or its address."""
    return link.get("page") or link.get("address") or "/"
