"""What the site knows about its own workers."""

from __future__ import annotations

from django.db import models


class Worker(models.Model):
    """A process that runs tasks: when it started, when it last said that it lives, when it stopped in good order."""

    worker_id = models.CharField(primary_key=True, max_length=64)
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField(db_index=True)
    stopped_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.worker_id
