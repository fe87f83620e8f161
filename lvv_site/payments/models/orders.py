"""Orders: what was ordered and by whom, frozen at the moment of ordering.

What an order comes to is never stored: `books.state_of` says it of the facts. `Order.total` is a fact too, for the lines
under it never change; the database holds on to their number.
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lvv_site.members.models import Person
from lvv_site.operations.append_only import Fact
from lvv_site.payments.enums import PayerKind, Reason, VatRate
from lvv_site.payments.vat import UNIT_PRICE_PLACES, Price, Rate

from .facts import REF_LENGTH, USER, amount


class Order(Fact):
    """What somebody ordered and owes us. `reference` names what it is for, once."""

    code = models.CharField(_("code"), max_length=8)
    reference = models.CharField(_("verwijzing"), max_length=REF_LENGTH)
    payer_kind = models.CharField(_("wie betaalt"), max_length=12, choices=PayerKind.choices)
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="orders", verbose_name=_("persoon")
    )
    net = amount(_("zonder btw"))
    vat = amount(_("btw"))
    total = amount(_("totaal"))
    line_count = models.PositiveSmallIntegerField(_("aantal regels"))
    content_hash = models.CharField(max_length=64)
    due = models.DateField(_("te betalen voor of op"))
    made_at = models.DateTimeField(_("besteld op"), default=timezone.now)

    class Meta:
        verbose_name = _("bestelling")
        verbose_name_plural = _("bestellingen")
        ordering: ClassVar = ["-made_at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["code"], name="order_code_unique"),
            models.UniqueConstraint(fields=["reference"], name="order_reference_unique"),
            models.CheckConstraint(condition=~Q(reference=""), name="order_has_reference"),
            models.CheckConstraint(condition=Q(payer_kind__in=PayerKind.values), name="order_payer_kind_known"),
            models.CheckConstraint(condition=Q(total__gte=0), name="order_total_not_negative"),
            models.CheckConstraint(condition=Q(total=models.F("net") + models.F("vat")), name="order_total_adds_up"),
            models.CheckConstraint(condition=Q(line_count__gt=0), name="order_has_lines"),
        ]
        indexes: ClassVar = [models.Index(fields=["made_at"], name="order_made_at")]
        permissions: ClassVar = [
            ("refund_order", _("Kan geld terugbetalen en bestellingen laten vervallen")),
            ("place_payment", _("Kan een betaling bij een bestelling plaatsen")),
            ("export_books", _("Kan bestellingen, betalingen en het journaal exporteren")),
        ]

    def __str__(self) -> str:
        return self.code


class OrderLine(Fact):
    """One thing on an order. `what_code` is for the room that sells it, `text` for the payer."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="lines")
    position = models.PositiveSmallIntegerField(_("plaats"))
    what_code = models.CharField(_("wat"), max_length=REF_LENGTH)
    text = models.CharField(_("omschrijving"), max_length=300)
    quantity = models.PositiveIntegerField(_("aantal"))
    net = models.DecimalField(_("prijs zonder btw"), max_digits=14, decimal_places=UNIT_PRICE_PLACES)
    vat_rate = models.CharField(_("btw"), max_length=6, choices=VatRate.choices)

    class Meta:
        verbose_name = _("regel van een bestelling")
        verbose_name_plural = _("regels van bestellingen")
        ordering: ClassVar = ["order", "position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["order", "position"], name="order_line_position_unique"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="order_line_quantity_positive"),
            models.CheckConstraint(condition=Q(vat_rate__in=VatRate.values), name="order_line_rate_known"),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def price(self) -> Price:
        """Return what the rules of VAT need."""
        return Price(self.net, self.quantity, Rate(self.vat_rate))


class PayerDetails(models.Model):
    """Who pays and where the invoice goes: beside the order, so that it can be erased. An invoice has its own copy."""

    order = models.OneToOneField(Order, on_delete=models.CASCADE, related_name="payer")
    name = models.CharField(_("naam"), max_length=200)
    attention = models.CharField(_("ter attentie van"), max_length=200, blank=True)
    street = models.CharField(_("straat en huisnummer"), max_length=200, blank=True)
    postcode = models.CharField(_("postcode"), max_length=20, blank=True)
    city = models.CharField(_("plaats"), max_length=100, blank=True)
    country = models.CharField(_("land"), max_length=2, default="NL")
    vat_id = models.CharField(_("btw-nummer"), max_length=20, blank=True)
    purchase_number = models.CharField(_("inkoopnummer"), max_length=100, blank=True)
    email = models.EmailField(_("e-mailadres"), blank=True)

    class Meta:
        verbose_name = _("gegevens van een betaler")
        verbose_name_plural = _("gegevens van betalers")

    def __str__(self) -> str:
        return self.name


class OrderCancelled(Fact):
    """From now on nothing is owed for this order; money that came or comes is the payer's."""

    order = models.OneToOneField(Order, on_delete=models.PROTECT, related_name="cancelled")
    reason_code = models.CharField(_("reden"), max_length=20, choices=Reason.choices)
    by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    cancelled_at = models.DateTimeField(_("vervallen op"), default=timezone.now)

    class Meta:
        verbose_name = _("vervallen bestelling")
        verbose_name_plural = _("vervallen bestellingen")
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(reason_code__in=Reason.values), name="order_cancelled_reason_known")
        ]

    def __str__(self) -> str:
        return str(self.order)


class Credit(Fact):
    """Part of an order is owed no longer. All together never more than the order: the database checks it under a lock."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="credits")
    amount = amount(_("bedrag"))
    reason_code = models.CharField(_("reden"), max_length=20, choices=Reason.choices)
    reference = models.CharField(_("verwijzing"), max_length=REF_LENGTH)
    by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    credited_at = models.DateTimeField(_("vastgelegd op"), default=timezone.now)

    class Meta:
        verbose_name = _("vermindering van een bestelling")
        verbose_name_plural = _("verminderingen van bestellingen")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["reference"], name="credit_reference_unique"),
            models.CheckConstraint(condition=~Q(reference=""), name="credit_has_reference"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="credit_amount_positive"),
            models.CheckConstraint(condition=Q(reason_code__in=Reason.values), name="credit_reason_known"),
        ]

    def __str__(self) -> str:
        return f"{self.order} {self.amount}"


class Settlement(Fact):
    """This order was paid for, and the rooms above were told: the row makes that happen once."""

    order = models.OneToOneField(Order, on_delete=models.PROTECT, related_name="settlement")
    settled_at = models.DateTimeField(_("voldaan op"), default=timezone.now)

    class Meta:
        verbose_name = _("voldane bestelling")
        verbose_name_plural = _("voldane bestellingen")

    def __str__(self) -> str:
        return str(self.order)
