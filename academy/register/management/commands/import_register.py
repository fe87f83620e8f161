"""`manage.py import_register FILE.csv [--dry-run]`: the register from a list (see `academy/register/importing/`)."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from academy.register.importing import BadFileError, BadRowsError, run


class Command(BaseCommand):
    help = "Import the register from a UTF-8 CSV file: all of it, or nothing when a row is bad."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="say what would change; write nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            plan = run(self._content(options["file"]), None, dry_run=options["dry_run"])
        except BadFileError as error:
            raise CommandError(f"{error} Er is niets geschreven.") from None
        except BadRowsError as error:
            for row in error.plan.bad:
                self.stderr.write(str(row))
            number = len(error.plan.bad)
            raise CommandError(
                f"{number} {'fout' if number == 1 else 'fouten'} gevonden. Er is niets geschreven."
            ) from None
        number = len(plan.changes)
        self.stdout.write(f"{number} {'regel' if number == 1 else 'regels'}: {plan.told}.")
        if options["dry_run"]:
            self.stdout.write("Dit was een proef: er is niets geschreven.")

    def _content(self, file: Path) -> bytes:
        """Read the file, never more of it than one byte too much."""
        try:
            with file.open("rb") as opened:
                content = opened.read(settings.MAX_IMPORT_BYTES + 1)
                size = file.stat().st_size
        except OSError as error:
            raise CommandError(f"{file} is niet te lezen: {error.strerror}.") from None
        if size > settings.MAX_IMPORT_BYTES:
            limit = settings.MAX_IMPORT_BYTES / 1e6
            raise CommandError(
                f"{file} is te groot: {size / 1e6:.0f} MB, hooguit {limit:.0f} MB. Er is niets geschreven."
            )
        return content
