"""Installs the crashes once Django is up."""

from django.apps import AppConfig


class CrashingConfig(AppConfig):
    """Listens for the moments of the task loop."""

    name = "tests.doubles"
    label = "crashing"

    def ready(self) -> None:
        """Install."""
        from tests.doubles import crashing

        crashing.install()
