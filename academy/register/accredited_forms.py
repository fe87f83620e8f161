"""What the public may ask of accredited trainings and providers, in the query string."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from academy.accreditation.enums import TrainingKind
from academy.accreditation.models import TRAINING_HOURS


class _FilterForm(forms.Form):
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.template_name = "register/search_field.html"  # type: ignore[attr-defined]
            field.widget.attrs["class"] = "select" if isinstance(field, forms.ChoiceField) else "input"


class TrainingFilterForm(_FilterForm):
    """Which trainings; an unknown value narrows nothing and is told beside its field."""

    q = forms.CharField(label=_("Titel of opleider"), required=False, max_length=100)
    soort = forms.ChoiceField(
        label=_("Soort"), required=False, choices=[("", _("Alle opleidingen")), *TrainingKind.choices]
    )
    uren = forms.ChoiceField(label=_("Tellen als"), required=False, choices=[("", _("Alle uren")), *TRAINING_HOURS])
    ook = forms.ChoiceField(
        label=_("Welke"),
        required=False,
        choices=[("", _("Nu of straks geaccrediteerd")), ("alles", _("Ook verlopen en ingetrokken"))],
    )


class ProviderFilterForm(_FilterForm):
    """Which providers."""

    q = forms.CharField(label=_("Naam of plaats"), required=False, max_length=100)
