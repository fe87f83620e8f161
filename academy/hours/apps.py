"""Room: The ledger of hours, evidence, own claims, progress and participation proofs."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HoursConfig(AppConfig):
    """The ledger of hours, evidence, own claims, progress and participation proofs."""

    name = "academy.hours"
    label = "hours"
    verbose_name = _("Uren")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import letters, reminders

        letters.register()
        reminders.register()
