"""What providers fill in: who they are, whom they invite, what the public reads, where invoices go, what a key is for."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.db.models import Model
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lvv_site.payments.identifiers import vat_id

from .models import Provider, ProviderDetails, ProviderKey, ProviderRequest
from .provider_numbers import kvk_number

COUNTRIES = [("NL", _("Nederland")), ("BE", _("België")), ("DE", _("Duitsland"))]
PUBLIC = ("about", "website", "place", "public_email", "public_phone")
PRIVATE = (
    "contact", "email", "phone", "attention", "street", "postcode", "city", "country", "invoice_email", "vat_id",
    "purchase_number",
)  # fmt: skip


class AskForm(forms.ModelForm[ProviderRequest]):
    """An organisation asks to become a provider."""

    kvk_number = forms.CharField(
        label=_("KvK-nummer"), max_length=30, help_text=_("8 cijfers. Staat op uw uittreksel van de Kamer van Koophandel."),
        widget=forms.TextInput({"inputmode": "numeric"}),
    )  # fmt: skip

    class Meta:
        model = ProviderRequest
        fields = ("name", "kvk_number", "place", "website", "contact", "email", "phone", "message")
        widgets: ClassVar = {
            "name": forms.TextInput({"autocomplete": "organization"}),
            "place": forms.TextInput({"autocomplete": "address-level2"}),
            "website": forms.URLInput({"autocomplete": "url"}),
            "contact": forms.TextInput({"autocomplete": "name"}),
            "email": forms.EmailInput({"autocomplete": "email"}),
            "phone": forms.TextInput({"autocomplete": "tel", "type": "tel"}),
            "message": forms.Textarea({"rows": 5}),
        }
        help_texts: ClassVar = {
            "email": _("U krijgt hier een mail met een link. Zonder die link komt uw aanvraag niet bij ons."),
            "message": _("Bijvoorbeeld voor wie, hoe lang en hoe vaak. Hoogstens 2000 tekens."),
        }

    def clean_kvk_number(self) -> str:
        """Return eight digits. ValidationError when it cannot be one."""
        return kvk_number(self.cleaned_data["kvk_number"])


class InviteForm(forms.Form):
    """Whom to invite."""

    email = forms.EmailField(
        label=_("E-mailadres"), widget=forms.EmailInput({"autocomplete": "off"}),
        help_text=_("De link in de mail werkt 14 dagen, één keer, en alleen voor wie dit adres leest."),
    )  # fmt: skip


class KeyForm(forms.ModelForm[ProviderKey]):
    """What a key is for."""

    class Meta:
        model = ProviderKey
        fields = ("label",)
        help_texts: ClassVar = {"label": _("Bijvoorbeeld de naam van het programma dat de lijsten stuurt.")}


class SharedForm[M: Model](forms.ModelForm[M]):
    """Details that several people may change at once: `seen` says what the page showed when it was opened."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    shared: ClassVar[Sequence[str]]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen"].initial = fingerprint(texts(self.instance, self.shared))

    def is_outdated(self, now: Mapping[str, str]) -> bool:
        """Whether what stands there `now` is something else than what the page showed."""
        return bool(self.cleaned_data["seen"] != fingerprint(now))

    def tell_outdated(self, now: Mapping[str, str]) -> None:
        """Say beside each field what stands there now; sending again then is done knowingly."""
        typed = texts(self.instance, self.shared)
        for name in self.shared:
            if now[name] != typed[name]:
                text = now[name] or gettext("niets")
                self.add_error(name, gettext("Intussen staat hier: %(text)s") % {"text": text})
        self.add_error(
            None, gettext("Iemand anders heeft deze gegevens zojuist gewijzigd. Kijk ze na en bewaar dan opnieuw.")
        )
        self.data = {**self.data.dict(), self.add_prefix("seen"): fingerprint(now)}  # type: ignore[attr-defined]  # a posted form has a QueryDict


class ProfileForm(SharedForm[Provider]):
    """What everybody may read about a provider."""

    shared = PUBLIC

    class Meta:
        model = Provider
        fields = PUBLIC
        widgets: ClassVar = {
            "about": forms.Textarea({"rows": 8}), "public_phone": forms.TextInput({"type": "tel"}),
        }  # fmt: skip


class DetailsForm(SharedForm[ProviderDetails]):
    """Whom we write to and what stands on invoices."""

    shared = PRIVATE
    country = forms.ChoiceField(label=_("Land"), choices=COUNTRIES)

    class Meta:
        model = ProviderDetails
        fields = PRIVATE
        widgets: ClassVar = {
            "phone": forms.TextInput({"type": "tel"}),
            "street": forms.TextInput({"autocomplete": "street-address"}),
            "postcode": forms.TextInput({"autocomplete": "postal-code"}),
        }
        help_texts: ClassVar = {
            "email": _("Hier schrijven wij over aanvragen en aanwezigheid."),
            "invoice_email": _("Leeg: naar het adres hierboven."),
            "vat_id": _("Bijvoorbeeld NL123456789B01."),
        }

    def clean_vat_id(self) -> str:
        """Return the VAT id in its own form. ValidationError when it cannot be one."""
        typed = self.cleaned_data["vat_id"]
        return vat_id(typed) if typed else ""


def texts(row: Model, fields: Sequence[str]) -> dict[str, str]:
    """Return what stands in these fields."""
    return {name: str(getattr(row, name)) for name in fields}


def fingerprint(shown: Mapping[str, str]) -> str:
    """Return what tells one state of the details from another."""
    return hashlib.sha256(json.dumps(sorted(shown.items())).encode()).hexdigest()[:20]
