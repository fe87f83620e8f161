"""Where somebody pays for an order: the room that sold it says so.

A room registers the beginning of its references in `AppConfig.ready`: `selling.register("booking:", pay_url)`. The builder
gets the order and returns a path of this site, or "" when there is nothing to pay there (any more).
"""

from collections.abc import Callable

from .models import Order

type UrlBuilder = Callable[[Order], str]

_builders: dict[str, UrlBuilder] = {}


def register(prefix: str, build: UrlBuilder) -> None:
    """Say where orders are paid whose reference begins so. ValueError when another room said so."""
    if _builders.get(prefix, build) is not build:
        raise ValueError(f"orders of {prefix} are sold twice")
    _builders[prefix] = build


def pay_url(order: Order) -> str:
    """Return the path of the page where an order is paid; empty when no room gives one. The longest beginning wins."""
    fitting = [prefix for prefix in _builders if order.reference.startswith(prefix)]
    return _builders[max(fitting, key=len)](order) if fitting else ""
