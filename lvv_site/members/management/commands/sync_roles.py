"""`manage.py sync_roles`: make the groups in the database exactly what the role table in code says."""

from typing import Any

from django.core.management.base import BaseCommand

from lvv_site.members import roles


class Command(BaseCommand):
    help = "Make the groups in the database exactly what the role table says."

    def handle(self, *args: Any, **options: Any) -> None:
        roles.sync()
        self.stdout.write(f"{len(roles.ROLES)} roles synced.")
        for name in roles.missing():
            self.stdout.write(f"skipped, room not installed: {name}")
