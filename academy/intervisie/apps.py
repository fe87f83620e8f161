"""Room: Intervisie: groups of peers, their meetings, and the hours these give."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IntervisieConfig(AppConfig):
    """Intervisie: groups of peers, their meetings, and the hours these give."""

    name = "academy.intervisie"
    label = "intervisie"
    verbose_name = _("Intervisie")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import letters

        letters.register()
