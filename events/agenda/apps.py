"""Room: The public agenda; reads occasions only."""

from django.apps import AppConfig


class AgendaConfig(AppConfig):
    """The public agenda; reads occasions only."""

    name = "events.agenda"
    label = "agenda"
    verbose_name = "Agenda"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import sitemaps

        sitemaps.register()
