"""`manage.py retain [--dry-run]`: end what is past its retention term, in every room."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from lvv_site import civil
from lvv_site.members.retention import retain


class Command(BaseCommand):
    help = "Erase what is past its retention term, in every room. Run it daily."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only count")

    def handle(self, *args: Any, **options: Any) -> None:
        for row, number in retain(civil.today(), dry_run=options["dry_run"]):
            self.stdout.write(f"{number:>8}  {row.what}")
