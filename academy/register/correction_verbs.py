"""What the office does with a report: answer it by mail, or end it with a reason."""

from abc import ABC, abstractmethod
from typing import Any, ClassVar

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lvv_site.members.verbs import VerbView

from . import corrections
from .correction_forms import AnswerForm, EndForm
from .enums import CorrectionStepKind
from .models import Correction

HANDLE = "register.handle_correction"


class CorrectionVerbView(VerbView, ABC):
    """A verb about one report. A refusal is told and keeps what was typed."""

    permission: ClassVar[str] = HANDLE
    header_icon = "mail"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find it."""
        super().setup(request, *args, **kwargs)
        found = Correction.objects.select_related("certificate", "text")
        self.correction = get_object_or_404(found, pk=kwargs["pk"])

    def form_valid(self, form: BaseForm) -> HttpResponse:
        """Do it, or say why not."""
        try:
            said = self.act(form)
        except corrections.CorrectionError as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        messages.success(self.request, said)
        return redirect("register_correction:inspect", self.correction.pk)

    @abstractmethod
    def act(self, form: Any) -> str:
        """Do it and return the sentence that says so."""

    def get_page_subtitle(self) -> str:
        """Say about which number."""
        return self.correction.certificate.number

    def above(self) -> list[tuple[str, str | Promise]]:
        """List, report."""
        page = reverse("register_correction:inspect", args=[self.correction.pk])
        return [(reverse("register_correction:index"), _("Meldingen")), (page, self.correction.certificate.number)]


class AnswerView(CorrectionVerbView):
    """Answer by mail."""

    form_class = AnswerForm
    page_title = gettext_lazy("Melding beantwoorden")
    button = gettext_lazy("Versturen")

    def act(self, form: AnswerForm) -> str:
        """Mail it."""
        corrections.answer(self.correction, form.cleaned_data["text"], self.by())
        return _("Het antwoord wordt verstuurd.")


class EndView(CorrectionVerbView):
    """End it."""

    form_class = EndForm
    page_title = gettext_lazy("Melding afhandelen")
    button = gettext_lazy("Bewaren")

    def act(self, form: EndForm) -> str:
        """Write down how and why."""
        asked = form.cleaned_data
        corrections.end(self.correction, CorrectionStepKind(asked["kind"]), asked["text"], self.by())
        return _("Bewaard.")
