"""`manage.py hours_cases FILE.json`: evaluate cases of hours and print what they give."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from academy.hours.cases import CasesFileError, results


class Command(BaseCommand):
    """Print a JSON list of id and result, or id and error, of each case. Needs no database."""

    help = "Evaluates the cases of a file in the format of the examples of hours and prints a JSON list."
    requires_system_checks = ()  # it uses nothing of the site that they look at

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            found = results(file.read_bytes())
        except OSError as error:
            raise CommandError(f"Cannot read {file}: {error.strerror}") from error
        except CasesFileError as error:
            raise CommandError(f"{file}: {error}") from error
        self.stdout.write(json.dumps(found, indent=1))
