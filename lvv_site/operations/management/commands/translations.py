"""`manage.py translations --compile | --extract | --check`."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from lvv_site.operations import translations


class Command(BaseCommand):
    help = "Compile, update or check the English catalogue."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        group = parser.add_mutually_exclusive_group(required=True)
        group.add_argument("--compile", action="store_true")
        group.add_argument("--extract", action="store_true")
        group.add_argument("--check", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["compile"]:
            translations.compile_catalogues()
        elif options["extract"]:
            catalog = translations.update()
            self.stdout.write(f"{len(catalog)} texts")
        elif found := translations.problems():
            raise CommandError("\n".join(["The English catalogue is not up to date (make translations):", *found]))
