"""Random samples of evidence: who drew which claims with which seed, and what was found. Facts, never edited."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from academy.hours.enums import Verdict
from lvv_site.operations.append_only import Fact

from .ledger import Entry

USER = settings.AUTH_USER_MODEL


class EvidenceSample(Fact):
    """Claims drawn from those approved by `drawn_at` for activities in [first, last], both days included.

    The seed and these four fields give the same claims again (`academy.hours.samples`). `population` is how many there
    were to draw from.
    """

    seed = models.CharField(_("zaad"), max_length=64)
    first = models.DateField(_("activiteiten vanaf"))
    last = models.DateField(_("activiteiten tot en met"))
    size = models.PositiveIntegerField(_("gevraagd aantal"))
    population = models.PositiveIntegerField(_("getrokken uit"))
    drawn_at = models.DateTimeField(_("getrokken op"), default=timezone.now)
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+", verbose_name=_("door"))

    class Meta:
        verbose_name = _("steekproef van bewijzen")
        verbose_name_plural = _("steekproeven van bewijzen")
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="sample_last_not_before_first"),
            models.CheckConstraint(condition=Q(size__gt=0) & ~Q(seed=""), name="sample_complete"),
        ]

    def __str__(self) -> str:
        return self.seed


class SampledClaim(Fact):
    """One claim of a sample, in the order in which it was drawn."""

    sample = models.ForeignKey(EvidenceSample, on_delete=models.PROTECT, related_name="claims", db_index=False)
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+")
    place = models.PositiveIntegerField(_("volgorde"))

    class Meta:
        verbose_name = _("getrokken opgave")
        verbose_name_plural = _("getrokken opgaven")
        ordering: ClassVar = ["sample", "place"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["sample", "entry"], name="sampled_once"),
            models.UniqueConstraint(fields=["sample", "place"], name="sampled_place_once"),
        ]

    def __str__(self) -> str:
        return f"{self.sample_id} {self.place}"


class SampleRemark(Fact):
    """What somebody found when looking at a claim of a sample. The last one holds; the earlier ones stay."""

    claim = models.ForeignKey(SampledClaim, on_delete=models.PROTECT, related_name="remarks")
    verdict = models.CharField(_("oordeel"), max_length=10, choices=Verdict.choices)
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+", verbose_name=_("door"))
    made_at = models.DateTimeField(_("vastgelegd op"), default=timezone.now)

    class Meta:
        verbose_name = _("oordeel over een bewijs")
        verbose_name_plural = _("oordelen over bewijzen")
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(verdict__in=Verdict.values), name="sample_verdict_known"),
        ]

    def __str__(self) -> str:
        return f"{self.claim_id} {self.verdict}"


class SampleRemarkText(models.Model):
    """What was written beside a verdict. Erasable."""

    remark = models.OneToOneField(SampleRemark, on_delete=models.PROTECT, related_name="text")
    text = models.TextField(_("toelichting"))

    class Meta:
        verbose_name = _("toelichting bij een oordeel")
        verbose_name_plural = _("toelichtingen bij oordelen")

    def __str__(self) -> str:
        return self.text
