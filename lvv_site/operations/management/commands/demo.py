"""`manage.py demo`: fill an empty database with a believable association."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from lvv_site import civil
from lvv_site.operations.demo import DemoPlan, NotEmptyError, load

DEFAULT_MEMBERS = 1600


class Command(BaseCommand):
    help = "Fill an empty database with the demonstration association."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--members", type=int, default=DEFAULT_MEMBERS, help="0 gives content and accounts only")
        parser.add_argument("--seed", type=int, default=2026)
        parser.add_argument("--if-empty", action="store_true", help="do nothing, quietly, when there is data already")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["members"] < 0:
            raise CommandError("--members may not be negative")
        try:
            load(DemoPlan(options["members"], options["seed"], civil.today()))
        except NotEmptyError:
            if not options["if_empty"]:
                raise CommandError("the database holds people already; demo only fills an empty one") from None
        else:
            self.stdout.write(f"Demo: {options['members']} members.")
