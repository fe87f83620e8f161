"""What the office does with groups, meetings, contests and the rules: one page per verb, all through the room's own functions."""

from abc import ABC, abstractmethod
from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from academy.hours.refusals import LedgerError
from lvv_site import civil
from lvv_site.members.verbs import VerbView

from . import contests, groups, recording
from .enums import RegistrationKind
from .forms import ContactForm, tell, typed_day
from .models import Contest, Group, Meeting
from .office_forms import CorrectForm, RegistrationForm, RulesForm, UpholdForm
from .queries import participants, participants_on, rules_on
from .refusals import IntervisieError

REGISTER = "intervisie.register_group"
CORRECT = "intervisie.correct_recording"
DECIDE = "intervisie.decide_contest"
SET_RULES = "intervisie.set_rules"


class RoomVerbView(VerbView, ABC):
    """A verb of this room. A refusal is told beside its field and keeps what was typed."""

    template_name = "intervisie/admin/verb.html"
    header_icon = "group"

    def form_valid(self, form: BaseForm) -> HttpResponse:
        """Do it, or say why not."""
        try:
            said = self.act(form)
        except (IntervisieError, LedgerError) as refusal:
            tell(form, refusal)
            return self.form_invalid(form)
        messages.success(self.request, said)
        return redirect(self.get_success_url())

    @abstractmethod
    def act(self, form: Any) -> str:
        """Do it and return the sentence that says so."""


class GroupVerbView(RoomVerbView):
    """A verb about one group."""

    permission = REGISTER

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the group."""
        super().setup(request, *args, **kwargs)
        self.group = get_object_or_404(Group, pk=kwargs["pk"])

    def get_success_url(self) -> str:
        """Go back to the group."""
        return reverse("intervisie_group:inspect", args=[self.group.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the group."""
        return {**super().get_context_data(**kwargs), "group": self.group}

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """List, group, verb."""
        return [
            *self.breadcrumbs_items,
            {"url": reverse("intervisie_group:index"), "label": _("Intervisiegroepen")},
            {"url": reverse("intervisie_group:inspect", args=[self.group.pk]), "label": self.group.name},
            {"url": "", "label": self.page_title},
        ]


class RegisterView(GroupVerbView):
    """Register a group from a day on."""

    form_class = RegistrationForm
    page_title = gettext_lazy("Groep registreren")
    button = gettext_lazy("Registreren")

    def act(self, form: RegistrationForm) -> str:
        """Register."""
        answers = form.cleaned_data
        groups.register(self.group.pk, RegistrationKind.REGISTERED, answers["starts"], answers["reason"], self.by())
        return _("Geregistreerd. De contactpersoon krijgt een mail.")


class DeregisterView(GroupVerbView):
    """Take a group out from a day on."""

    form_class = RegistrationForm
    page_title = gettext_lazy("Groep uitschrijven")
    button = gettext_lazy("Uitschrijven")

    def act(self, form: RegistrationForm) -> str:
        """Deregister."""
        answers = form.cleaned_data
        groups.register(self.group.pk, RegistrationKind.DEREGISTERED, answers["starts"], answers["reason"], self.by())
        return _("Uitgeschreven. De contactpersoon krijgt een mail.")


