"""Money that came and went (facts), and what is still being done about it (rows that move)."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lvv_site.operations.append_only import Fact
from lvv_site.payments.enums import LIVE, AttemptState, Reason, RunState
from lvv_site.payments.money import EUR

from .facts import REF_LENGTH, USER, amount
from .orders import Order


class PaymentAttempt(models.Model):
    """Somebody is paying. Moves until it ended; a payment that comes all the same is kept, whatever stands here.

    The row is there, with its idempotency key, before a provider is called: a call that is repeated after a crash is the
    same one.
    """

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="attempts")
    provider = models.CharField(_("manier van betalen"), max_length=20)
    amount = amount(_("bedrag"))
    state = models.CharField(
        _("stand"), max_length=12, choices=AttemptState.choices, default=AttemptState.OPEN, db_index=True
    )
    external_id = models.CharField(_("kenmerk bij de betaaldienst"), max_length=REF_LENGTH, blank=True)
    idempotency_key = models.CharField(_("sleutel"), max_length=REF_LENGTH)
    url = models.URLField(_("adres om te betalen"), max_length=2000, blank=True)
    # Where the payer comes back to on this site. Part of what is asked of a provider, so that a repeated call is the same.
    return_path = models.CharField(_("terug naar"), max_length=300, default="/")
    expires_at = models.DateTimeField(_("verloopt op"), null=True, blank=True)
    made_at = models.DateTimeField(_("begonnen op"), default=timezone.now)
    changed_at = models.DateTimeField(_("laatste verandering"), auto_now=True)

    class Meta:
        verbose_name = _("poging om te betalen")
        verbose_name_plural = _("pogingen om te betalen")
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["idempotency_key"], name="attempt_idempotency_key_unique"),
            models.UniqueConstraint(
                fields=["provider", "external_id"], condition=~Q(external_id=""), name="attempt_external_id_unique"
            ),
            models.CheckConstraint(condition=Q(state__in=AttemptState.values), name="attempt_state_known"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="attempt_amount_positive"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["expires_at"], condition=Q(state__in=LIVE), name="attempt_live_expires_at")
        ]

    def __str__(self) -> str:
        return f"{self.order} {self.provider}"


class Payment(Fact):
    """Money that came in, on a civil date. Without an order nobody knows yet what it is for; see `Placement`."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, null=True, blank=True, related_name="payments")
    amount = amount(_("bedrag"))
    currency = models.CharField(_("munt"), max_length=3, default=EUR)
    provider = models.CharField(_("manier van betalen"), max_length=20)
    external_ref = models.CharField(_("kenmerk bij de betaaldienst"), max_length=REF_LENGTH)
    received_on = models.DateField(_("ontvangen op"), db_index=True)
    recorded_at = models.DateTimeField(_("vastgelegd op"), default=timezone.now)

    class Meta:
        verbose_name = _("betaling")
        verbose_name_plural = _("betalingen")
        ordering: ClassVar = ["-received_on", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["external_ref"], name="payment_external_ref_unique"),
            models.CheckConstraint(condition=~Q(external_ref=""), name="payment_has_external_ref"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="payment_amount_positive"),
            models.CheckConstraint(condition=Q(currency__regex="^[A-Z]{3}$"), name="payment_currency_is_a_code"),
        ]

    def __str__(self) -> str:
        return f"{self.external_ref} {self.amount}"


class Placement(Fact):
    """Somebody found out for which order a payment without one was."""

    payment = models.OneToOneField(Payment, on_delete=models.PROTECT, related_name="placement")
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="placements")
    by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    placed_at = models.DateTimeField(_("geplaatst op"), default=timezone.now)

    class Meta:
        verbose_name = _("geplaatste betaling")
        verbose_name_plural = _("geplaatste betalingen")

    def __str__(self) -> str:
        return f"{self.payment} {self.order}"


