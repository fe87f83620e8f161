"""Room: What keeps the site running: database, worker, health, demo, retention."""

from django.apps import AppConfig


class OperationsConfig(AppConfig):
    """What keeps the site running: database, worker, health, demo, retention."""

    name = "lvv_site.operations"
    label = "operations"
    verbose_name = "Beheer van de site"
    default_auto_field = "django.db.models.BigAutoField"
