"""What this room adds to the admin, to people's pages and to the forecast of hours."""

import datetime as dt
from collections.abc import Iterator

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail import hooks

from academy.hours.planned import Planned
from lvv_site import civil
from lvv_site.hours_kind import HoursKind, whole_units
from lvv_site.members import people
from lvv_site.members.models import Person
from lvv_site.members.panels import Panel

from . import listing
from .models import Group, Meeting, Participation
from .models.groups import NOT_LEFT
from .queries import kind_on
from .viewsets import IntervisieGroup, intervisie_viewsets

SUGGESTIONS = 5


@hooks.register("register_admin_viewset")
def register_intervisie() -> IntervisieGroup:
    """Show groups, contests and rules to who may see them."""
    return intervisie_viewsets


@hooks.register("member_panels")
def intervisie_panel(_request: HttpRequest, person: Person) -> list[Panel]:
    """Show somebody their next meeting and what waits."""
    return [Panel(_("Intervisie"), "intervisie/panels/member.html", {"mine": listing.mine(person)}, order=50)]


@hooks.register("person_panels")
def person_panel(request: HttpRequest, person: Person) -> list[Panel]:
    """Show the office somebody's groups and the meetings they were at."""
    if not request.user.has_perm("intervisie.view_group"):
        return []
    participations = Participation.objects.filter(person__in=people.ids_of(person)).select_related("group", "departure")
    context = {"participations": participations.order_by("-starts"), "attended": listing.attended(person)[:20]}
    return [Panel(_("Intervisie"), "intervisie/admin/person_panel.html", context, order=60)]


@hooks.register("planned_hours")
def planned_hours(person: Person) -> list[Planned]:
    """Tell which meetings of one's own groups are to come, and which of open groups could help."""
    today, own = civil.today(), _own_groups(person)
    return [*_booked(own, today), *_suggested(own, today)]


@hooks.register("booked_hours")
def booked_hours(person: Person) -> list[Planned]:
    """Tell which meetings of one's own groups are to come."""
    return list(_booked(_own_groups(person), civil.today()))


def _own_groups(person: Person) -> list[int]:
    own = Participation.objects.filter(NOT_LEFT, person__in=people.ids_of(person))
    return list(own.values_list("group", flat=True))


def _coming(today: dt.date) -> QuerySet[Meeting]:
    return Meeting.objects.filter(
        on__gte=today, cancelled_at=None, recordings=None, starts__isnull=False
    ).select_related("group")


def _booked(own: list[int], today: dt.date) -> Iterator[Planned]:
    for meeting in _coming(today).filter(group__in=own).order_by("on"):
        if planned := _planned(meeting, reverse("intervisie:meeting", args=[meeting.pk]), booked=True):
            yield planned


def _suggested(own: list[int], today: dt.date) -> Iterator[Planned]:
    """Yield the first meetings of open, registered groups with a place free, one of each."""
    groups = listing.with_free_place(Group.objects.filter(open=True).exclude(pk__in=own), today)
    first = _coming(today).filter(group__in=groups).order_by("group_id", "on").distinct("group_id")
    meetings = Meeting.objects.filter(pk__in=first.values("pk")).select_related("group").order_by("on", "pk")
    offered = 0
    for meeting in meetings[: SUGGESTIONS * 2]:
        planned = _planned(meeting, reverse("intervisie:group", args=[meeting.group_id]), booked=False)
        if planned and planned.kind == HoursKind.INTERVISIE and offered < SUGGESTIONS:
            offered += 1
            yield planned


def _planned(meeting: Meeting, url: str, *, booked: bool) -> Planned | None:
    minutes = whole_units(meeting.planned_minutes)
    if not minutes:
        return None
    kind = kind_on(meeting.group, meeting.on)
    return Planned(meeting.on, f"meeting:{meeting.pk}", kind, minutes, meeting.group.name, url, booked)
