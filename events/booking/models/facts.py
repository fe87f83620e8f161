"""Rows that are written once; the database refuses to change or delete them too."""

from typing import Any

from django.db import models


class ImmutableError(Exception):
    """A fact was about to be changed or deleted. A correction is a new row."""


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
