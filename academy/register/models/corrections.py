"""What somebody says is wrong in the register, and what the office did with it.

That something was reported, about which number, and how it ended are facts. The words and the address of who reported are in
rows of their own that are erased (`privacy.py`).
"""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from academy.certification.models import Certificate
from academy.register.enums import CorrectionStepKind, CorrectionSubject
from lvv_site.operations.append_only import Fact

MAX_LETTERS = 2000


class Correction(Fact):
    """Somebody says that something about this number is wrong."""

    certificate = models.ForeignKey(
        Certificate, models.PROTECT, related_name="corrections", verbose_name=_("certificaat")
    )
    subject = models.CharField(_("wat er niet klopt"), max_length=10, choices=CorrectionSubject.choices)
    at = models.DateTimeField(_("gemeld op"), default=timezone.now)

    class Meta:
        verbose_name = _("melding over het register")
        verbose_name_plural = _("meldingen over het register")
        ordering: ClassVar = ["-id"]
        default_permissions = ("view",)
        permissions: ClassVar = [("handle_correction", _("Kan meldingen over het register afhandelen"))]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(subject__in=CorrectionSubject.values), name="correction_subject_known"),
        ]

    def __str__(self) -> str:
        return f"{self.certificate_id} {self.subject}"


class CorrectionText(models.Model):
    """The words of who reported it, and the address for the answer, if one was given. Erasable."""

    correction = models.OneToOneField(Correction, models.PROTECT, related_name="text")
    text = models.TextField(_("toelichting"), max_length=MAX_LETTERS)
    email = models.EmailField(_("e-mailadres"), blank=True)
    language = models.CharField(_("taal"), max_length=2, default="nl")

    class Meta:
        verbose_name = _("toelichting bij een melding over het register")
        verbose_name_plural = _("toelichtingen bij meldingen over het register")
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.correction_id)


class CorrectionStep(Fact):
    """What the office did: an answer by mail, or the end of it, once."""

    correction = models.ForeignKey(Correction, models.PROTECT, related_name="steps")
    kind = models.CharField(_("wat er gebeurde"), max_length=10, choices=CorrectionStepKind.choices)
    at = models.DateTimeField(_("op"), default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("door")
    )

    class Meta:
        verbose_name = _("afhandeling van een melding over het register")
        verbose_name_plural = _("afhandelingen van meldingen over het register")
        ordering: ClassVar = ["id"]
        default_permissions = ()
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(kind__in=CorrectionStepKind.values), name="correction_step_kind_known"),
            models.UniqueConstraint(
                fields=["correction"], condition=Q(kind__in=("handled", "refused")), name="correction_ends_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.correction_id} {self.kind}"


class CorrectionStepText(models.Model):
    """What the office wrote: the answer that was mailed, or the reason. Erasable."""

    step = models.OneToOneField(CorrectionStep, models.PROTECT, related_name="text")
    text = models.TextField(_("tekst"), max_length=MAX_LETTERS)

    class Meta:
        verbose_name = _("tekst bij de afhandeling van een melding")
        verbose_name_plural = _("teksten bij de afhandeling van meldingen")
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.step_id)
