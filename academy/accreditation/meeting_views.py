"""The meetings of the committee: when they are, what is on the agenda, and the agenda on paper."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.widgets.button import Button, HeaderButton
from wagtail.log_actions import log

from lvv_site import civil
from lvv_site.members.verbs import VerbView
from lvv_site.viewsets import FactIndexView, FactView, FactViewSet

from . import committee_files
from .committee_forms import MeetingForm
from .enums import ApplicationState
from .models import Meeting, Step
from .verbs import DetailsView

CHANGE = "accreditation.change_meeting"


class AddMeetingView(DetailsView):
    """Plan a meeting."""

    permission = CHANGE
    model = Meeting
    viewset = "accreditation_meeting"
    plural = gettext_lazy("Vergaderingen")
    form_class = MeetingForm
    page_title = gettext_lazy("Vergadering plannen")
    header_icon = "date"


class ChangeMeetingView(AddMeetingView):
    """Move a meeting or change its place; one in which something was decided stays as it was."""

    page_title = gettext_lazy("Vergadering wijzigen")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Send back from a meeting that cannot change."""
        if fixed(self.object):
            messages.error(request, _("Deze vergadering is vervallen of er is al in beslist. Zij verandert niet meer."))
            return redirect("accreditation_meeting:inspect", self.object.pk)
        return super().dispatch(request, *args, **kwargs)


class CancelMeetingView(VerbView):
    """Cancel a meeting whose agenda is empty."""

    permission = CHANGE
    page_title = gettext_lazy("Vergadering laten vervallen")
    button = gettext_lazy("Laten vervallen")
    template_name = "accreditation/admin/committee/verb.html"
    header_icon = "date"
    serious = True

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the meeting."""
        super().setup(request, *args, **kwargs)
        self.meeting = get_object_or_404(Meeting, pk=kwargs["pk"])

    @transaction.atomic
    def form_valid(self, form: Any) -> HttpResponse:
        """Cancel, or say why not."""
        if fixed(self.meeting):
            form.add_error(None, _("Deze vergadering is al vervallen, of er is al in beslist."))
            return self.form_invalid(form)
        if waiting := [one for one in committee_files.agenda(self.meeting) if one.shown_state in TO_DECIDE]:  # type: ignore[attr-defined]
            text = _("Er staan nog aanvragen op de agenda: %(codes)s. Wijs die eerst toe aan een andere vergadering.")
            form.add_error(None, text % {"codes": ", ".join(one.code for one in waiting)})
            return self.form_invalid(form)
        self.meeting.cancelled_at = timezone.now()
        self.meeting.save(update_fields=["cancelled_at"])
        log(instance=self.meeting, action="wagtail.edit", user=self.by())
        messages.success(self.request, _("De vergadering vervalt."))
        return redirect("accreditation_meeting:inspect", self.meeting.pk)

    def get_page_subtitle(self) -> str:
        """Say which."""
        return str(self.meeting)

    def above(self) -> list[tuple[str, Any]]:
        """List, meeting."""
        return [
            (reverse("accreditation_meeting:index"), _("Vergaderingen")),
            (reverse("accreditation_meeting:inspect", args=[self.meeting.pk]), str(self.meeting)),
        ]


TO_DECIDE = (ApplicationState.SUBMITTED, ApplicationState.IN_ASSESSMENT, ApplicationState.OBJECTION)


def fixed(meeting: Meeting) -> bool:
    """Whether a meeting stays as it is: it was cancelled, or something was decided in it."""
    return meeting.cancelled_at is not None or Step.objects.filter(
        meeting=meeting, kind__in=committee_files.DECIDED
    ).exists()  # fmt: skip


class MeetingIndexView(FactIndexView):
    """Every meeting, the last one first."""

    page_title = gettext_lazy("Vergaderingen")
    list_export = ()
    default_ordering = ("-on",)

    @cached_property
    def header_buttons(self) -> list[Button]:
        """Offer to plan one to who may."""
        if not self.request.user.has_perm(CHANGE):
            return []
        return [HeaderButton(_("Vergadering plannen"), url=reverse("accreditation_meeting:new"), icon_name="plus")]


class MeetingView(FactView):
    """One meeting with its agenda."""

    template_name = "accreditation/admin/committee/meeting.html"
    page_title = gettext_lazy("Vergadering")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the agenda; for the first meeting to come also the objections that wait for one."""
        meeting: Meeting = self.object
        rows = [
            {
                "file": one,
                "seats": sorted(seats(one, meeting), key=lambda sits: sits.seat),
                "hidden": waits_for(one, self.request.user.pk),
            }
            for one in committee_files.agenda(meeting)
        ]
        first = committee_files.coming().first()
        return {
            **super().get_context_data(**kwargs),
            "meeting": meeting,
            "rows": rows,
            "objections": committee_files.waiting_objections() if first == meeting else [],
            "held": meeting.on <= civil.today(),
            "may_change": self.request.user.has_perm(CHANGE) and not fixed(meeting),
        }


def waits_for(file: Any, user_id: int) -> bool:
    """Whether somebody has this file to assess: what the other found is not for them yet."""
    mine = [one for one in file.assignments.all() if one.assessor_id == user_id and one.ended_at is None]
    return any(not hasattr(one, "assessment") for one in mine)


def seats(file: Any, meeting: Meeting) -> list[Any]:
    """Return who assesses a file for a meeting, or did."""
    return [one for one in file.assignments.all() if one.meeting_id == meeting.pk and one.end in {"", "decided"}]


class MeetingViewSet(FactViewSet):
    """Meetings: looked up here; planning one is a verb."""

    model = Meeting
    name = "accreditation_meeting"
    url_prefix = "accreditatie/vergaderingen"
    icon = "date"
    menu_label = gettext_lazy("Vergaderingen")
    menu_name = "accreditatie-vergaderingen"
    index_view_class = MeetingIndexView
    inspect_view_class = MeetingView
    list_per_page = 50
    list_display = (
        TitleColumn("on", label=gettext_lazy("Vergadering op"), sort_key="on", get_url=lambda one: reverse("accreditation_meeting:inspect", args=[one.pk])),
        Column("files_due", label=gettext_lazy("Aanvragen compleet op"), sort_key="files_due"),
        Column("place", label=gettext_lazy("Plaats")),
        Column("cancelled", label=gettext_lazy("Vervallen"), accessor=lambda one: _("Ja") if one.cancelled_at else ""),
    )  # fmt: skip

    def verb_patterns(self) -> list[URLPattern]:
        """Return one address for each verb."""
        return [
            path("nieuw/", self.construct_view(AddMeetingView), name="new"),
            path("<int:pk>/wijzigen/", self.construct_view(ChangeMeetingView), name="change"),
            path("<int:pk>/vervallen/", self.construct_view(CancelMeetingView), name="cancel"),
        ]
