"""`manage.py sweep_tasks`: what the worker does every half minute, by hand."""

import dataclasses
import datetime as dt
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from lvv_site.operations import heartbeat, tasks


class Command(BaseCommand):
    """Take over from dead workers, try failed tasks again, nudge mail, delete old results."""

    help = "Takes over tasks of dead workers, tries failed ones again, nudges mail that waits, deletes old results."

    def add_arguments(self, parser: CommandParser) -> None:
        seconds = int(heartbeat.DEAD_AFTER.total_seconds())
        parser.add_argument("--dead-after", type=int, default=seconds, help="seconds of silence (default: %(default)s)")

    def handle(self, *, dead_after: int, **options: Any) -> None:
        swept = tasks.sweep(dt.timedelta(seconds=dead_after))
        self.stdout.write(", ".join(f"{name} {number}" for name, number in dataclasses.asdict(swept).items()))
