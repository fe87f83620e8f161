"""What the office does with requests for an account, and with who works for a provider: one page per verb."""

from abc import ABC, abstractmethod
from typing import Any

from django import forms
from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy
from wagtail.log_actions import log

from lvv_site.members.verbs import VerbView

from . import portal_people, provider_requests, provider_traces
from .decisions import RefusedError
from .forms import ProviderForm
from .models import Provider, ProviderRequest
from .portal_forms import InviteForm

APPROVE = "accreditation.approve_provider"
Above = list[tuple[str, str | Promise]]


class ConnectForm(forms.Form):
    """To which provider a request belongs."""

    provider = forms.ModelChoiceField(label=gettext_lazy("Opleider"), queryset=Provider.objects.all())


class RefuseForm(forms.Form):
    """Why a request is refused."""

    reason = forms.CharField(
        label=gettext_lazy("Reden"), max_length=2000, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("Gaat zo in de mail aan de aanvrager."),
    )  # fmt: skip


class ProviderVerbView(VerbView, ABC):
    """A verb of this file. What cannot be done is said beside its field and keeps what was typed."""

    permission = APPROVE
    header_icon = "home"
    said: str | Promise

    @abstractmethod
    def act(self, form: Any) -> None:
        """Do it, or raise RefusedError."""

    @abstractmethod
    def about(self) -> ProviderRequest | Provider:
        """Return what the admin's log says that it was done to."""

    def form_valid(self, form: BaseForm) -> HttpResponse:
        """Do it, or say why not."""
        try:
            self.act(form)
        except RefusedError as refusal:
            return self.refused(form, refusal)
        log(instance=self.about(), action="wagtail.edit", user=self.by())
        messages.success(self.request, str(self.said))
        return redirect(self.get_success_url())

    def refused(self, form: BaseForm, refusal: RefusedError) -> HttpResponse:
        """Say why not, beside the field that it is about."""
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return self.form_invalid(form)


class RequestVerbView(ProviderVerbView):
    """A verb about one request that waits; who comes too late is told and sees what was decided."""

    template_name = "accreditation/admin/provider_request_verb.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the request."""
        super().setup(request, *args, **kwargs)
        self.asked = get_object_or_404(ProviderRequest, pk=kwargs["pk"], confirmed_at__isnull=False)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Send back from a request that was decided."""
        if self.asked.decided_at is not None:
            return self.too_late(provider_requests.DecidedError())
        return super().dispatch(request, *args, **kwargs)

    def refused(self, form: BaseForm, refusal: RefusedError) -> HttpResponse:
        """Show what somebody else decided; anything else can be mended in the form."""
        return (
            self.too_late(refusal)
            if isinstance(refusal, provider_requests.DecidedError)
            else super().refused(form, refusal)
        )

    def too_late(self, refusal: RefusedError) -> HttpResponse:
        """Tell it and show the request."""
        messages.error(self.request, str(refusal))
        return redirect(self.get_success_url())

    def about(self) -> ProviderRequest:
        """Return the request."""
        return self.asked

    def get_page_subtitle(self) -> str:
        """Say which organisation asks."""
        return self.asked.name

    def get_success_url(self) -> str:
        """Go back to the request."""
        return reverse("accreditation_request:inspect", args=[self.asked.pk])

    def above(self) -> Above:
        """List, request."""
        return [
            (reverse("accreditation_request:index"), gettext_lazy("Aanvragen voor een account")),
            (self.get_success_url(), self.asked.name),
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the request."""
        return {**super().get_context_data(**kwargs), "asked": self.asked}


class ApproveView(RequestVerbView):
    """Make a provider of the asker and invite them."""

    form_class = ProviderForm
    page_title = gettext_lazy("Goedkeuren")
    button = gettext_lazy("Goedkeuren en uitnodigen")
    said = gettext_lazy("De opleider is gemaakt. De aanvrager krijgt een mail met een link.")

    def get_initial(self) -> dict[str, Any]:
        """Start from what was asked, with an address that is free."""
        fields = ("name", "place", "website", "kvk_number")
        told = {name: getattr(self.asked, name) for name in fields}
        return {**told, "slug": provider_requests.free_slug(self.asked.name)}

    def act(self, form: ProviderForm) -> None:
        """Approve."""
        provider_requests.approve(self.asked.pk, form.save(commit=False), self.by())


