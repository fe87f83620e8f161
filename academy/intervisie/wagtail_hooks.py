"""What this room adds to the admin, to people's pages and to the forecast of hours."""

import datetime as dt
from collections.abc import Iterator
from itertools import islice

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
LOOKED_AT = 40  # meetings; enough to find five with a place free, few enough for every page with a forecast


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
    """Return the next meeting of open, registered groups with a place free, the soonest first, one of each."""
    soonest = _coming(today).filter(group__open=True).exclude(group__in=own).order_by("on", "pk")[:LOOKED_AT]
    first = {meeting.group_id: meeting for meeting in reversed(soonest)}
    groups = listing.with_free_place(Group.objects.filter(pk__in=first), today).values_list("pk", flat=True)
    free = sorted((first[group] for group in groups), key=lambda meeting: (meeting.on, meeting.pk))
    planned = (_planned(one, reverse("intervisie:group", args=[one.group_id]), booked=False) for one in free)
    return islice((one for one in planned if one and one.kind == HoursKind.INTERVISIE), SUGGESTIONS)


def _planned(meeting: Meeting, url: str, *, booked: bool) -> Planned | None:
    minutes = whole_units(meeting.planned_minutes)
    if not minutes:
        return None
    kind = kind_on(meeting.group, meeting.on)
    return Planned(meeting.on, f"meeting:{meeting.pk}", kind, minutes, meeting.group.name, url, booked)
