"""What all facts of this room share."""

from typing import Any

from django.conf import settings
from django.db import models

USER = settings.AUTH_USER_MODEL
REF_LENGTH = 200


class ImmutableError(Exception):
    """A fact was about to be changed or deleted. The database refuses it too; a correction is a new row."""


class Fact(models.Model):
    """A row that is written once."""

    APPEND_ONLY = True

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Append. ImmutableError when the row exists already."""
        if not self._state.adding:
            raise ImmutableError(f"{self._meta.label} {self.pk}")
        super().save(*args, **{**kwargs, "force_insert": True})

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Refuse."""
        raise ImmutableError(f"{self._meta.label} {self.pk}")


def amount(verbose_name: Any, **kwargs: Any) -> "models.DecimalField[Any, Any]":
    """Return a field for an amount in EUR, in whole cents."""
    return models.DecimalField(verbose_name, max_digits=12, decimal_places=2, **kwargs)
