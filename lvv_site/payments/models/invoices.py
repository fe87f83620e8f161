"""Invoices and credit notes: frozen copies, numbered without gaps, kept for seven years (domain rule 9)."""

from typing import ClassVar

from django.core.files.storage import Storage
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

from lvv_site import storage
from lvv_site.operations.append_only import Fact
from lvv_site.payments.identifiers import validate_iban, validate_vat_id

from .orders import Credit, Order


def private_storage() -> Storage:
    """Return where private files are; a function, so that migrations do not hold a path."""
    return storage.private()


class InvoiceCounter(models.Model):
    """The last number of a series in a year. The row is locked by who issues: the next one waits, a rollback leaves no gap."""

    series = models.CharField(max_length=10)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("factuurteller")
        verbose_name_plural = _("factuurtellers")
        constraints: ClassVar = [models.UniqueConstraint(fields=["series", "year"], name="invoice_counter_one_a_year")]

    def __str__(self) -> str:
        return f"{self.series} {self.year}: {self.last}"


class Paper(Fact):
    """A numbered document: a frozen copy of everything on it, and the PDF with its hash."""

    number = models.CharField(_("nummer"), max_length=20)
    issued_on = models.DateField(_("datum"), db_index=True)
    frozen = models.JSONField(_("inhoud"))
    pdf = models.CharField(_("bestand"), max_length=300)
    sha256 = models.CharField(max_length=64)
    issued_at = models.DateTimeField(_("gemaakt op"), default=timezone.now)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.number


class Invoice(Paper):
    """The invoice of an order."""

    order = models.OneToOneField(Order, on_delete=models.PROTECT, related_name="invoice")

    class Meta:
        verbose_name = _("factuur")
        verbose_name_plural = _("facturen")
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["number"], name="invoice_number_unique"),
            models.CheckConstraint(condition=Q(number__regex=r"^\d{4}-\d{5,}$"), name="invoice_number_formed"),
        ]


class CreditNote(Paper):
    """Corrects an invoice: so much of it is owed no longer."""

    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="credit_notes")
    credit = models.OneToOneField(Credit, on_delete=models.PROTECT, related_name="note")

    class Meta:
        verbose_name = _("creditnota")
        verbose_name_plural = _("creditnota's")
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["number"], name="credit_note_number_unique"),
            models.CheckConstraint(condition=Q(number__regex=r"^C\d{4}-\d{5,}$"), name="credit_note_number_formed"),
        ]


@register_setting(icon="doc-full")
class InvoiceSettings(BaseGenericSetting):
    """The association as a seller, as it stands on invoices from now on; issued ones keep their copy."""

    name = models.CharField(_("naam"), max_length=70, blank=True, help_text=_("Zoals de bank de rekening kent."))
    street = models.CharField(_("straat en huisnummer"), max_length=200, blank=True)
    postcode = models.CharField(_("postcode"), max_length=20, blank=True)
    city = models.CharField(_("plaats"), max_length=100, blank=True)
    registration_number = models.CharField(_("KvK-nummer"), max_length=20, blank=True)
    vat_id = models.CharField(_("btw-nummer"), max_length=20, blank=True, validators=[validate_vat_id])
    iban = models.CharField(_("IBAN"), max_length=34, blank=True, validators=[validate_iban])
    bic = models.CharField(_("BIC"), max_length=11, blank=True)
    email = models.EmailField(_("e-mailadres voor vragen over facturen"), blank=True)
    term_days = models.PositiveSmallIntegerField(
        _("betaaltermijn in dagen"), default=14, validators=[MinValueValidator(1)]
    )
    exemption_text = models.CharField(
        _("tekst bij vrijgestelde regels"), max_length=200, default="Vrijgesteld van btw (artikel 11 Wet OB 1968)"
    )

    panels: ClassVar = [
        MultiFieldPanel(
            [FieldPanel("name"), FieldPanel("street"), FieldPanel("postcode"), FieldPanel("city")], _("Vereniging")
        ),
        MultiFieldPanel(
            [FieldPanel("registration_number"), FieldPanel("vat_id"), FieldPanel("email")], _("Nummers en contact")
        ),
        MultiFieldPanel(
            [FieldPanel("iban"), FieldPanel("bic"), FieldPanel("term_days"), FieldPanel("exemption_text")],
            _("Betalen"),
        ),
    ]

    class Meta:
        verbose_name = _("gegevens op facturen")
