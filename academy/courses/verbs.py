"""What the office does with runs, and with attendance that the ledger refused: one page per verb."""

from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import log

from lvv_site.members.verbs import VerbView

from . import office_forms, planning
from .models import CoursePage, Doubt, DoubtHandled, Run

CHANGE, HANDLE = "courses.change_run", "courses.handle_doubt"
Above = list[tuple[str, str | Promise]]


class RunVerbView(VerbView):
    """A verb about runs; the admin's log keeps who did it."""

    permission = CHANGE
    header_icon = "clipboard-list"
    button = gettext_lazy("Bewaren")
    run: Run | None = None

    def done(self, run: Run, action: str, said: str) -> HttpResponse:
        """Note it, say it, and show the run."""
        log(instance=run, action=action, user=self.by())
        messages.success(self.request, said)
        return redirect(reverse("courses_run:inspect", args=[run.pk]))

    def above(self) -> Above:
        """List, and the run."""
        listed: Above = [(reverse("courses_run:index"), _("Uitvoeringen"))]
        if self.run is None:
            return listed
        return [*listed, (reverse("courses_run:inspect", args=[self.run.pk]), str(self.run))]


class AddRunView(RunVerbView):
    """Add a run to a course: occasion, days, prices and terms in one form."""

    form_class = office_forms.RunForm
    template_name = "courses/admin/add.html"
    page_title = gettext_lazy("Uitvoering toevoegen")
    button = gettext_lazy("Toevoegen")

    def get_initial(self) -> dict[str, Any]:
        """Start with the course that the office came from."""
        asked = self.request.GET.get("pagina", "")
        page = CoursePage.objects.filter(pk=int(asked)).first() if asked.isdecimal() and len(asked) < 10 else None
        return {**super().get_initial(), "page": page}

    def form_valid(self, form: office_forms.RunForm) -> HttpResponse:
        """Write it."""
        return self.done(planning.add(form.planned()), "wagtail.create", _("De uitvoering staat in de academie."))


class LinkRunView(RunVerbView):
    """Make an occasion that is there already a run of a course."""

    form_class = office_forms.LinkForm
    page_title = gettext_lazy("Activiteit koppelen aan een opleiding")
    button = gettext_lazy("Koppelen")

    def form_valid(self, form: BaseForm) -> HttpResponse:
        """Write it."""
        run = planning.link(**form.cleaned_data)
        return self.done(run, "wagtail.create", _("De uitvoering staat in de academie."))


class TrainingOfRunView(RunVerbView):
    """Say which accredited training a run is."""

    form_class = office_forms.TrainingForm
    template_name = "courses/admin/training.html"
    page_title = gettext_lazy("Geaccrediteerde opleiding kiezen")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the run."""
        super().setup(request, *args, **kwargs)
        self.run = get_object_or_404(Run.objects.select_related("occasion", "training"), pk=kwargs["pk"])

    def get_initial(self) -> dict[str, Any]:
        """Start with the training that it is now."""
        assert self.run  # noqa: S101 - found in `setup`
        return {**super().get_initial(), **office_forms.initial_of(self.run)}

    def form_valid(self, form: BaseForm) -> HttpResponse:
        """Write it."""
        assert self.run  # noqa: S101 - found in `setup`
        planning.set_training(self.run, form.cleaned_data["training"])
        return self.done(self.run, "wagtail.edit", _("Bewaard."))

    def get_page_subtitle(self) -> str:
        """Say about which run it is."""
        return str(self.run)


class HandleDoubtView(VerbView):
    """Say that an attendance which the ledger refused has been looked at."""

    permission = HANDLE
    header_icon = "warning"
    template_name = "courses/admin/handle.html"
    page_title = gettext_lazy("Afgehandeld")
    button = gettext_lazy("Dit is afgehandeld")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find it."""
        super().setup(request, *args, **kwargs)
        doubts = Doubt.objects.select_related("attendance__place__occasion")
        self.doubt = get_object_or_404(doubts, pk=kwargs["pk"])

    def form_valid(self, form: BaseForm) -> HttpResponse:
        """Note who did; twice is once."""
        DoubtHandled.objects.get_or_create(doubt=self.doubt, defaults={"by": self.by()})
        messages.success(self.request, _("Bewaard."))
        return redirect(reverse("courses_doubt:index"))

    def get_page_subtitle(self) -> str:
        """Say about what it is."""
        return str(self.doubt.attendance.place.occasion)

    def above(self) -> Above:
        """List."""
        return [(reverse("courses_doubt:index"), _("Geweigerde uren"))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what was refused, and who attended for who may see that."""
        may_see = self.request.user.has_perm("booking.view_place")
        return {**super().get_context_data(**kwargs), "doubt": self.doubt, "may_see_attendee": may_see}
