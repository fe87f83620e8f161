"""Where somebody is in the portal."""

from django.urls import reverse

from .models import Provider

type Crumbs = list[tuple[str, str | None]]


def crumbs(provider: Provider, here: str, *between: tuple[str, str]) -> Crumbs:
    """Return the way to a page: the provider, pages in between as (name of the view, label), and the page itself."""
    above = [(label, reverse(f"provider:{view}", args=[provider.slug])) for view, label in between]
    return [(provider.name, reverse("provider:overview", args=[provider.slug])), *above, (here, None)]
