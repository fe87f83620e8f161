"""What the office does with providers, trainings and their accreditation: one page per verb, decisions through `decisions.py`."""

from abc import ABC, abstractmethod
from typing import Any

from django.contrib import messages
from django.db.models import Model
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import log

from lvv_site.members.verbs import VerbView

from . import decisions, forms, periods
from .decisions import Decision, RefusedError
from .enums import FactKind
from .models import Accreditation, Provider, Training
from .queries import facts_of

DECIDE = "accreditation.decide_accreditation"
Above = list[tuple[str, str | Promise]]


class DetailsView(VerbView):
    """Add something, or change its details; the admin's log keeps who did."""

    model: type[Model]
    viewset: str
    plural: str | Promise
    logged_as = "wagtail.create"
    header_icon = "home"
    button = gettext_lazy("Bewaren")
    object: Any = None

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find what is changed; nothing when it is added."""
        super().setup(request, *args, **kwargs)
        if "pk" in kwargs:
            self.logged_as = "wagtail.edit"
            self.object = get_object_or_404(self.model, pk=kwargs["pk"])

    def get_form_kwargs(self) -> dict[str, Any]:
        """Fill the form with what we have."""
        return {**super().get_form_kwargs(), "instance": self.object}

    def form_valid(self, form: Any) -> HttpResponse:
        """Save."""
        self.object = form.save()
        log(instance=self.object, action=self.logged_as, user=self.by())
        messages.success(self.request, _("Bewaard."))
        return redirect(reverse(f"{self.viewset}:inspect", args=[self.object.pk]))

    def get_page_subtitle(self) -> str:
        """Say what it is about."""
        return str(self.object or "")

    def above(self) -> Above:
        """List, and what is changed."""
        listed: Above = [(reverse(f"{self.viewset}:index"), self.plural)]
        if self.object is None:
            return listed
        return [*listed, (reverse(f"{self.viewset}:inspect", args=[self.object.pk]), str(self.object))]


class AddProviderView(DetailsView):
    """Add a provider."""

    permission = "accreditation.add_provider"
    model = Provider
    viewset = "accreditation_provider"
    plural = gettext_lazy("Opleiders")
    form_class = forms.ProviderForm
    page_title = gettext_lazy("Opleider toevoegen")


class ChangeProviderView(AddProviderView):
    """Change a provider's details."""

    permission = "accreditation.change_provider"
    page_title = gettext_lazy("Opleider wijzigen")


class AddTrainingView(DetailsView):
    """Add a training; it is not accredited yet."""

    permission = "accreditation.add_training"
    model = Training
    viewset = "accreditation_training"
    plural = gettext_lazy("Opleidingen")
    form_class = forms.TrainingForm
    page_title = gettext_lazy("Opleiding toevoegen")


class ChangeTrainingView(AddTrainingView):
    """Change a training's details."""

    permission = "accreditation.change_training"
    page_title = gettext_lazy("Opleiding wijzigen")


class TrainingVerbView(VerbView, ABC):
    """A decision about one training. A refusal is told beside its field and keeps what was typed."""

    permission = DECIDE
    template_name = "accreditation/admin/verb.html"
    header_icon = "clipboard-list"
    corrected: Accreditation | None = None  # the decision that it is about, if one

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the training."""
        super().setup(request, *args, **kwargs)
        self.training = get_object_or_404(Training.objects.select_related("provider"), pk=kwargs["pk"])

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form which training it is about."""
        return {**super().get_form_kwargs(), "training": self.training}

    def form_valid(self, form: BaseForm) -> HttpResponse:
        """Decide, or say why not."""
        answers = form.cleaned_data
        decision = Decision(self.by(), answers["decided_on"], answers["reason"], answers["seen"])
        try:
            self.act(form, decision)
        except RefusedError as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
            return self.form_invalid(form)
        messages.success(self.request, _("Vastgelegd. Het register toont het meteen."))
        return redirect(self.get_success_url())

    @abstractmethod
    def act(self, form: Any, decision: Decision) -> None:
        """Decide."""

    def get_page_subtitle(self) -> str:
        """Say about which training it is."""
        return self.training.title

    def get_success_url(self) -> str:
        """Go back to the training."""
        return reverse("accreditation_training:inspect", args=[self.training.pk])

    def above(self) -> Above:
        """List, training."""
        return [
            (reverse("accreditation_training:index"), _("Opleidingen")),
            (self.get_success_url(), self.training.title),
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what it is about."""
        return {**super().get_context_data(**kwargs), "training": self.training, "corrected": self.corrected}


class GrantView(TrainingVerbView):
    """Accredit the training for a period."""

    form_class = forms.GrantForm
    page_title = gettext_lazy("Accreditatie verlenen")
    button = gettext_lazy("Verlenen")

    def act(self, form: forms.GrantForm, decision: Decision) -> None:
        """Grant."""
        decisions.grant(self.training, form.granting(), decision)


class WithdrawView(TrainingVerbView):
    """Withdraw a period from a day on."""

    form_class = forms.WithdrawForm
    page_title = gettext_lazy("Accreditatie intrekken")
    button = gettext_lazy("Intrekken")
    serious = True

    def act(self, form: Any, decision: Decision) -> None:
        """Withdraw."""
        decisions.withdraw(self.training, form.cleaned_data["grant"], form.cleaned_data["starts"], decision)


class CorrectionView(TrainingVerbView):
    """Something to do with a decision that stands; who comes too late is told."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the decision."""
        super().setup(request, *args, **kwargs)
        stands = periods.standing(facts_of(self.training))
        self.corrected = get_object_or_404(self.training.accreditations, pk=kwargs["fact"])
        self.too_late = self.corrected.pk not in stands

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Send back from a decision that somebody corrected already."""
        if self.too_late:
            messages.error(request, _("Dit besluit is al gecorrigeerd."))
            return redirect(self.get_success_url())
        return super().dispatch(request, *args, **kwargs)


class CorrectView(CorrectionView):
    """Replace a decision by one with other days or hours."""

    page_title = gettext_lazy("Besluit corrigeren")
    button = gettext_lazy("Corrigeren")

    def get_form_class(self) -> type[BaseForm]:
        """Ask what the decision holds."""
        return forms.GrantForm if self.fact.kind == FactKind.GRANTED else forms.FromForm

    def get_initial(self) -> dict[str, Any]:
        """Start from what was decided."""
        fields = ("starts", "last_day", "minutes", "hours_kind")
        return {field: getattr(self.fact, field) for field in fields}

    def act(self, form: Any, decision: Decision) -> None:
        """Correct."""
        if isinstance(form, forms.GrantForm):
            decisions.correct_grant(self.training, self.fact.pk, form.granting(), decision)
        else:
            decisions.correct_withdrawal(self.training, self.fact.pk, form.cleaned_data["starts"], decision)

    @property
    def fact(self) -> Accreditation:
        """The decision."""
        assert self.corrected is not None  # noqa: S101 - `setup` found it
        return self.corrected


class AnnulView(CorrectionView):
    """Take a decision back that should not have been recorded."""

    form_class = forms.DecisionForm
    page_title = gettext_lazy("Besluit vervallen verklaren")
    button = gettext_lazy("Vervallen verklaren")
    serious = True

    def act(self, form: BaseForm, decision: Decision) -> None:
        """Annul."""
        decisions.annul(self.training, self.kwargs["fact"], decision)
