"""Room: The catalogue: course pages with their runs, and attendance that becomes hours."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoursesConfig(AppConfig):
    """The catalogue: course pages with their runs, and attendance that becomes hours."""

    name = "academy.courses"
    label = "courses"
    verbose_name = _("Academie")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import letters, receivers  # noqa: F401 - receivers listen by being imported

        letters.register()
