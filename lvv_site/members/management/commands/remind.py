"""`manage.py remind`: send the reminders that are due, in every room, each once."""

from typing import Any

from django.core.management.base import BaseCommand

from lvv_site import civil
from lvv_site.members.reminders import send_due


class Command(BaseCommand):
    help = "Send the reminders that are due, each once. Run it daily."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{send_due(civil.today())} reminders due.")
