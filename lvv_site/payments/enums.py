"""Closed lists of this room, with what the screen calls them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PayerKind(models.TextChoices):
    """Who pays: a consumer sees prices including VAT, an organisation gets an invoice with its own details."""

    PERSON = "person", _("Persoon")
    ORGANISATION = "organisation", _("Organisatie")


class VatRate(models.TextChoices):
    """The rates of `vat.Rate` as the screen names them."""

    HIGH = "21", _("21%")
    LOW = "9", _("9%")
    EXEMPT = "exempt", _("vrijgesteld")


class AttemptState(models.TextChoices):
    """How far an attempt to pay is."""

    OPEN = "open", _("begonnen")
    PROCESSING = "processing", _("onderweg")
    SUCCEEDED = "succeeded", _("gelukt")
    FAILED = "failed", _("mislukt")
    EXPIRED = "expired", _("verlopen")
    CANCELLED = "cancelled", _("afgebroken")


LIVE = (AttemptState.OPEN, AttemptState.PROCESSING)
ENDED = (AttemptState.FAILED, AttemptState.EXPIRED, AttemptState.CANCELLED)


class Reason(models.TextChoices):
    """Why money goes back, or why less is owed."""

    CANCELLED = "cancelled", _("afgemeld volgens de voorwaarden")
    EVENT_CANCELLED = "event_cancelled", _("de bijeenkomst ging niet door")
    OVERPAID = "overpaid", _("te veel of dubbel betaald")
    CORRECTION = "correction", _("fout hersteld")
    NO_PLACE = "no_place", _("betaald toen er geen plaats meer was")
    GOODWILL = "goodwill", _("uit coulance")
    # The bank or the card company took the payment back: what was ordered is owed again.
    DISPUTE = "dispute", _("betaling teruggehaald door de bank")


class RunState(models.TextChoices):
    """How far the carrying out of a refund is."""

    WAITING = "waiting", _("moet nog worden overgemaakt")
    DONE = "done", _("overgemaakt")
    FAILED = "failed", _("mislukt")


class OrderStanding(models.TextChoices):
    """The states of `books.State` as the screen names them."""

    OPEN = "open", _("Open")
    PARTLY_PAID = "partly_paid", _("Deels betaald")
    PAID = "paid", _("Betaald")
    OVERPAID = "overpaid", _("Te veel betaald")
    REFUNDED = "refunded", _("Terugbetaald")
    CANCELLED = "cancelled", _("Vervallen")
