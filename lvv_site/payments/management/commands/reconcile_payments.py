"""Ask the payment provider about everything that is not over; finds what a lost message would have told."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from lvv_site.payments import attempts, inbox


class Command(BaseCommand):
    """Reconcile payments; safe to run at any moment, every ten minutes for instance."""

    help = "Asks Stripe about attempts that are not over, ends those whose time has passed, handles what was left."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Reconcile."""
        now = timezone.now()
        asked, left = inbox.reconcile(now) if settings.STRIPE_SECRET_KEY else (0, 0)
        ended = attempts.expire_all(now)
        self.stdout.write(f"{asked} attempts asked about, {left} messages handled, {ended} attempts expired.")
