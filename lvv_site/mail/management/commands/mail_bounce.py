"""`manage.py mail_bounce < report.eml`: the mail server pipes its delivery reports here."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from lvv_site.mail import bounces


class Command(BaseCommand):
    """Mark the addresses that a delivery status notification calls refused for good."""

    help = "Reads a delivery status notification (RFC 3464) and marks the addresses refused for good."

    def handle(self, **options: Any) -> None:
        codes = bounces.from_report(sys.stdin.buffer.read())
        self.stdout.write(f"{len(codes)} address(es) marked: {', '.join(codes) or '-'}")
