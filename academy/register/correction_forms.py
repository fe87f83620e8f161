"""What is asked of who says that something is wrong, and of the office that answers."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from .enums import CorrectionStepKind, CorrectionSubject
from .models.corrections import MAX_LETTERS


class CorrectionForm(forms.Form):
    """What is wrong, in words, and where the answer may go."""

    subject = forms.ChoiceField(
        label=_("Wat klopt er niet?"), choices=[("", _("Kies wat er niet klopt")), *CorrectionSubject.choices]
    )
    text = forms.CharField(
        label=_("Wat moet het zijn, en hoe weet u dat?"), max_length=MAX_LETTERS,
        help_text=_("Schrijf niet op wat er in een gesprek is gezegd en noem geen namen van anderen."),
        widget=forms.Textarea(attrs={"rows": 6}),
    )  # fmt: skip
    email = forms.EmailField(
        label=_("Uw e-mailadres"), required=False, max_length=254,
        help_text=_("Alleen als u antwoord wilt. Wij gebruiken het nergens anders voor."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["subject"].widget.attrs["class"] = "select"

    def clean_text(self) -> str:
        """Give line ends one form, as they count for the length."""
        text: str = self.cleaned_data["text"]
        return text.replace("\r\n", "\n").strip()


class AnswerForm(forms.Form):
    """The answer that is mailed."""

    text = forms.CharField(
        label=_("Antwoord"), max_length=MAX_LETTERS, widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Dit gaat per mail naar wie het meldde. Noem geen gegevens die niet openbaar zijn."),
    )  # fmt: skip


class EndForm(forms.Form):
    """How it ends and why."""

    kind = forms.ChoiceField(
        label=_("Wat is er gedaan?"), widget=forms.RadioSelect,
        choices=[
            (CorrectionStepKind.HANDLED.value, _("Afgehandeld: het is nagekeken en klopt nu")),
            (CorrectionStepKind.REFUSED.value, _("Afgewezen: hier hoeft niets te veranderen")),
        ],
    )  # fmt: skip
    text = forms.CharField(
        label=_("Reden"), max_length=MAX_LETTERS, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Alleen voor het bureau. De melder krijgt dit niet."),
    )  # fmt: skip
