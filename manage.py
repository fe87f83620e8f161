#!/usr/bin/env python
"""Django's command line; starts the embedded database for a command that needs it and finds none."""

import os
import sys

WITHOUT_DATABASE = {"hours_cases", "makemessages", "help", "version", "--help", "--version", "translations"}


def main() -> None:
    """Run one management command."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lvv_site.settings.local")
    from django.core.management import execute_from_command_line

    command = sys.argv[1] if len(sys.argv) > 1 else "help"
    embedded = os.environ["DJANGO_SETTINGS_MODULE"].endswith((".local", ".test"))
    if command in WITHOUT_DATABASE or not embedded or os.environ.get("DATABASE_URL"):
        execute_from_command_line(sys.argv)
        return
    from django.conf import settings

    from lvv_site.operations import postgres

    try:
        with postgres.cluster_of(settings.DATABASES["default"]).running():
            execute_from_command_line(sys.argv)
    except postgres.PostgresUnavailableError as error:
        sys.exit(f"Database: {error}")


if __name__ == "__main__":
    main()
