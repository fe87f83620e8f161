"""`manage.py prepare`: everything between an empty database and a site that can start, in one process."""

import os
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser

from lvv_site.operations import static_files, translations


class Command(BaseCommand):
    help = "Compile texts, migrate, and fill an empty database as EMPTY and DEMO ask."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--serve", action="store_true", help="also collect static files and make signing keys")

    def handle(self, *args: Any, **options: Any) -> None:
        translations.compile_catalogues()
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        if options["serve"]:
            call_command("signing_keys", "ensure")
            static_files.collect()
        if os.environ.get("EMPTY") == "1":
            call_command("first_office_account")
        elif settings.DEMO:
            call_command("demo", if_empty=True)
            self.announce_accounts()

    def announce_accounts(self) -> None:
        """Say who can sign in to a demonstration."""
        from lvv_site.members.demo import ACCOUNTS, PASSWORD

        self.stdout.write(f"Demo accounts, password {PASSWORD} (sign in at /account/login/, office work at /beheer/):")
        for account in ACCOUNTS:
            self.stdout.write(f"  {account.email:<30} {account.what}")
