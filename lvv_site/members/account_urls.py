"""allauth's addresses, of which nothing stays behind in a browser: after logging out "back" shows nobody's account."""

from collections.abc import Iterable

from allauth.urls import urlpatterns as allauth_patterns
from django.urls import URLPattern, URLResolver
from django.views.decorators.cache import never_cache


def unkept(patterns: Iterable[URLPattern | URLResolver]) -> list[URLPattern | URLResolver]:
    """Return the same addresses with answers that no browser or proxy keeps."""
    found: list[URLPattern | URLResolver] = []
    for one in patterns:
        if isinstance(one, URLResolver):
            found.append(
                URLResolver(one.pattern, unkept(one.url_patterns), one.default_kwargs, one.app_name, one.namespace)
            )
        else:
            found.append(URLPattern(one.pattern, never_cache(one.callback), one.default_args, one.name))
    return found


urlpatterns = unkept(allauth_patterns)
