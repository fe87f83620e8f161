"""What waits for a second person, and what was taken back before there was one."""

import datetime as dt
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from academy.certification.enums import NEEDS_SECOND_PERSON, EventKind

from .certificates import Certificate

USER = settings.AUTH_USER_MODEL
OLD_AFTER = dt.timedelta(days=14)


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
            models.CheckConstraint(condition=Q(kind__in=sorted(NEEDS_SECOND_PERSON)), name="proposal_is_a_measure"),
            models.CheckConstraint(
                condition=~Q(kind=EventKind.SUSPENDED) | Q(until__isnull=False), name="proposal_suspension_ends"
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("starts")), name="proposal_until_not_before_from"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.certificate_id} {self.kind}"

    @property
    def is_old(self) -> bool:
        """Whether it has waited so long that somebody should look again before confirming."""
        return timezone.now() - self.made_at >= OLD_AFTER


class WithdrawnProposal(models.Model):
    """A proposal that somebody took back: nothing was decided, and it stays in the certificate's history."""

    APPEND_ONLY = True

    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="withdrawn_proposals")
    kind = models.CharField(_("besluit"), max_length=20, choices=EventKind.choices)
    starts = models.DateField(_("vanaf"), db_column="from")
    until = models.DateField(_("tot en met"), null=True, blank=True)
    decided_on = models.DateField(_("besloten op"))
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+", verbose_name=_("voorgesteld door"))
    made_at = models.DateTimeField(_("voorgesteld op"))
    withdrawn_by = models.ForeignKey(
        USER, on_delete=models.PROTECT, related_name="+", verbose_name=_("ingetrokken door")
    )
    withdrawn_at = models.DateTimeField(_("ingetrokken op"), default=timezone.now)

    class Meta:
        verbose_name = _("ingetrokken voorstel")
        verbose_name_plural = _("ingetrokken voorstellen")
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.certificate_id} {self.kind}"


class WithdrawnReason(models.Model):
    """The free text of a proposal that was taken back. Erasable."""

    proposal = models.OneToOneField(WithdrawnProposal, on_delete=models.PROTECT, related_name="reason")
    text = models.TextField(_("reden"))

    class Meta:
        verbose_name = _("reden van een ingetrokken voorstel")
        verbose_name_plural = _("redenen van ingetrokken voorstellen")

    def __str__(self) -> str:
        return self.text
