"""What every template knows of the site."""

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, object]:
    """Return the name of the theme and whether this is a demonstration."""
    return {"demo": settings.DEMO, "theme": settings.THEME, "site_name": settings.WAGTAIL_SITE_NAME}
