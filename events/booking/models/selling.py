"""On what conditions an occasion is sold: prices, discount codes, and versions of the cancellation terms."""

from decimal import Decimal
from typing import ClassVar

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lvv_site.operations.append_only import Fact

from ..enums import Audience, DiscountKind
from ..prices import Discount, Tariff, with_vat
from ..terms import Step, Terms
from .occasions import Occasion

USER = settings.AUTH_USER_MODEL
VAT_RATES = (Decimal(9), Decimal(21))


class Price(models.Model):
    """A price: Decimal EUR net in six places, the percentage of VAT (None: exempt), for whom, when and how many it holds.

    Set including VAT: `prices.without_vat` gives what is kept here.
    """

    occasion = models.ForeignKey(Occasion, models.PROTECT, related_name="prices")
    audience = models.CharField(_("voor"), max_length=10, choices=Audience.choices)
    net = models.DecimalField(_("bedrag zonder btw"), max_digits=13, decimal_places=6)
    vat_rate = models.DecimalField(_("btw-percentage"), max_digits=4, decimal_places=2, null=True, blank=True)
    since = models.DateField(_("vanaf"), null=True, blank=True)
    until = models.DateField(_("tot en met"), null=True, blank=True)
    people = models.PositiveSmallIntegerField(_("vanaf aantal personen"), default=1, validators=[MinValueValidator(1)])

    class Meta:
        verbose_name = _("prijs")
        verbose_name_plural = _("prijzen")
        ordering: ClassVar = ["net", "id"]
        default_permissions = ()
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(audience__in=Audience.values), name="price_audience_known"),
            models.CheckConstraint(condition=Q(net__gte=0), name="price_not_negative"),
            models.CheckConstraint(condition=Q(vat_rate=None) | Q(vat_rate__in=VAT_RATES), name="price_vat_possible"),
            models.CheckConstraint(condition=Q(people__gte=1), name="price_for_somebody"),
            models.CheckConstraint(
                condition=Q(since=None) | Q(until=None) | Q(until__gte=F("since")), name="price_until_not_before_since"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.occasion_id} {self.audience} {self.net}"

    @property
    def tariff(self) -> Tariff:
        """The frozen value that the rules take."""
        return Tariff(Audience(self.audience), self.net, self.vat_rate, self.since, self.until, self.people)

    @property
    def gross(self) -> Decimal:
        """What people pay."""
        return with_vat(self.net, self.vat_rate)


class DiscountCode(models.Model):
    """A code that makes places cheaper: of one occasion, or of all."""

    code = models.CharField(_("kortingscode"), max_length=40)
    occasion = models.ForeignKey(Occasion, models.PROTECT, null=True, blank=True, related_name="discount_codes")
    kind = models.CharField(_("soort"), max_length=10, choices=DiscountKind.choices)
    value = models.DecimalField(_("waarde"), max_digits=9, decimal_places=2)
    uses = models.PositiveIntegerField(_("aantal plaatsen"), null=True, blank=True)
    since = models.DateField(_("vanaf"), null=True, blank=True)
    until = models.DateField(_("tot en met"), null=True, blank=True)
    members_only = models.BooleanField(_("alleen voor leden"), default=False)

    class Meta:
        verbose_name = _("kortingscode")
        verbose_name_plural = _("kortingscodes")
        default_permissions = ("view",)
        constraints: ClassVar = [
            models.UniqueConstraint(Lower("code"), name="discount_code_unique_any_case"),
            models.CheckConstraint(condition=Q(kind__in=DiscountKind.values), name="discount_kind_known"),
            models.CheckConstraint(
                condition=Q(value__gte=0) & (Q(kind=DiscountKind.AMOUNT) | Q(value__lte=100)), name="discount_possible"
            ),
        ]

    def __str__(self) -> str:
        return self.code

    def discount(self, used: int) -> Discount:
        """Return the frozen value that the rules take, when so many places have used it."""
        left = None if self.uses is None else max(0, self.uses - used)
        return Discount(DiscountKind(self.kind), self.value, self.since, self.until, self.members_only, left)


class TermsVersion(Fact):
    """A version of the cancellation terms: its text, and its steps as [[days before, percentage], …]."""

    code = models.CharField(_("versie"), max_length=40, unique=True)
    text = models.TextField(_("tekst"))
    steps = models.JSONField(_("stappen"))
    made_at = models.DateTimeField(_("vastgesteld op"), default=timezone.now)
    by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", verbose_name=_("door"))

    class Meta:
        verbose_name = _("versie van de annuleringsvoorwaarden")
        verbose_name_plural = _("versies van de annuleringsvoorwaarden")
        default_permissions = ("view",)

    def __str__(self) -> str:
        return self.code

    @property
    def terms(self) -> Terms:
        """The frozen value that the rules take. ValueError when the steps contradict each other."""
        return Terms(tuple(Step(int(days), int(percentage)) for days, percentage in self.steps))


class DiscountUse(Fact):
    """A place was booked with a code. Counted, never taken back: a cancelled place has used it all the same."""

    code = models.ForeignKey(DiscountCode, models.PROTECT, related_name="used")
    place = models.OneToOneField("booking.Place", models.PROTECT, related_name="discount_use")

    class Meta:
        verbose_name = _("gebruik van een kortingscode")
        verbose_name_plural = _("gebruik van kortingscodes")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.code_id} {self.place_id}"
