"""`manage.py verify_chain`: check the chain of the register's history against the events, and its published heads."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from academy.certification import verifying


class Command(BaseCommand):
    help = "Recompute the chain of the register's history; fails at the first place that is not what it was."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            report = verifying.verify()
        except verifying.BrokenError as error:
            raise CommandError(f"The chain is broken. {error}.") from None
        self.stdout.write(
            f"The chain holds: {report.end.sequence} leaves, {report.sealed} of them sealed, {report.heads} heads.\n"
            f"It ends with {report.end.hash}."
        )
