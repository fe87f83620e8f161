"""The form in which an adviser chooses what to show."""

import base64
import binascii
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.core.files.base import ContentFile
from django.core.validators import URLValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from . import photos
from .choices import NAMES, Choices
from .enums import LANGUAGES, PROVINCES, SECTORS
from .models import Profile

AVAILABLE = {"": None, "ja": True, "nee": False}


class ChoicesForm(forms.Form):
    """Everything that may be switched on. A new photo is not lost when something else is wrong: it comes back with the form."""

    findable = forms.BooleanField(
        label=gettext_lazy("Zet mij in de lijst"), required=False,
        help_text=gettext_lazy("Iedereen kan je dan vinden op plaats, taal en sector. Zonder dit vindt alleen wie je volledige naam of nummer weet je registratie: genoeg als je alleen voor je eigen organisatie werkt."),
    )  # fmt: skip
    contactable = forms.BooleanField(
        label=gettext_lazy("Laat mensen mij schrijven"), required=False,
        help_text=gettext_lazy("Er komt een formulier bij je registratie. Berichten komen op je mailadres, dat niemand ziet tot je antwoordt. Dit werkt alleen als je in de lijst staat."),
    )  # fmt: skip
    available = forms.ChoiceField(
        label=gettext_lazy("Neem je nieuwe opdrachten aan?"), required=False, widget=forms.RadioSelect,
        choices=[("", gettext_lazy("Zeg ik niet")), ("ja", gettext_lazy("Ja")), ("nee", gettext_lazy("Nu niet"))],
    )  # fmt: skip
    website = forms.URLField(
        label=gettext_lazy("Website"), required=False, max_length=200, assume_scheme="https",
        help_text=gettext_lazy("Alleen een adres dat met https begint. Wij tellen niet wie erop klikt."),
        widget=forms.URLInput({"autocomplete": "url", "inputmode": "url"}),
    )  # fmt: skip
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Talen waarin je werkt"), required=False, widget=forms.CheckboxSelectMultiple,
        choices=list(LANGUAGES.items()),
    )  # fmt: skip
    sectors = forms.MultipleChoiceField(
        label=gettext_lazy("Sectoren"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=list(SECTORS.items()),
    )
    regions = forms.MultipleChoiceField(
        label=gettext_lazy("Provincies waar je werkt"), required=False, widget=forms.CheckboxSelectMultiple,
        choices=[(one, one) for one in PROVINCES],
    )  # fmt: skip
    photo = forms.FileField(
        label=gettext_lazy("Foto"), required=False,
        help_text=gettext_lazy("JPG, PNG, WebP of HEIC, hoogstens 10 MB. Wij snijden de foto vierkant bij en halen eruit waar en waarmee hij is gemaakt."),
        widget=forms.FileInput({"accept": "image/*"}),
    )  # fmt: skip
    without_photo = forms.BooleanField(label=gettext_lazy("Haal mijn foto weg"), required=False)
    # The new photo, while something else has to be put right.
    kept_photo = forms.CharField(required=False, max_length=2_000_000, widget=forms.HiddenInput)

    def __init__(self, *args: Any, profile: Profile, too_large: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs | {"initial": _initial(profile)})
        self.too_large = too_large
        self.waiting = ""  # a new photo that is fine, for the next try
        if not profile.photo:
            del self.fields["without_photo"]

    def clean_website(self) -> str:
        """Take a public https address only, without a name or password in it."""
        address: str = self.cleaned_data["website"]
        if not address:
            return ""
        if urlsplit(address).scheme != "https":
            raise forms.ValidationError(_("Het adres moet met https:// beginnen."))
        URLValidator(schemes=["https"])(address)
        parts = urlsplit(address)
        if (
            "@" in parts.netloc
            or "." not in (parts.hostname or "")
            or (parts.hostname or "").replace(".", "").isdigit()
        ):
            raise forms.ValidationError(_("Vul het adres van een website in, zoals https://www.voorbeeld.nl"))
        return address

    def clean_photo(self) -> bytes | None:
        """Return the new photo as it will be shown; what came with an earlier try counts when no other was chosen."""
        if self.too_large:
            raise forms.ValidationError(_("Het bestand is te groot. Het mag hoogstens 10 MB zijn."))
        file = self.cleaned_data["photo"] or _unpacked(str(self.data.get("kept_photo", "")))
        if not file:
            return None
        picture = photos.cleaned(file)
        self.waiting = base64.b64encode(picture).decode()
        return picture

    def chosen(self) -> Choices:
        """Return the choices."""
        made: Mapping[str, Any] = self.cleaned_data
        values: dict[str, Any] = {
            name: tuple(made[name]) if isinstance(made[name], list) else made[name] for name in NAMES
        }
        return Choices(**values | {"available": AVAILABLE[made["available"]]})


def _initial(profile: Profile) -> dict[str, Any]:
    words = {shown: word for word, shown in AVAILABLE.items()}
    return {name: getattr(profile, name) for name in NAMES} | {"available": words[profile.available]}


def _unpacked(text: str) -> ContentFile[bytes] | None:
    try:
        return ContentFile(base64.b64decode(text, validate=True), name="foto.jpg") if text else None
    except binascii.Error:
        return None