class ConnectView(RequestVerbView):
    """Invite the asker to work for a provider that exists."""

    form_class = ConnectForm
    page_title = gettext_lazy("Bij een bestaande opleider zetten")
    button = gettext_lazy("Uitnodigen")
    said = gettext_lazy("De aanvrager krijgt een mail met een link.")

    def get_initial(self) -> dict[str, Any]:
        """Start with the provider that has this KvK number, if any."""
        return {"provider": Provider.objects.filter(kvk_number=self.asked.kvk_number).first()}

    def act(self, form: ConnectForm) -> None:
        """Connect."""
        provider_requests.connect(self.asked.pk, form.cleaned_data["provider"], self.by())


class RefuseView(RequestVerbView):
    """Refuse, with a reason that is mailed."""

    form_class = RefuseForm
    page_title = gettext_lazy("Afwijzen")
    button = gettext_lazy("Afwijzen en mailen")
    said = gettext_lazy("De aanvraag is afgewezen. De aanvrager krijgt een mail met de reden.")
    serious = True

    def act(self, form: RefuseForm) -> None:
        """Refuse."""
        provider_requests.refuse(self.asked.pk, form.cleaned_data["reason"], self.by())


class PeopleVerbView(ProviderVerbView):
    """A verb about who works for a provider."""

    template_name = "accreditation/admin/provider_people_verb.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the provider."""
        super().setup(request, *args, **kwargs)
        self.provider = get_object_or_404(Provider, pk=kwargs["pk"])

    def about(self) -> Provider:
        """Return the provider."""
        return self.provider

    def get_page_subtitle(self) -> str:
        """Say which provider."""
        return self.provider.name

    def get_success_url(self) -> str:
        """Go back to the provider."""
        return reverse("accreditation_provider:inspect", args=[self.provider.pk])

    def above(self) -> Above:
        """List, provider."""
        return [
            (reverse("accreditation_provider:index"), gettext_lazy("Opleiders")),
            (self.get_success_url(), self.provider.name),
        ]


class InvitePersonView(PeopleVerbView):
    """Invite somebody to work for a provider."""

    form_class = InviteForm
    page_title = gettext_lazy("Medewerker uitnodigen")
    button = gettext_lazy("Uitnodigen")
    said = gettext_lazy("De uitnodiging is verstuurd.")

    def act(self, form: InviteForm) -> None:
        """Invite."""
        portal_people.invite(self.provider, form.cleaned_data["email"], self.by())


class WithdrawInvitationView(PeopleVerbView):
    """Let the link of an invitation work no longer."""

    page_title = gettext_lazy("Uitnodiging intrekken")
    button = gettext_lazy("Intrekken")
    said = gettext_lazy("De uitnodiging is ingetrokken.")

    def act(self, form: BaseForm) -> None:
        """Withdraw."""
        portal_people.withdraw(self.provider, self.kwargs["invitation"], self.by())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say whose."""
        found = get_object_or_404(self.provider.invitations, pk=self.kwargs["invitation"])
        return {**super().get_context_data(**kwargs), "who": found.email}


class EndPersonView(PeopleVerbView):
    """End somebody's access; the office may leave a provider without anybody."""

    page_title = gettext_lazy("Toegang beëindigen")
    button = gettext_lazy("Beëindigen")
    said = gettext_lazy("De toegang is beëindigd.")
    serious = True

    def act(self, form: BaseForm) -> None:
        """End."""
        portal_people.end(self.provider, self.kwargs["place"], self.by(), leave_nobody=True)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say whose."""
        found = get_object_or_404(self.provider.people.select_related("user__person"), pk=self.kwargs["place"])
        is_last = portal_people.standing(self.provider).count() == 1
        return {**super().get_context_data(**kwargs), "who": str(found.user), "is_last": is_last}


def people_of(provider: Provider) -> dict[str, Any]:
    """Return what the office's page of a provider shows of who works for it and whom we write to."""
    return {
        "people": portal_people.standing(provider),
        "invitations": portal_people.unanswered(provider),
        "requests": provider.requests.select_related("decided_by__person"),
        "details": getattr(provider, "details", None),
        "traces": list(provider_traces.of(provider)),
    }
