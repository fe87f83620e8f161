"""What a person ordered: a booking with a place for each attendee, and the story of each place.

What a place is follows from its timestamps and the moment of asking; no job has to move it. A trigger lets `confirmed_at`,
`cancelled_at`, `waiting_since` and `offered_until` be set once, and keeps occasion, booking and price as they were booked.
"""

import datetime as dt
import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lvv_site.members.models import Person
from lvv_site.operations.append_only import Fact
from lvv_site.payments.models import Order

from ..enums import Audience, EventKind, PlaceState
from ..prices import FrozenPrice
from .occasions import Occasion
from .selling import TermsVersion

USER = settings.AUTH_USER_MODEL


class Booking(models.Model):
    """One order of places. `key` comes from who orders: the same key is the same booking."""

    code = models.CharField(_("code"), max_length=20, unique=True)
    key = models.CharField(_("sleutel"), max_length=100, unique=True)
    by = models.ForeignKey(
        USER, models.PROTECT, null=True, blank=True, related_name="bookings", verbose_name=_("geboekt door")
    )
    # Of who books without an account: offers and the way back go there. Erasable.
    contact = models.EmailField(_("e-mailadres van wie boekte"), blank=True)
    terms = models.ForeignKey(TermsVersion, models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField(_("geboekt op"), default=timezone.now)

    class Meta:
        verbose_name = _("boeking")
        verbose_name_plural = _("boekingen")
        ordering: ClassVar = ["-made_at", "-id"]
        default_permissions = ("view",)
        permissions: ClassVar = [
            ("export_attendees", _("Kan deelnemerslijsten exporteren")),
            ("change_places", _("Kan plaatsen annuleren, reserveren en wijzigen")),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(code__regex=r"^[A-Z0-9-]+$"), name="booking_code_upper_case"),
            models.CheckConstraint(condition=~Q(key=""), name="booking_has_key"),
        ]

    def __str__(self) -> str:
        return self.code


class Place(models.Model):
    """One attendee's place at an occasion. Name and address are erasable; without a person it awards no hours.

    Prices are Decimal EUR in six places, as booked: `net` after `discount`, the percentage of VAT or None when exempt.
    `uid` and `sequence` make that a calendar recognises it, also after a move to another run.
    """

    booking = models.ForeignKey(Booking, models.PROTECT, related_name="places")
    occasion = models.ForeignKey(Occasion, models.PROTECT, related_name="places", db_index=False)
    code = models.CharField(_("code"), max_length=20, unique=True)
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("persoon")
    )
    name = models.CharField(_("naam"), max_length=200)
    email = models.EmailField(_("e-mailadres"), blank=True)
    audience = models.CharField(_("prijs voor"), max_length=10, choices=Audience.choices)
    net = models.DecimalField(_("bedrag zonder btw"), max_digits=13, decimal_places=6)
    vat_rate = models.DecimalField(_("btw-percentage"), max_digits=4, decimal_places=2, null=True, blank=True)
    discount = models.DecimalField(_("korting"), max_digits=13, decimal_places=6, default=0)
    set_aside = models.BooleanField(_("gereserveerd door de organisatie"), default=False)
    moved_from = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="moved_to")
    uid = models.UUIDField(default=uuid.uuid4, editable=False)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    made_at = models.DateTimeField(_("gemaakt op"), default=timezone.now)
    held_until = models.DateTimeField(_("vastgehouden tot"), null=True, blank=True)
    waiting_since = models.DateTimeField(_("wacht sinds"), null=True, blank=True)
    offered_until = models.DateTimeField(_("aangeboden tot"), null=True, blank=True)
    confirmed_at = models.DateTimeField(_("bevestigd op"), null=True, blank=True)
    cancelled_at = models.DateTimeField(_("geannuleerd op"), null=True, blank=True)

    class Meta:
        verbose_name = _("plaats")
        verbose_name_plural = _("plaatsen")
        ordering: ClassVar = ["id"]
        default_permissions = ("view",)
        indexes: ClassVar = [
            # What `capacity` counts.
            models.Index(
                fields=["occasion"], include=["confirmed_at", "held_until", "offered_until", "waiting_since"],
                condition=Q(cancelled_at=None), name="place_live",
            ),
            models.Index(fields=["occasion", "id"], name="place_of_occasion"),
        ]  # fmt: skip
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["occasion", "person"], condition=Q(cancelled_at=None), name="place_one_of_a_person"
            ),
            models.CheckConstraint(condition=Q(net__gte=0, discount__gte=0), name="place_price_not_negative"),
            models.CheckConstraint(condition=Q(audience__in=Audience.values), name="place_audience_known"),
            models.CheckConstraint(
                condition=Q(held_until__isnull=False) | Q(waiting_since__isnull=False) | Q(confirmed_at__isnull=False),
                name="place_has_a_claim",
            ),
            models.CheckConstraint(
                condition=Q(offered_until=None) | Q(waiting_since__lt=F("offered_until")), name="place_offered_to_who_waits"
            ),
            models.CheckConstraint(condition=~Q(moved_from=F("id")), name="place_moved_from_another"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.code

    @property
    def price(self) -> FrozenPrice:
        """What it cost when it was booked."""
        return FrozenPrice(Audience(self.audience), self.net, self.vat_rate, self.discount)

    @property
    def state_now(self) -> str:
        """What it is at this moment, in words."""
        return str(self.state(timezone.now()).label)

    def state(self, now: dt.datetime) -> PlaceState:
        """Return what it is at a moment."""
        if self.cancelled_at:
            return PlaceState.CANCELLED
        if self.confirmed_at:
            return PlaceState.CONFIRMED
        if self.held_until and self.held_until > now:
            return PlaceState.HELD
        if self.offered_until and self.offered_until > now:
            return PlaceState.OFFERED
        return PlaceState.LAPSED if self.held_until or self.offered_until else PlaceState.WAITING


class PlaceOrder(Fact):
    """Which order pays for a place. Of a place that moved it is the order of the place it came from."""

    place = models.OneToOneField(Place, models.PROTECT, related_name="ordered")
    order = models.ForeignKey(Order, models.PROTECT, related_name="place_orders")

    class Meta:
        verbose_name = _("bestelling van een plaats")
        verbose_name_plural = _("bestellingen van plaatsen")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.place_id} {self.order_id}"


class PlaceEvent(Fact):
    """Something that happened to a place. `person` is who it concerned: of a substitution, who was replaced."""

    place = models.ForeignKey(Place, models.PROTECT, related_name="events")
    kind = models.CharField(_("wat"), max_length=20, choices=EventKind.choices)
    at = models.DateTimeField(_("op"), default=timezone.now)
    by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", db_index=False, verbose_name=_("door"))
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        verbose_name = _("gebeurtenis van een plaats")
        verbose_name_plural = _("gebeurtenissen van plaatsen")
        ordering: ClassVar = ["id"]
        default_permissions = ()
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(kind__in=EventKind.values), name="place_event_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.place_id} {self.kind}"
