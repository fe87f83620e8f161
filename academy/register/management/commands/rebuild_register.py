"""`manage.py rebuild_register`: write anew by what people are found."""

from typing import Any

from django.core.management.base import BaseCommand

from academy.register.indexing import rebuild


class Command(BaseCommand):
    help = "Write names, towns and search words of the register anew."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{rebuild()} vermeldingen.")
