"""What people fill in to book: who comes, who pays."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import formset_factory
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from lvv_site.members.models import User
from lvv_site.payments.enums import PayerKind
from lvv_site.payments.identifiers import vat_id

from . import drafts
from .drafts import Comer

MOST = 20  # people in one booking
ROWS = "wie"  # the prefix of the rows for who comes
FOR_ORGANISATIONS = ("street", "postcode", "city")


FILLED_EMAIL = {"autocomplete": "email"}


def _filled(kind: str) -> forms.TextInput:
    """Return a field that a browser may fill in by itself."""
    return forms.TextInput({"autocomplete": kind})


class ComerForm(forms.Form):
    """Somebody who comes."""

    name = forms.CharField(label=_("Naam"), max_length=200, widget=_filled("name"))
    email = forms.EmailField(
        label=_("E-mailadres"),
        required=False,
        widget=forms.EmailInput(FILLED_EMAIL),
        help_text=_("Hierheen gaan de bevestiging en het agendabestand."),
    )
    number = forms.CharField(
        label=_("Lidnummer"), required=False, max_length=20, help_text=_("Voor de ledenprijs en de uren.")
    )

    def clean(self) -> dict[str, Any] | None:
        """Let a membership number agree with the name."""
        number, name = self.cleaned_data.get("number", ""), self.cleaned_data.get("name", "")
        if number and name and drafts.member_of(number, name) is None:
            self.add_error("number", _("Dit lidnummer hoort niet bij deze naam, of het lidmaatschap is voorbij."))
        return super().clean()

    @property
    def comer(self) -> Comer:
        """What was filled in."""
        data = self.cleaned_data
        return Comer(data["name"].strip(), data["email"], data["number"].strip().upper())


class BaseComers(forms.BaseFormSet[ComerForm]):
    """Everybody who comes beside the one who books."""

    default_error_messages = {
        "missing_management_form": _("Vul in wie er komt."),
        "too_many_forms": ngettext_lazy(
            "Boek hooguit %(num)d plaats tegelijk.", "Boek hooguit %(num)d plaatsen tegelijk.", "num"
        ),
    }

    def total_form_count(self) -> int:
        """Return how many rows there are: never fewer than must be filled in, whatever was posted."""
        return max(super().total_form_count(), self.min_num or 0)

    def initial_form_count(self) -> int:
        """Return none: nobody in it was kept anywhere, so that a row left empty is nobody."""
        return 0

    def clean(self) -> None:
        """Let nobody stand twice."""
        filled = [one.comer for one in self.forms if one.has_changed() and one.is_valid()]
        emails = [one.email.casefold() for one in filled if one.email]
        numbers = [one.number for one in filled if one.number]
        if len(emails) > len(set(emails)) or len(numbers) > len(set(numbers)):
            raise ValidationError(
                _("Dezelfde persoon staat er twee keer. Geef iedereen een eigen e-mailadres en lidnummer.")
            )

    @property
    def comers(self) -> tuple[Comer, ...]:
        """Who was filled in."""
        return tuple(one.comer for one in self.forms if one.has_changed())


def comers_form(user: User | None, data: QueryDict | dict[str, str] | None = None) -> BaseComers:
    """Return the rows for who comes: at least one for who has no account."""
    rows: BaseComers = _rows(user)(data, prefix=ROWS)
    return rows


def one_more(user: User | None, typed: QueryDict) -> BaseComers:
    """Return the rows with what was typed, not judged yet, and an empty one more that takes the focus."""
    number = min(len(comers_form(user, typed).forms), MOST - 1)
    names = ComerForm.base_fields
    kept = [{name: typed.get(f"{ROWS}-{row}-{name}", "") for name in names} for row in range(number)]
    rows: BaseComers = _rows(user, number + 1)(initial=kept, prefix=ROWS)
    rows.forms[-1].fields["name"].widget.attrs["autofocus"] = True
    return rows


def _rows(user: User | None, number: int = 0) -> Any:
    least = 0 if user else 1
    return formset_factory(
        ComerForm, formset=BaseComers, extra=max(0, number - least), min_num=least, max_num=MOST, validate_max=True
    )


class OrganisationField(forms.CharField):
    """Needed when an organisation pays, and shown only then: its label does not call it optional."""

    marks_optional = False


class PayerForm(forms.Form):
    """Who pays, and what goes on the invoice."""

    kind = forms.ChoiceField(
        label=_("De rekening is voor een"),
        choices=PayerKind.choices,
        initial=PayerKind.PERSON,
        widget=forms.RadioSelect,
    )
    name = forms.CharField(label=_("Naam van de betaler of de organisatie"), max_length=200, widget=_filled("name"))
    email = forms.EmailField(label=_("E-mailadres voor de factuur"), widget=forms.EmailInput(FILLED_EMAIL))
    attention = forms.CharField(label=_("Ter attentie van"), max_length=200, required=False)
    street = OrganisationField(
        label=_("Straat en huisnummer"), max_length=200, required=False, widget=_filled("street-address")
    )
    postcode = OrganisationField(label=_("Postcode"), max_length=20, required=False, widget=_filled("postal-code"))
    city = OrganisationField(label=_("Plaats"), max_length=100, required=False, widget=_filled("address-level2"))
    vat_id = forms.CharField(label=_("Btw-nummer"), max_length=20, required=False)
    purchase_number = forms.CharField(label=_("Inkoopnummer"), max_length=100, required=False)

    def clean_vat_id(self) -> str:
        """Return the VAT id in its own form. ValidationError when it cannot be one."""
        typed = self.cleaned_data["vat_id"]
        return vat_id(typed) if typed else ""

    def clean(self) -> dict[str, Any] | None:
        """An organisation has an address: its invoice goes nowhere else."""
        if self.cleaned_data.get("kind") == PayerKind.ORGANISATION:
            for name in FOR_ORGANISATIONS:
                if name not in self.errors and not self.cleaned_data.get(name):
                    self.add_error(name, _("Vul dit in: het staat op de factuur van een organisatie."))
        return super().clean()


class BookForm(PayerForm):
    """The form to book: whether who is signed in comes too, a discount code, and who pays."""

    comes_too = forms.BooleanField(label=_("Ik kom zelf"), required=False, initial=True)
    discount = forms.CharField(label=_("Kortingscode"), max_length=40, required=False)
    field_order = ("comes_too", "discount", *PayerForm.base_fields)

    def __init__(self, *args: Any, user: User | None, **kwargs: Any) -> None:
        if user:
            kwargs["initial"] = {"name": user.get_full_name(), "email": user.email} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        if user is None:
            del self.fields["comes_too"]

    @property
    def payer(self) -> dict[str, str]:
        """What the draft keeps of who pays."""
        return {name: self.cleaned_data[name] for name in PayerForm.base_fields}


class SubstituteForm(forms.Form):
    """Who comes instead."""

    name = forms.CharField(label=_("Wie komt er in plaats daarvan?"), max_length=200)
    email = forms.EmailField(label=_("E-mailadres"), required=False)
