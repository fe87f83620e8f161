"""Room: Limits that hold over every process."""

from django.apps import AppConfig


class RatelimitConfig(AppConfig):
    """Limits that hold over every process."""

    name = "lvv_site.ratelimit"
    label = "ratelimit"
    verbose_name = "Limieten"
    default_auto_field = "django.db.models.BigAutoField"
