"""`manage.py remind`: send the reminders that are due, in every room, each once, and do what rooms do every day (`daily.py`)."""

from typing import Any

from django.core.management.base import BaseCommand

from lvv_site import civil
from lvv_site.members.reminders import send_due
from lvv_site.operations.rooms import collect


class Command(BaseCommand):
    help = "Send the reminders that are due, each once. Run it daily."

    def handle(self, *args: Any, **options: Any) -> None:
        today = civil.today()
        self.stdout.write(f"{send_due(today)} reminders due.")
        for room in collect("daily"):
            room.work(today)
