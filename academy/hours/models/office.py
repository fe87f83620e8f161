"""The office's work in progress: a list that is looked at before it is written, a comparison of scheme versions."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from academy.certification.models import Period, SchemeVersion

USER = settings.AUTH_USER_MODEL


class PendingImport(models.Model):
    """An uploaded list of hours that nobody confirmed yet. Gone when confirmed, or a day later."""

    content = models.BinaryField()
    fingerprint = models.CharField(max_length=64)
    by = models.ForeignKey(USER, on_delete=models.CASCADE, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("ingelezen urenlijst")
        verbose_name_plural = _("ingelezen urenlijsten")

    def __str__(self) -> str:
        return f"{self.pk}"


class SchemeComparison(models.Model):
    """What a scheme version would make of the hours of everybody whose period ran on a day.

    `content_hash` is that of the version when it was compared: a later change of a draft asks for a new comparison.
    `finished_at` is empty while a task is still counting. A new comparison of the same version replaces the old one.
    """

    scheme = models.OneToOneField(SchemeVersion, on_delete=models.CASCADE, related_name="comparison")
    content_hash = models.CharField(_("vingerafdruk"), max_length=64)
    as_of = models.DateField(_("stand op"))
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+", verbose_name=_("door"))
    started_at = models.DateTimeField(_("begonnen op"), default=timezone.now)
    finished_at = models.DateTimeField(_("klaar op"), null=True, blank=True)

    class Meta:
        verbose_name = _("vergelijking van regelingen")
        verbose_name_plural = _("vergelijkingen van regelingen")

    def __str__(self) -> str:
        return f"{self.scheme_id} {self.as_of:%Y-%m-%d}"


class ComparedPeriod(models.Model):
    """One running period: minutes still short and whether the demands are met, under its own rules and under the other."""

    comparison = models.ForeignKey(SchemeComparison, on_delete=models.CASCADE, related_name="periods")
    period = models.ForeignKey(Period, on_delete=models.CASCADE, related_name="+")
    person_id = models.BigIntegerField()
    short_now = models.PositiveIntegerField(_("nu nog nodig"))
    short_then = models.PositiveIntegerField(_("dan nog nodig"))
    met_now = models.BooleanField(_("nu gehaald"))
    met_then = models.BooleanField(_("dan gehaald"))
    reachable_then = models.BooleanField(_("dan nog haalbaar"))

    class Meta:
        verbose_name = _("vergeleken periode")
        verbose_name_plural = _("vergeleken periodes")
        ordering: ClassVar = ["comparison", "id"]

    def __str__(self) -> str:
        return f"{self.comparison_id} {self.period_id}"
