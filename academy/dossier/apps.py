"""Room: The recertification dossier: complete it, hand it over, record what the certifier decided."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DossierConfig(AppConfig):
    """The recertification dossier: complete it, hand it over, record what the certifier decided."""

    name = "academy.dossier"
    label = "dossier"
    verbose_name = _("Dossier")
    default_auto_field = "django.db.models.BigAutoField"
