"""`manage.py rebuild_status`: write the projections of the status events anew."""

from typing import Any

from django.core.management.base import BaseCommand

from academy.certification.projection import rebuild


class Command(BaseCommand):
    help = "Write periods and status spans anew from the status events."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{rebuild()} certificaten.")
