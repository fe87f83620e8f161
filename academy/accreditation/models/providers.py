"""Training providers, who works for them here, and how one becomes a provider."""

from typing import ClassVar

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lvv_site.payments.identifiers import validate_vat_id

USER = settings.AUTH_USER_MODEL
PLAIN = RegexValidator(r"\A[a-z0-9]+(-[a-z0-9]+)*\Z", _("Gebruik alleen kleine letters, cijfers en streepjes."))


class Provider(models.Model):
    """An organisation that gives trainings. Nothing in it is private: what is, stands in `ProviderDetails`."""

    name = models.CharField(_("naam"), max_length=200)
    slug = models.SlugField(
        _("adres"), max_length=60, unique=True,
        validators=[PLAIN],
        help_text=_("Kleine letters, cijfers en streepjes. Staat in het webadres en blijft altijd zo."),
    )  # fmt: skip
    place = models.CharField(_("plaats"), max_length=100, blank=True)
    website = models.URLField(_("website"), blank=True)
    kvk_number = models.CharField(
        _("KvK-nummer"), max_length=8, blank=True,
        validators=[RegexValidator(r"\A[0-9]{8}\Z", _("Een KvK-nummer heeft 8 cijfers."))],
    )  # fmt: skip
    about = models.TextField(
        _("over de opleider"), max_length=2000, blank=True,
        help_text=_("Staat op de openbare pagina van de opleider. Gewone tekst, hoogstens 2000 tekens."),
    )  # fmt: skip
    public_email = models.EmailField(_("openbaar e-mailadres"), blank=True)
    public_phone = models.CharField(_("openbaar telefoonnummer"), max_length=30, blank=True)

    class Meta:
        verbose_name = _("opleider")
        verbose_name_plural = _("opleiders")
        ordering: ClassVar = ["name", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(slug__regex=r"^[a-z0-9]+(-[a-z0-9]+)*$"), name="provider_slug_plain"),
            models.CheckConstraint(
                condition=Q(kvk_number="") | Q(kvk_number__regex=r"^[0-9]{8}$"), name="provider_kvk_number_form"
            ),
            models.UniqueConstraint(
                fields=["kvk_number"], condition=~Q(kvk_number=""), name="provider_kvk_number_unique",
                violation_error_message=_("Er is al een opleider met dit KvK-nummer."),
            ),
        ]  # fmt: skip
        permissions: ClassVar = [
            ("approve_provider", _("Kan aanvragen voor een opleidersaccount goedkeuren en mensen toegang geven")),
        ]

    def __str__(self) -> str:
        return self.name


class ProviderDetails(models.Model):
    """Whom the association writes to at a provider, and what goes on its invoices. Not public."""

    provider = models.OneToOneField(Provider, on_delete=models.CASCADE, related_name="details")
    contact = models.CharField(_("contactpersoon"), max_length=150, blank=True)
    email = models.EmailField(_("e-mailadres"), blank=True)
    phone = models.CharField(_("telefoonnummer"), max_length=30, blank=True)
    invoice_email = models.EmailField(_("e-mailadres voor facturen"), blank=True)
    attention = models.CharField(_("ter attentie van"), max_length=150, blank=True)
    street = models.CharField(_("straat en huisnummer"), max_length=200, blank=True)
    postcode = models.CharField(_("postcode"), max_length=20, blank=True)
    city = models.CharField(_("plaats"), max_length=100, blank=True)
    country = models.CharField(_("land"), max_length=2, default="NL")
    vat_id = models.CharField(_("btw-nummer"), max_length=20, blank=True, validators=[validate_vat_id])
    purchase_number = models.CharField(_("inkoopnummer"), max_length=50, blank=True)

    class Meta:
        verbose_name = _("gegevens van een opleider")
        verbose_name_plural = _("gegevens van opleiders")
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.provider_id)


