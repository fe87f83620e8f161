"""Forms of the member's own area and of the office's page of one person."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from . import roles
from .models import Person
from .rules import name_is_public


class DetailsForm(forms.ModelForm[Person]):
    """Somebody's own name and language. The e-mail address is changed by way of the account: it is verified first.

    A name that vouches for somebody in public is the office's to change: else anybody registered could become another.
    """

    class Meta:
        model = Person
        fields = ("given_name", "infix", "family_name", "language")
        help_texts: ClassVar = {"language": _("In deze taal schrijven we je.")}
        widgets: ClassVar = {
            "given_name": forms.TextInput({"autocomplete": "given-name"}),
            "family_name": forms.TextInput({"autocomplete": "family-name"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and name_is_public(self.instance):
            for name in ("given_name", "infix", "family_name"):
                self.fields[name].disabled = True
            self.fields["family_name"].help_text = _(
                "Zo sta je in het register. Klopt je naam niet, meld dat bij het bureau."
            )


class OfficeDetailsForm(forms.ModelForm[Person]):
    """What the office may correct. The address of somebody's account is theirs: it is not changed here."""

    class Meta:
        model = Person
        fields = ("given_name", "infix", "family_name", "email", "language")

    def clean_email(self) -> str | None:
        """Store a missing address as missing."""
        return self.cleaned_data["email"] or None


class MergeForm(forms.Form):
    """The entry that this one turns out to be the same human being as."""

    into = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**63 - 1)


class RolesForm(forms.Form):
    """Which roles an account has."""

    roles = forms.MultipleChoiceField(
        label=_("Rollen"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[(role.code, role.name) for role in roles.ROLES],
    )

    def chosen(self) -> list[str]:
        """Return the codes of the ticked roles."""
        codes: Any = self.cleaned_data["roles"]
        return list(codes)
