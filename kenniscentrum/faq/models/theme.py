"""The themes that the questions are grouped by."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class Theme(models.Model):
    """A group of questions on the first page of the kenniscentrum."""

    code = models.SlugField(_("code"), unique=True, help_text=_("Staat in het adres, bijvoorbeeld wet"))
    name = models.CharField(_("naam"), max_length=80)
    position = models.PositiveSmallIntegerField(_("volgorde"), default=0)

    class Meta:
        ordering: ClassVar = ["position", "name"]
        verbose_name = _("thema")
        verbose_name_plural = _("thema's")

    def __str__(self) -> str:
        return self.name
