"""Room: Orders, payments, refunds, invoices and the ways to pay."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PaymentsConfig(AppConfig):
    """Orders, payments, refunds, invoices and the ways to pay."""

    name = "lvv_site.payments"
    label = "payments"
    verbose_name = _("Betalingen")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import providers
        from .stripe_provider import Stripe

        providers.register(Stripe())
        providers.register(providers.OnInvoice())
        providers.register(providers.Demo())
