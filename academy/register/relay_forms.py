"""What a visitor writes to an adviser."""

import re

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

MAX_TEXT = 4000
MAX_LINKS = 2
MIN_LETTERS = 15  # beside the links: less is no question
LINK = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)


class RelayForm(forms.Form):
    """Name, address for the answer, message."""

    name = forms.CharField(
        label=gettext_lazy("Uw naam"), max_length=100, widget=forms.TextInput({"autocomplete": "name"})
    )
    email = forms.EmailField(
        label=gettext_lazy("Uw e-mailadres"),
        max_length=254,
        help_text=gettext_lazy("Alleen voor het antwoord. De vertrouwenspersoon ziet dit adres."),
        widget=forms.EmailInput({"autocomplete": "email"}),
    )
    text = forms.CharField(
        label=gettext_lazy("Uw bericht"),
        max_length=MAX_TEXT,
        help_text=gettext_lazy(
            "Schrijf alleen dat u contact wilt en waarover het in het algemeen gaat. Noem geen namen en vertel nog niet wat er "
            "is gebeurd: een mail is niet zo besloten als een gesprek."
        ),
        widget=forms.Textarea({"rows": 8}),
    )

    def clean_name(self) -> str:
        """Keep a name on one line, without signs that nobody sees."""
        return _visible(" ".join(self.cleaned_data["name"].split()))

    def clean_text(self) -> str:
        """Refuse what is only a list of links: that is never a question for an adviser."""
        text = "\n".join(_visible(line) for line in self.cleaned_data["text"].splitlines())
        if len(LINK.findall(text)) > MAX_LINKS:
            raise forms.ValidationError(_("Zet hoogstens twee links in uw bericht."))
        if sum(character.isalpha() for character in LINK.sub("", text)) < MIN_LETTERS:
            raise forms.ValidationError(_("Schrijf in een of twee zinnen wat u wilt vragen."))
        return text


def _visible(text: str) -> str:
    """Return the text without control characters and marks that turn it around."""
    return "".join(character for character in text if character.isprintable() or character == "\t")
