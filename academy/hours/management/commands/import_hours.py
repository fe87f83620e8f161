"""`manage.py import_hours FILE [--dry-run]`: hours from a list (see `academy/hours/importing.py`)."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from academy.hours.importing import BadRowsError, run
from lvv_site.spreadsheets import SpreadsheetError


class Command(BaseCommand):
    help = "Import hours from a CSV (UTF-8) or XLSX file: all of it, or nothing when a row is bad."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="say what would be written; write nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            plan = run(self._content(options["file"]), None, dry_run=options["dry_run"])
        except SpreadsheetError as error:
            raise CommandError(f"{error.messages[0]} Er is niets geschreven.") from None
        except BadRowsError as error:
            for row in error.plan.bad:
                self.stderr.write(str(row))
            raise CommandError(f"{len(error.plan.bad)} fouten gevonden. Er is niets geschreven.") from None
        self.stdout.write(f"{len(plan.new)} nieuw, {len(plan.present)} stond er al.")
        if options["dry_run"]:
            self.stdout.write("Dit was een proef: er is niets geschreven.")

    def _content(self, file: Path) -> bytes:
        """Read the file, never more of it than one byte too much."""
        try:
            with file.open("rb") as opened:
                return opened.read(settings.MAX_IMPORT_BYTES + 1)
        except OSError as error:
            raise CommandError(f"{file} is niet te lezen: {error.strerror}.") from None