class ProviderRequest(models.Model):
    """An organisation asks to become a provider. Waits for its address to be proven, then for the office."""

    name = models.CharField(_("naam van de organisatie"), max_length=200)
    kvk_number = models.CharField(_("KvK-nummer"), max_length=8)
    place = models.CharField(_("plaats"), max_length=100)
    website = models.URLField(_("website"), blank=True)
    contact = models.CharField(_("uw naam"), max_length=150)
    email = models.EmailField(_("uw e-mailadres"))
    phone = models.CharField(_("telefoonnummer"), max_length=30, blank=True)
    message = models.TextField(_("wat voor opleidingen geeft u?"), max_length=2000, blank=True)
    language = models.CharField(max_length=2, default="nl", editable=False)
    asked_at = models.DateTimeField(_("gevraagd op"), default=timezone.now, editable=False)
    confirmed_at = models.DateTimeField(_("adres bevestigd op"), null=True, blank=True, editable=False)
    decided_at = models.DateTimeField(_("besloten op"), null=True, blank=True, editable=False)
    decided_by = models.ForeignKey(
        USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+", editable=False, verbose_name=_("door")
    )
    provider = models.ForeignKey(
        Provider, on_delete=models.PROTECT, null=True, blank=True, related_name="requests", editable=False,
        verbose_name=_("opleider"),
    )  # fmt: skip
    refusal = models.TextField(_("reden van afwijzing"), blank=True, editable=False)

    class Meta:
        verbose_name = _("aanvraag voor een opleidersaccount")
        verbose_name_plural = _("aanvragen voor een opleidersaccount")
        ordering: ClassVar = ["-asked_at", "-pk"]
        default_permissions = ("view",)
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(kvk_number__regex=r"^[0-9]{8}$"), name="request_kvk_number_form"),
            models.CheckConstraint(
                condition=Q(decided_at=None, provider=None, refusal="")
                | Q(decided_at__isnull=False, provider__isnull=False, refusal="")
                | (Q(decided_at__isnull=False, provider=None) & ~Q(refusal="")),
                name="request_approved_or_refused",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ProviderPerson(models.Model):
    """Somebody works for a provider in its portal, from a moment until another. Ended ones stay: they say who knew whom."""

    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="people", verbose_name=_("opleider"))
    user = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="provider_places", verbose_name=_("account"))
    since = models.DateTimeField(_("vanaf"), default=timezone.now)
    given_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(_("tot"), null=True, blank=True)
    ended_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("medewerker van een opleider")
        verbose_name_plural = _("medewerkers van opleiders")
        default_permissions = ()
        ordering: ClassVar = ["since", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["provider", "user"], condition=Q(ended_at=None), name="provider_person_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.provider_id} {self.user_id}"


class ProviderInvitation(models.Model):
    """Somebody is invited to work for a provider; the link works once, for who has this address."""

    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="invitations")
    email = models.EmailField(_("e-mailadres"))
    sent_at = models.DateTimeField(_("uitgenodigd op"), default=timezone.now)
    by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    used_at = models.DateTimeField(_("gebruikt op"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("ingetrokken op"), null=True, blank=True)

    class Meta:
        verbose_name = _("uitnodiging voor een opleider")
        verbose_name_plural = _("uitnodigingen voor opleiders")
        default_permissions = ()
        ordering: ClassVar = ["-sent_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                "provider", Lower("email"), condition=Q(used_at=None, withdrawn_at=None),
                name="provider_invitation_open_once",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.provider_id} {self.sent_at:%Y-%m-%d}"


class ProviderKey(models.Model):
    """A key with which a provider's own program sends attendance. Only a digest is kept; it is shown once."""

    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="keys")
    label = models.CharField(_("waarvoor"), max_length=80)
    prefix = models.CharField(_("begint met"), max_length=12, unique=True)
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(_("gemaakt op"), default=timezone.now)
    made_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    last_used_on = models.DateField(_("laatst gebruikt op"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("ingetrokken op"), null=True, blank=True)
    revoked_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("sleutel van een opleider")
        verbose_name_plural = _("sleutels van opleiders")
        default_permissions = ()
        ordering: ClassVar = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return self.prefix
