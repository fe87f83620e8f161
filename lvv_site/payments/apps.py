"""Room: Orders, payments, refunds, invoices and the ways to pay."""

import logging

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PaymentsConfig(AppConfig):
    """Orders, payments, refunds, invoices and the ways to pay."""

    name = "lvv_site.payments"
    label = "payments"
    verbose_name = _("Betalingen")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import letters, providers
        from .stripe_provider import Stripe

        letters.register()
        # Stripe's library tells of every request, with the key of what it is about; factur-x of every check that went well.
        for name in ("stripe", "factur-x"):
            logging.getLogger(name).setLevel(logging.WARNING)

        providers.register(Stripe())
        providers.register(providers.OnInvoice())
        providers.register(providers.Demo())
