"""What the records of this room share."""

from typing import Any

from django.conf import settings
from django.db import models

USER = settings.AUTH_USER_MODEL
REF_LENGTH = 200


def amount(verbose_name: Any, **kwargs: Any) -> "models.DecimalField[Any, Any]":
    """Return a field for an amount in EUR, in whole cents."""
    return models.DecimalField(verbose_name, max_digits=12, decimal_places=2, **kwargs)
