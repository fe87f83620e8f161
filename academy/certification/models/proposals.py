"""What waits for a second person."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from academy.certification.enums import EventKind

from .certificates import Certificate

USER = settings.AUTH_USER_MODEL


class Proposal(models.Model):
    """A decision that waits for its second person. Work in progress: it goes when decided or withdrawn."""

    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="proposals")
    kind = models.CharField(_("besluit"), max_length=20, choices=EventKind.choices)
    starts = models.DateField(_("vanaf"), db_column="from")
    until = models.DateField(_("tot en met"), null=True, blank=True)
    decided_on = models.DateField(_("besloten op"))
    reason = models.TextField(_("reden"))
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+", verbose_name=_("voorgesteld door"))
    made_at = models.DateTimeField(_("voorgesteld op"), default=timezone.now)

    class Meta:
        verbose_name = _("voorstel")
        verbose_name_plural = _("voorstellen")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["certificate", "kind"], name="proposal_one_of_a_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.certificate_id} {self.kind}"
