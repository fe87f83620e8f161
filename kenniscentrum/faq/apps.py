"""Room: Question pages and their Dutch search."""

from django.apps import AppConfig


class FaqConfig(AppConfig):
    """Question pages and their Dutch search."""

    name = "kenniscentrum.faq"
    label = "faq"
    verbose_name = "Kenniscentrum"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import receivers

        receivers.connect()
