"""What the association decides about accreditation itself: fees and terms."""

from decimal import Decimal
from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting


@register_setting(icon="clipboard-list")
class AccreditationSettings(BaseGenericSetting):
    """Fees in EUR without VAT, and terms. A fee is frozen in the order that a submission opens."""

    fee_course = models.DecimalField(
        _("tarief bij- en nascholing, zonder btw"), max_digits=8, decimal_places=2, default=Decimal(350),
        validators=[MinValueValidator(Decimal(0))],
    )  # fmt: skip
    fee_basic = models.DecimalField(
        _("tarief basisopleiding, zonder btw"), max_digits=8, decimal_places=2, default=Decimal(950),
        validators=[MinValueValidator(Decimal(0))],
    )  # fmt: skip
    vat_rate = models.PositiveSmallIntegerField(
        _("btw in procenten"), null=True, blank=True, default=21, choices=[(21, "21"), (9, "9")],
        help_text=_("Leeg: vrijgesteld."),
    )  # fmt: skip
    payment_days = models.PositiveSmallIntegerField(
        _("betaaltermijn in dagen"), default=30, validators=[MinValueValidator(1), MaxValueValidator(120)]
    )
    term_months = models.PositiveSmallIntegerField(
        _("accreditatie geldt in maanden"), default=24, validators=[MinValueValidator(1), MaxValueValidator(120)]
    )
    objection_weeks = models.PositiveSmallIntegerField(
        _("bezwaar kan binnen weken"), default=6, validators=[MinValueValidator(1), MaxValueValidator(52)]
    )
    tie_months = models.PositiveSmallIntegerField(
        _("een geëindigde band telt nog maanden"), default=24, validators=[MaxValueValidator(120)]
    )

    panels: ClassVar = [
        MultiFieldPanel(
            [FieldPanel("fee_course"), FieldPanel("fee_basic"), FieldPanel("vat_rate"), FieldPanel("payment_days")],
            _("Kosten"),
        ),
        MultiFieldPanel(
            [FieldPanel("term_months"), FieldPanel("objection_weeks"), FieldPanel("tie_months")], _("Termijnen")
        ),
    ]

    class Meta:
        verbose_name = _("instellingen van accreditatie")
