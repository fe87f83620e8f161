"""Room: Scheme versions, certificates, periods, adjustments, status events and spans."""

from django.apps import AppConfig


class CertificationConfig(AppConfig):
    """Scheme versions, certificates, periods, adjustments, status events and spans."""

    name = "academy.certification"
    label = "certification"
    verbose_name = "Certificering"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell the mail queue about this room's templates."""
        from . import proposal_mails

        proposal_mails.register()
