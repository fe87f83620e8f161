"""The entry point of a web server."""

import logging
import os
import sys

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import DatabaseError

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lvv_site.settings.production")
application = get_wsgi_application()


def refuse_demo_accounts() -> None:
    """Stop when accounts with a published password could sign in to a site that is no demonstration."""
    from django.contrib.auth import get_user_model  # noqa: PLC0415 - only after Django is set up
    from django.db import connections  # noqa: PLC0415

    try:
        if get_user_model().objects.filter(email__endswith="@demo.example", is_active=True).exists():
            sys.exit("This database holds demo accounts with a published password. Set DEMO=1 to show a demonstration.")
    except DatabaseError:
        logging.getLogger("lvv.failures").exception("database unavailable at start")
    finally:
        connections.close_all()  # a forking server must not share this connection


if getattr(settings, "REFUSE_DEMO_ACCOUNTS", False):
    refuse_demo_accounts()
