"""What every template knows of the site."""

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, object]:
    """Return the name of the theme, whether this is a demonstration, and messages for who has a session.

    Django's own processor would touch the session of every visitor, so that no cache could keep a public page.
    """
    has_session = settings.SESSION_COOKIE_NAME in request.COOKIES
    return {
        "demo": settings.DEMO,
        "theme": settings.THEME,
        "site_name": settings.WAGTAIL_SITE_NAME,
        "messages": get_messages(request) if has_session else (),
    }
