"""What the public may ask of accredited trainings and providers, in the query string."""

from functools import lru_cache
from typing import Any

from django import forms
from django.utils.safestring import SafeString
from django.utils.translation import get_language
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

    def rendered(self) -> dict[str, SafeString]:
        """Return every field, rendered. A choice looks the same for everybody who chose so, so that is kept."""
        return {
            name: _choice(type(self), get_language() or "", name, self[name].value() or "")
            if isinstance(field, forms.ChoiceField) and name not in self.errors
            else self[name].as_field_group()
            for name, field in self.fields.items()
        }


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


@lru_cache(maxsize=256)
def _choice(form: type[_FilterForm], _language: str, name: str, chosen: str) -> SafeString:
    return form({name: chosen})[name].as_field_group()
