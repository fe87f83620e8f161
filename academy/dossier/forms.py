"""What the member confirms and the office fills in."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from academy.certification.decisions import last_event
from academy.certification.forms import DayField
from academy.certification.models import SchemeVersion
from lvv_site import civil

from .enums import OutcomeKind
from .overview import Overview
from .steps import current_scheme


class HandOverForm(forms.Form):
    """The member's act: it is true, and this is the handing over that is meant."""

    number = forms.IntegerField(min_value=1, max_value=1000, widget=forms.HiddenInput)
    asked = forms.BooleanField(
        label=_("De certificerende instelling heeft mij om een aanvulling gevraagd"),
        error_messages={"required": _("Draag alleen opnieuw over als daarom gevraagd is.")},
    )
    correct = forms.BooleanField(
        label=_("Dit dossier klopt: ik heb zelf gedaan wat erin staat"),
        error_messages={"required": _("Bevestig eerst dat het dossier klopt.")},
    )

    def __init__(self, *args: Any, dossier: Overview, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        number = len(dossier.turns) + 1
        self.fields["number"].initial = number
        # When the office recorded that more was asked for, nobody has to say so again.
        if dossier.last is None or dossier.last.last is not None:
            del self.fields["asked"]


class VogForm(forms.Form):
    """A VOG that the office has seen."""

    issued_on = DayField(label=_("Datum op de VOG"))
    on = DayField(label=_("Gezien op"))
    profile = forms.BooleanField(
        label=_("Het screeningsprofiel is 75"),
        help_text=_("Bewaar de VOG niet. Alleen dat je haar zag, wordt vastgelegd."),
        error_messages={"required": _("Alleen een VOG met profiel 75 telt.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = civil.today()


class OutcomeForm(forms.Form):
    """What the certifier decided."""

    kind = forms.ChoiceField(label=_("Uitkomst"), choices=OutcomeKind.choices, widget=forms.RadioSelect)
    decided_on = DayField(label=_("Besloten op"))
    scheme = forms.ModelChoiceField(
        SchemeVersion.objects.exclude(published_at=None), label=_("Regeling van de volgende periode"), required=False,
        help_text=_("Alleen nodig als het certificaat is verleend."),
    )  # fmt: skip
    reason = forms.CharField(
        label=_("Reden"), required=False, widget=forms.Textarea(attrs={"rows": 4}), max_length=4000,
        help_text=_("Nodig bij een aanvulling of een weigering. Het lid leest dit. Schrijf geen namen op van anderen."),
    )  # fmt: skip
    seen = forms.IntegerField(widget=forms.HiddenInput)
    seen_event = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, dossier: Overview, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        last = dossier.last.last if dossier.last else None
        self.fields["decided_on"].initial = civil.today()
        self.fields["scheme"].initial = current_scheme()
        self.fields["seen"].initial = last.number if last else 0
        self.fields["seen_event"].initial = last_event(dossier.period.certificate)
