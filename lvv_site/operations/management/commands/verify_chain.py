"""`manage.py verify_chain`: check the chain of hashes of the register's history."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    """Say that the chain is not there."""

    help = "Checks the chain of hashes of the register's history. Not there yet: the register keeps no chain."

    def handle(self, *args: Any, **options: Any) -> None:
        raise CommandError("The register keeps no chain of hashes yet; there is nothing to verify.")
