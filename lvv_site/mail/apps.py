"""Room: The mail queue: one row a message, sent by a task, deduplicated."""

from django.apps import AppConfig


class MailConfig(AppConfig):
    """The mail queue: one row a message, sent by a task, deduplicated."""

    name = "lvv_site.mail"
    label = "mail"
    verbose_name = "Mail"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import checks  # noqa: F401 - registers them
