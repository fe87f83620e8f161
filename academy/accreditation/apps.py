"""Room: Training providers, their trainings and when these are accredited."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccreditationConfig(AppConfig):
    """Training providers, their trainings and when these are accredited."""

    name = "academy.accreditation"
    label = "accreditation"
    verbose_name = _("Accreditatie")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from lvv_site.payments import selling

        from . import (
            application_letters,
            attendance_letters,
            committee_letters,
            office_letters,
            portal_letters,
            portal_orders,
            portal_paying,
            renewal_letters,
        )

        rooms = (portal_letters, application_letters, committee_letters, attendance_letters, renewal_letters)
        for letters in (*rooms, office_letters):
            letters.register()
        selling.register(portal_orders.REFERENCE, portal_paying.pay_path)
