"""A run: an occasion that delivers a course, with the accredited training that it is, if any."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from academy.accreditation.models import Training
from events.booking.models import Occasion

from .pages import CoursePage


class Run(models.Model):
    """One delivery of a course. The occasion's `landing` is `page`: `planning.py` writes both.

    Without a training its hours count as extra activities. A page that is deleted leaves its runs without one: who booked
    keeps what was booked.
    """

    occasion = models.OneToOneField(Occasion, models.PROTECT, related_name="run", verbose_name=_("activiteit"))
    page = models.ForeignKey(
        CoursePage, models.SET_NULL, null=True, blank=True, related_name="runs", verbose_name=_("pagina")
    )
    training = models.ForeignKey(
        Training, models.PROTECT, null=True, blank=True, related_name="runs", verbose_name=_("opleiding")
    )

    class Meta:
        verbose_name = _("uitvoering")
        verbose_name_plural = _("uitvoeringen")
        ordering: ClassVar = ["-occasion__starts", "-id"]
        default_permissions = ("view", "change")

    def __str__(self) -> str:
        return self.occasion.code
