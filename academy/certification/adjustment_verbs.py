"""The office's pages to change what one period demands."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from . import adjustment_forms, adjustments
from .decisions import Decision
from .verbs import CertificateVerbView, Verb


class AdjustmentView(CertificateVerbView):
    """A change of one period."""

    def said(self) -> str:
        """Say that it counts at once: progress is computed, not stored."""
        return _("Vastgelegd. Het telt meteen mee in het urenoverzicht.")


class ExtendView(AdjustmentView):
    """Extend a period."""

    form_class = adjustment_forms.ExtensionForm
    page_title = gettext_lazy("Periode verlengen")
    button = gettext_lazy("Verlengen")

    def act(self, form: Any, decision: Decision) -> None:
        """Extend."""
        adjustments.extend(form.cleaned_data["period"], form.cleaned_data["months"], decision)


class ExemptView(AdjustmentView):
    """Ask fewer hours of a kind."""

    form_class = adjustment_forms.ExemptionForm
    page_title = gettext_lazy("Vrijstelling geven")
    button = gettext_lazy("Vrijstellen")

    def act(self, form: Any, decision: Decision) -> None:
        """Exempt."""
        answers = form.cleaned_data
        adjustments.exempt(answers["period"], answers["hours_kind"], answers["minutes"], decision)


class CorrectExemptionView(AdjustmentView):
    """Correct an exemption, or take it back."""

    form_class = adjustment_forms.ExemptionCorrectionForm
    page_title = gettext_lazy("Vrijstelling corrigeren")
    button = gettext_lazy("Corrigeren")

    def act(self, form: Any, decision: Decision) -> None:
        """Replace."""
        adjustments.replace_exemption(form.cleaned_data["adjustment"], form.cleaned_data["minutes"], decision)


VERBS = (
    Verb("extend", "verlengen", ExtendView, gettext_lazy("Periode verlengen"), "date"),
    Verb("exempt", "vrijstellen", ExemptView, gettext_lazy("Vrijstelling geven"), "minus"),
    Verb("correct_exemption", "vrijstelling", CorrectExemptionView, gettext_lazy("Vrijstelling corrigeren"), "edit"),
)