class ContactView(GroupVerbView):
    """Give a group another contact person, when the one it had cannot be reached."""

    form_class = ContactForm
    page_title = gettext_lazy("Andere contactpersoon")
    button = gettext_lazy("Vastleggen")

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer the participants."""
        return {**super().get_form_kwargs(), "others": participants(self.group)}

    def act(self, form: ContactForm) -> str:
        """Change."""
        groups.change_contact(self.group.pk, form.cleaned_data["person"], self.by())
        return _("Vastgelegd. De nieuwe contactpersoon krijgt een mail.")


class CorrectView(GroupVerbView):
    """Correct what was recorded of a meeting; also because somebody contested it."""

    permission = CORRECT
    form_class = CorrectForm
    page_title = gettext_lazy("Bijeenkomst corrigeren")
    button = gettext_lazy("Opnieuw vastleggen")
    contest: Contest | None = None

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the meeting, and the contest that asks for this if any."""
        VerbView.setup(self, request, *args, **kwargs)
        self.meeting = get_object_or_404(Meeting.objects.select_related("group"), pk=kwargs["pk"])
        self.group = self.meeting.group
        if contest := kwargs.get("contest"):
            self.contest = get_object_or_404(Contest, pk=contest, recording__meeting=self.meeting)

    def get_form_kwargs(self) -> dict[str, Any]:
        """Fill in what stands now, with the names of who took part on the day that is filled in."""
        last = recording.latest(self.meeting)
        typed = typed_day(self.request.POST.get("on")) if self.request.method == "POST" else None
        on = typed or (last.on if last else self.meeting.on)
        initial: dict[str, Any] = {"on": on, "seen": 0, "minutes": self.meeting.planned_minutes}
        if last:
            initial |= {"seen": last.revision, "minutes": last.minutes, "theme": last.keyword}
            initial["present"] = list(recording.standing(last))
        people = participants_on(self.group, on)
        kwargs = {"participants": people, "contested": self.contest is not None, "initial": initial}
        return {**super().get_form_kwargs(), **kwargs}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the meeting."""
        return {**super().get_context_data(**kwargs), "meeting": self.meeting}

    def act(self, form: CorrectForm) -> str:
        """Correct."""
        wanted, seen = form.wanted(), form.cleaned_data["seen"]
        if self.contest:
            contests.correct(self.contest.pk, wanted, form.cleaned_data["text"], self.by(), seen)
        else:
            recording.record(self.meeting.pk, wanted, self.by(), seen, office=True)
        return _("Opnieuw vastgelegd. Voor wie iets verandert, volgt een mail.")


class UpholdView(RoomVerbView):
    """Let a contested recording stand."""

    permission = DECIDE
    form_class = UpholdForm
    page_title = gettext_lazy("Bijeenkomst laten staan")
    button = gettext_lazy("Laten staan")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the contest."""
        super().setup(request, *args, **kwargs)
        self.contest = get_object_or_404(Contest.objects.select_related("recording__meeting__group"), pk=kwargs["pk"])

    def act(self, form: UpholdForm) -> str:
        """Uphold."""
        contests.uphold(self.contest.pk, form.cleaned_data["text"], self.by())
        return _("Besloten. Wie de fout meldde, krijgt een mail.")

    def get_success_url(self) -> str:
        """Go back to the list."""
        return reverse("intervisie_contest:index")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """List, contest, verb."""
        return [
            *self.breadcrumbs_items,
            {"url": reverse("intervisie_contest:index"), "label": _("Gemelde fouten")},
            {"url": reverse("intervisie_contest:inspect", args=[self.contest.pk]), "label": _("Melding")},
            {"url": "", "label": self.page_title},
        ]


class SetRulesView(RoomVerbView):
    """Add the rules that hold from a day on."""

    permission = SET_RULES
    form_class = RulesForm
    page_title = gettext_lazy("Nieuwe regels vaststellen")
    button = gettext_lazy("Vaststellen")

    def act(self, form: RulesForm) -> str:
        """Append."""
        form.instance.by = self.by()
        form.save()
        return _("Vastgesteld.")

    def get_initial(self) -> dict[str, Any]:
        """Start from what holds today."""
        return {**rules_on(civil.today()).__dict__, "valid_from": civil.today()}

    def get_success_url(self) -> str:
        """Go back to the list."""
        return reverse("intervisie_rules:index")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """List, verb."""
        return [
            *self.breadcrumbs_items,
            {"url": reverse("intervisie_rules:index"), "label": _("Regels voor intervisie")},
            {"url": "", "label": self.page_title},
        ]