class Refund(Fact):
    """Money of one payment goes back. All together never more than that payment: the database checks it under a lock."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, null=True, blank=True, related_name="refunds")
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="refunds")
    amount = amount(_("bedrag"))
    reason_code = models.CharField(_("reden"), max_length=20, choices=Reason.choices)
    by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    external_ref = models.CharField(_("verwijzing"), max_length=REF_LENGTH)
    made_at = models.DateTimeField(_("vastgelegd op"), default=timezone.now, db_index=True)

    class Meta:
        verbose_name = _("terugbetaling")
        verbose_name_plural = _("terugbetalingen")
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["external_ref"], name="refund_external_ref_unique"),
            models.CheckConstraint(condition=~Q(external_ref=""), name="refund_has_external_ref"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="refund_amount_positive"),
            models.CheckConstraint(condition=Q(reason_code__in=Reason.values), name="refund_reason_known"),
        ]

    def __str__(self) -> str:
        return f"{self.external_ref} {self.amount}"


class OutsideRefund(Fact):
    """Money that a provider sent back without us while a refund of ours was still to be sent: it carried out so much of ours."""

    refund = models.ForeignKey(Refund, on_delete=models.PROTECT, related_name="outside")
    amount = amount(_("bedrag"))
    external_ref = models.CharField(_("verwijzing"), max_length=REF_LENGTH)
    recorded_at = models.DateTimeField(_("vastgelegd op"), default=timezone.now)

    class Meta:
        verbose_name = _("buiten de site uitgevoerde terugbetaling")
        verbose_name_plural = _("buiten de site uitgevoerde terugbetalingen")
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["external_ref", "refund"], name="outside_refund_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="outside_refund_amount_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.external_ref} {self.amount}"


class RefundRun(models.Model):
    """How far a refund is with the provider. The refund itself stands: what failed is sent again or by bank."""

    refund = models.OneToOneField(Refund, on_delete=models.CASCADE, related_name="run")
    state = models.CharField(_("stand"), max_length=10, choices=RunState.choices, default=RunState.WAITING)
    external_id = models.CharField(_("kenmerk bij de betaaldienst"), max_length=REF_LENGTH, blank=True)
    attempts = models.PositiveIntegerField(_("pogingen"), default=0)
    changed_at = models.DateTimeField(_("laatste verandering"), auto_now=True)

    class Meta:
        verbose_name = _("uitvoering van een terugbetaling")
        verbose_name_plural = _("uitvoering van terugbetalingen")
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(state__in=RunState.values), name="refund_run_state_known")
        ]

    def __str__(self) -> str:
        return str(self.refund)


class WebhookEvent(models.Model):
    """Something a provider told us, once for each event id; a task handles it and says when it was done."""

    provider = models.CharField(_("manier van betalen"), max_length=20)
    event_id = models.CharField(_("kenmerk"), max_length=REF_LENGTH)
    type = models.CharField(_("soort"), max_length=100)
    object_id = models.CharField(_("gaat over"), max_length=REF_LENGTH, blank=True)
    # Which payment it is about, as the message says: to show it beside that, never to act upon.
    payment_intent = models.CharField(_("betaling"), max_length=REF_LENGTH, blank=True)
    received_at = models.DateTimeField(_("ontvangen op"), default=timezone.now)
    done_at = models.DateTimeField(_("verwerkt op"), null=True, blank=True)
    attempts = models.PositiveIntegerField(_("pogingen"), default=0)

    class Meta:
        verbose_name = _("bericht van een betaaldienst")
        verbose_name_plural = _("berichten van betaaldiensten")
        constraints: ClassVar = [models.UniqueConstraint(fields=["event_id"], name="webhook_event_id_unique")]
        indexes: ClassVar = [
            models.Index(fields=["received_at"], condition=Q(done_at=None), name="webhook_event_to_do"),
            models.Index(fields=["payment_intent"], name="webhook_event_payment"),
            models.Index(fields=["object_id"], name="webhook_event_object"),
        ]

    def __str__(self) -> str:
        return self.event_id
