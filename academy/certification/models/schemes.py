"""Scheme versions: the rules that hold for a certificate period."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class SchemeVersion(models.Model):
    """The rules that hold for a certificate period. A published version is frozen: a trigger refuses every change.

    `rules` holds minutes; its form is documented in `schemes.py`, and `content_hash` is the SHA-256 of its canonical JSON.
    """

    code = models.CharField(_("code"), max_length=30, unique=True)
    title = models.CharField(_("titel"), max_length=150)
    rules = models.JSONField(_("regels"))
    published_at = models.DateTimeField(_("gepubliceerd op"), null=True, blank=True)
    content_hash = models.CharField(_("vingerafdruk"), max_length=64)

    class Meta:
        verbose_name = _("regeling")
        verbose_name_plural = _("regelingen")
        ordering: ClassVar = ["code"]
        permissions: ClassVar = [("publish_scheme", _("Kan een regeling publiceren"))]

    def __str__(self) -> str:
        return self.title

    @property
    def years(self) -> int:
        """How long a certificate period under this scheme lasts, in years."""
        return int(self.rules["years"])
