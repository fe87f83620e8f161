"""Room: content pages, shared blocks, site settings and navigation."""

from django.apps import AppConfig


class PagesConfig(AppConfig):
    """Content pages, shared blocks, site settings and navigation."""

    name = "lvv_site.pages"
    label = "pages"
    verbose_name = "Pagina's"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the house rules; listen to what changes menus."""
        from . import checks, receivers  # noqa: F401

        receivers.connect()
