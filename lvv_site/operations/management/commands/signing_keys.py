"""`manage.py signing_keys new|ensure|list`: the keys that sign register statements and proofs."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from lvv_site import signing


class Command(BaseCommand):
    """Make a signing key, or list the keys there are."""

    help = "new: makes a key that signs from now on (older keys go on verifying). ensure: makes one when there is none. list: shows key ids, the current first."
    requires_system_checks = ()  # must run when a missing key is what is wrong

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("action", choices=["new", "ensure", "list"])

    def handle(self, *, action: str, **options: Any) -> None:
        if action == "new":
            self.stdout.write(signing.new_key())
            return
        if action == "ensure":
            signing.ensure_key()
            return
        for number, key in enumerate(signing.public_keys()["keys"]):
            self.stdout.write(f"{key['kid']} {'signs and verifies' if number == 0 else 'verifies'}")
