"""Room: The one booking engine: occasions, prices, places, waiting list and check-in."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BookingConfig(AppConfig):
    """The one booking engine: occasions, prices, places, waiting list and check-in."""

    name = "events.booking"
    label = "booking"
    verbose_name = _("Boekingen")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from lvv_site.payments import selling

        from . import letters, office_letters, ordering, receivers, reminders, wording  # noqa: F401 - receivers listen

        for module in (letters, office_letters, reminders):
            module.register()
        selling.register(ordering.REFERENCE, wording.pay_path)
