"""What a bank statement told us, beside the facts: it names people, moves and goes away. No account number of anybody."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .facts import USER
from .money import Payment


class StatementUpload(models.Model):
    """A statement that somebody is looking at before it is taken in: its entries as we read them, not the file."""

    by = models.ForeignKey(USER, on_delete=models.CASCADE, related_name="+")
    entries = models.JSONField(_("regels"))
    uploaded_at = models.DateTimeField(_("gekozen op"), default=timezone.now)

    class Meta:
        verbose_name = _("bankafschrift")
        verbose_name_plural = _("bankafschriften")

    def __str__(self) -> str:
        return f"{self.pk}"


class PaymentOrigin(models.Model):
    """From whom a payment without an order came and what they wrote, until somebody knows for which order it was."""

    payment = models.OneToOneField(Payment, on_delete=models.CASCADE, related_name="origin")
    name = models.CharField(_("naam bij de bank"), max_length=140, blank=True)
    text = models.CharField(_("omschrijving"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("herkomst van een betaling")
        verbose_name_plural = _("herkomst van betalingen")

    def __str__(self) -> str:
        return str(self.payment)
