"""What the office does with attendance: correcting what a list says of somebody, and deciding about what a member contested."""

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
from lvv_site.members import people
from lvv_site.members.models import Person
from lvv_site.members.verbs import VerbView

from . import attendance_contests as contests
from . import taking_place
from .attendance_forms import CorrectForm, UpholdForm
from .attendance_refusals import AttendanceError, tell
from .models import AttendanceContest, ListedAttendance, ProviderRun

CORRECT = "accreditation.correct_attendance"
ROW = ("listed", "run__occasion", "run__training__provider")


class AttendanceVerbView(VerbView, ABC):
    """A verb about one row. A refusal is told beside its field and keeps what was typed."""

    permission = CORRECT
    template_name = "accreditation/attendance/admin/verb.html"
    header_icon = "clipboard-list"
    row: ListedAttendance
    contest: AttendanceContest | None = None

    def form_valid(self, form: BaseForm) -> HttpResponse:
        """Do it, or say why not."""
        try:
            said = self.act(form)
        except AttendanceError as refusal:
            tell(form, refusal)
        except LedgerError as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        if form.errors:
            return self.form_invalid(form)
        messages.success(self.request, said)
        return redirect(self.get_success_url())

    @abstractmethod
    def act(self, form: Any) -> str:
        """Do it and return the sentence that says so."""

    def get_success_url(self) -> str:
        """Go back to the run."""
        return reverse("accreditation_run:inspect", args=[self.row.run_id])

    def above(self) -> list[Any]:
        """List, run."""
        return [
            (reverse("accreditation_run:index"), _("Uitvoeringen")),
            (self.get_success_url(), self.row.run.training.title),
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add whom it is about and what stands."""
        person = Person.objects.get(pk=people.resolve(self.row.person_id))
        return {**super().get_context_data(**kwargs), "row": self.row, "person": person, "contest": self.contest}


class CorrectView(AttendanceVerbView):
    """Say what is right of somebody on a list."""

    form_class = CorrectForm
    page_title = gettext_lazy("Aanwezigheid corrigeren")
    button = gettext_lazy("Corrigeren")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the row, and the contest that asks for this if any."""
        super().setup(request, *args, **kwargs)
        self.row = get_object_or_404(ListedAttendance.objects.select_related(*ROW), pk=kwargs["pk"])
        if "contest" in kwargs:
            self.contest = get_object_or_404(AttendanceContest, pk=kwargs["contest"], attendance__run=self.row.run_id)
            self.row = get_object_or_404(
                ListedAttendance.objects.select_related(*ROW), pk=contests.last_of(self.contest.attendance).pk
            )

    def get_form_kwargs(self) -> dict[str, Any]:
        """Start from what stands."""
        initial = {"minutes": self.row.minutes, "seen": self.row.pk}
        return {**super().get_form_kwargs(), "contested": self.contest is not None, "initial": initial}

    def act(self, form: CorrectForm) -> str:
        """Correct."""
        answers = form.cleaned_data
        if self.contest:
            contests.correct(self.contest.pk, answers["minutes"], answers["text"], self.by(), answers["seen"])
        else:
            contests.correct_row(self.row, answers["minutes"], self.by(), answers["seen"])
        return _("Gecorrigeerd. Het lid en de opleider krijgen een mail.")


class UpholdView(AttendanceVerbView):
    """Let stand what a member contested."""

    form_class = UpholdForm
    page_title = gettext_lazy("Laten staan")
    button = gettext_lazy("Laten staan")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the contest."""
        super().setup(request, *args, **kwargs)
        related = [f"attendance__{name}" for name in ROW]
        self.contest = get_object_or_404(AttendanceContest.objects.select_related(*related), pk=kwargs["pk"])
        self.row = self.contest.attendance

    def act(self, form: UpholdForm) -> str:
        """Uphold."""
        assert self.contest is not None  # noqa: S101 - `setup` found it
        contests.uphold(self.contest.pk, form.cleaned_data["text"], self.by())
        return _("Besloten. Het lid krijgt een mail.")

    def get_success_url(self) -> str:
        """Go back to the list of what waits."""
        return reverse("accreditation_contest:index")

    def above(self) -> list[Any]:
        """List, contest."""
        assert self.contest is not None  # noqa: S101 - `setup` found it
        return [
            (reverse("accreditation_contest:index"), _("Betwiste aanwezigheid")),
            (reverse("accreditation_contest:inspect", args=[self.contest.pk]), _("Melding")),
        ]


class RunVerbView(VerbView, ABC):
    """A verb about one run."""

    permission = CORRECT
    template_name = "accreditation/attendance/admin/run_verb.html"
    header_icon = "date"
    run: ProviderRun

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the run."""
        super().setup(request, *args, **kwargs)
        found = ProviderRun.objects.select_related("occasion__called_off", "training__provider")
        self.run = get_object_or_404(found, pk=kwargs["pk"])

    def form_valid(self, form: BaseForm) -> HttpResponse:
        """Do it, or say why not."""
        try:
            said = self.act()
        except AttendanceError as refusal:
            tell(form, refusal)
            return self.form_invalid(form)
        messages.success(self.request, said)
        return redirect(self.get_success_url())

    @abstractmethod
    def act(self) -> str:
        """Do it and return the sentence that says so."""

    def get_success_url(self) -> str:
        """Go back to the run."""
        return reverse("accreditation_run:inspect", args=[self.run.pk])

    def above(self) -> list[Any]:
        """List, run."""
        return [
            (reverse("accreditation_run:index"), _("Uitvoeringen")),
            (self.get_success_url(), self.run.training.title),
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the run."""
        return {**super().get_context_data(**kwargs), "run": self.run}


class NotHeldView(RunVerbView):
    """Say that a run did not take place."""

    page_title = gettext_lazy("Heeft niet plaatsgevonden")
    button = gettext_lazy("Vastleggen")

    def act(self) -> str:
        """Say it."""
        taking_place.say_not_held(self.run, self.by())
        return _("Vastgelegd: de uitvoering heeft niet plaatsgevonden.")


class HeldView(RunVerbView):
    """Take back that a run did not take place."""

    page_title = gettext_lazy("Heeft toch plaatsgevonden")
    button = gettext_lazy("Vastleggen")

    def act(self) -> str:
        """Take it back."""
        taking_place.take_back(self.run, self.by())
        return _("Vastgelegd: de uitvoering heeft toch plaatsgevonden. De opleider kan de lijst sturen.")
