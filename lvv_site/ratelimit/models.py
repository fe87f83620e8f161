"""The table behind `limits`: short-lived counts, lost in a crash and that is fine."""

from __future__ import annotations

from django.db import models


class Counter(models.Model):
    """How many there were in the window that closes at `expires`. Unlogged: writing it costs no write-ahead log."""

    key = models.UUIDField(primary_key=True)  # the first 16 bytes of a keyed hash
    number = models.IntegerField()
    expires = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return str(self.key)
