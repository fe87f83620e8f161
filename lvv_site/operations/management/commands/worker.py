"""`manage.py worker`: runs tasks, says that it lives, and sweeps up after workers that died."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from lvv_site.operations import worker


class Command(BaseCommand):
    """Run tasks until SIGTERM or SIGINT; the task at hand is finished first."""

    help = "Runs tasks until it is told to stop (SIGTERM); any number of these may run beside each other."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--batch", action="store_true", help="run what is ready now, then stop")

    def handle(self, *, batch: bool, **options: Any) -> None:
        worker.work(batch=batch)
