"""Addresses of pages and of applications share one space: a Django route wins, so a page may not hide behind one."""

from collections.abc import Iterable

from django.urls import Resolver404, resolve

# What these resolve to is Wagtail itself.
WAGTAIL_VIEWS = {"wagtail_serve"}


def address_of(url_path: str) -> str:
    """Return the address of a page: its path in the tree without the home page's own slug."""
    return f"/{url_path.split('/', 2)[2]}"


def shadowing_route(path: str) -> str:
    """Return the name of the route that answers `/<path>` instead of Wagtail; empty when there is none."""
    try:
        match = resolve(f"/{path}")
    except Resolver404:
        return ""
    return "" if match.url_name in WAGTAIL_VIEWS else (match.view_name or match.route)


def shadowed(paths: Iterable[str]) -> list[str]:
    """Return the page paths (without leading slash) that a route hides."""
    return [path for path in paths if path and shadowing_route(path)]
