"""What stands around every page (site, settings, menu, footer), kept in each process for a few seconds.

A cache, not the truth: it is read from the database again when it is older than `SHELL_SECONDS`, and at once in the process
in which something changed. Without it these four would be half of what a page costs.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db.models import F, Value
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils.safestring import SafeString
from wagtail.models import Page, Site

from .addresses import address_of
from .models import LinkPage, SiteSettings
from .visibility import page_models

MOST_HOSTS = 16


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
    rendered: dict[tuple[Any, ...], SafeString] = field(default_factory=dict, compare=False)


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


def rendered_once(shell: Shell | None, key: tuple[Any, ...], render: Callable[[], SafeString]) -> SafeString:
    """Return what `render` makes, once for each key as long as this shell is kept. The key must hold all that it depends on."""
    if shell is None:
        return render()
    if key not in shell.rendered:
        shell.rendered[key] = render()
    return shell.rendered[key]


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
    return Shell(site, chosen, Site.get_site_root_paths(), _sections(site), _footer(chosen), time.monotonic())


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


def _footer(chosen: SiteSettings) -> tuple[FooterColumn, ...]:
    columns = [block["value"] for block in chosen.footer_columns.raw_data]
    page_ids = {link["page"] for column in columns for link in _links(column) if link.get("page")}
    live = Page.objects.live().filter(pk__in=page_ids).values_list("pk", "url_path") if page_ids else ()
    paths = {pk: address_of(url_path) for pk, url_path in live}
    return tuple(
        FooterColumn(column["title"], tuple((link["label"], _target(link, paths)) for link in _links(column)))
        for column in columns
    )


def _links(column: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for item in column["links"]:
        yield item.get("value", item)


def _target(link: dict[str, Any], paths: dict[int, str]) -> str:
    return paths.get(link.get("page") or 0) or link.get("address") or "/"
