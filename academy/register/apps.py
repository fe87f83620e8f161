"""Room: The public face of certification: search and verify."""

from django.apps import AppConfig


class RegisterConfig(AppConfig):
    """The public face of certification: search and verify."""

    name = "academy.register"
    label = "register"
    verbose_name = "Register"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import correction_letters, receivers, relay, sitemaps, watch_mails  # noqa: F401

        correction_letters.register()
        relay.register()
        watch_mails.register()
