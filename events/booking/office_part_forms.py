"""The parts of an occasion, in rows: within its begin and end, and kept once somebody was there."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseInlineFormSet, inlineformset_factory
from django.utils.translation import gettext_lazy as _

from .models import Attendance, Occasion, Part
from .office_forms import MinutesField, MomentField, contradictions


class PartForm(forms.ModelForm[Part]):
    """One part."""

    starts = MomentField(label=_("Begin"))
    ends = MomentField(label=_("Einde"))
    minutes = MinutesField()

    class Meta:
        model = Part
        fields = ("starts", "ends", "minutes")

    def clean(self) -> dict[str, Any]:
        """Say beside its field what contradicts something else."""
        answers = super().clean() or self.cleaned_data
        for field, why in contradictions(answers):
            self.add_error(field, why)
        starts, ends, whole = answers.get("starts"), answers.get("ends"), self.instance.occasion
        if starts and whole.starts and starts < whole.starts:
            self.add_error("starts", _("Dit is voor het begin van de activiteit."))
        if ends and whole.ends and ends > whole.ends:
            self.add_error("ends", _("Dit is na het einde van de activiteit."))
        return answers


class PartFormSet(BaseInlineFormSet[Part, Occasion, PartForm]):
    """The parts; one that attendance was recorded of stays."""

    def clean(self) -> None:
        """Refuse to remove a part that somebody was at."""
        super().clean()
        removed = [form.instance.pk for form in self.deleted_forms if form.instance.pk]
        if Attendance.objects.filter(part__in=removed).exists():
            raise ValidationError(
                _("Bij een onderdeel dat je wilt verwijderen is aanwezigheid vastgelegd. Het blijft.")
            )


PartsForm = inlineformset_factory(
    Occasion, Part, form=PartForm, formset=PartFormSet, extra=3, max_num=60, can_delete_extra=False
)
