"""`manage.py hours_cases FILE.json`: evaluate cases of hours; belongs to the room `academy.hours`."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser


class Command(BaseCommand):
    """Say that the room which evaluates hours is not there."""

    help = "Evaluates cases of hours. Not there yet: the room academy.hours does not exist."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file")

    def handle(self, *args: Any, **options: Any) -> None:
        raise CommandError("The room academy.hours does not exist yet; there is nothing to evaluate cases with.")
