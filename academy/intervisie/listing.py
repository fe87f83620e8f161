"""What the pages list: one's own groups and meetings, and groups that are open to newcomers."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Case, Count, DateField, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce

from academy.hours.models import Proof
from lvv_site import civil
from lvv_site.members import people
from lvv_site.members.models import Person

from .enums import Answer, RegistrationKind
from .models import (
    Confirmation,
    ContactChange,
    Contest,
    Group,
    Meeting,
    Participation,
    Presence,
    Recording,
    Registration,
    Request,
)
from .models.groups import NOT_LEFT
from .queries import contact_of, is_contact, registered_since, rules_on

SHOWN = 8  # meetings that have been; the others are a click away


@dataclass(frozen=True)
class Mine:
    """A group somebody takes part in: its size, contact person and next meeting; what waits for its contact person."""

    group: Group
    size: int
    contact: Person | None
    next_meeting: Meeting | None
    registered_since: dt.date | None
    to_record: tuple[Meeting, ...] = ()
    requests: tuple[Request, ...] = ()


@dataclass(frozen=True)
class Attended:
    """A meeting somebody was present at, with the proof and what they said about it."""

    meeting: Meeting
    recording: Recording
    presence: Presence
    proof: Proof | None
    confirmed: bool
    contested: bool


@dataclass(frozen=True)
class Recent[Row]:
    """The newest rows of a list, and how many older ones are not shown."""

    rows: Sequence[Row]
    older: int = 0


def recent[Row](rows: Sequence[Row], *, everything: bool) -> Recent[Row]:
    """Return all rows, or the newest."""
    shown = rows if everything else rows[:SHOWN]
    return Recent(shown, len(rows) - len(shown))


def with_size(groups: QuerySet[Group]) -> QuerySet[Group]:
    """Add how many take part now, as `size`."""
    counted = (
        Participation.objects.filter(NOT_LEFT, group=OuterRef("pk"))
        .order_by()
        .values("group")
        .annotate(number=Count("person", distinct=True))
        .values("number")
    )
    return groups.annotate(size=Coalesce(Subquery(counted, output_field=IntegerField()), 0))


def mine(person: Person) -> list[Mine]:
    """Return the groups somebody takes part in today, by name."""
    today = civil.today()
    taken = Participation.objects.filter(NOT_LEFT, person__in=people.ids_of(person)).values("group")
    groups = with_size(Group.objects.filter(pk__in=taken)).prefetch_related("registrations")
    return [_mine(group, person, today) for group in groups]


def _mine(group: Group, person: Person, today: dt.date) -> Mine:
    leads = is_contact(group, person)
    return Mine(
        group=group,
        size=group.size,  # type: ignore[attr-defined]  # annotated by `with_size`
        contact=contact_of(group),
        next_meeting=coming(group, today).first(),
        registered_since=registered_since(group.registrations.all(), today),
        to_record=tuple(to_record(group, today)) if leads else (),
        requests=tuple(waiting_requests(group)) if leads else (),
    )


def coming(group: Group, today: dt.date) -> QuerySet[Meeting]:
    """Return the meetings to come, the first first; today's too, as long as it was not recorded."""
    return group.meetings.filter(on__gte=today, cancelled_at=None, recordings=None).order_by("on")


def to_record(group: Group, today: dt.date) -> QuerySet[Meeting]:
    """Return the meetings that can be recorded now and were not, the oldest first."""
    earliest = today - dt.timedelta(days=rules_on(today).latest_recording_days)
    return group.meetings.filter(on__range=(earliest, today), cancelled_at=None, recordings=None).order_by("on")


def waiting_requests(group: Group) -> list[Request]:
    """Return who waits for an answer, the first first, with the person that stands for them now."""
    requests = list(group.requests.filter(answer=Answer.OPEN))
    now = people.resolve_many(one.person_id for one in requests)
    persons = Person.objects.in_bulk(set(now.values()))
    for one in requests:
        one.person = persons[now[one.person_id]]
    return requests


def own_requests(person: Person) -> QuerySet[Request]:
    """Return the requests of somebody that wait for an answer."""
    return Request.objects.filter(person__in=people.ids_of(person), answer=Answer.OPEN).select_related("group")


def open_groups(person: Person, text: str, *, online: bool) -> QuerySet[Group]:
    """Return groups that newcomers may ask to join: open, with a place free, and not one's own; by place and name."""
    today = civil.today()
    taken = Participation.objects.filter(NOT_LEFT, person__in=people.ids_of(person)).values("group")
    found = with_free_place(Group.objects.filter(open=True).exclude(pk__in=taken), today)
    for word in text.split()[:6]:
        found = found.filter(Q(place__icontains=word) | Q(name__icontains=word))
    if online:
        found = found.filter(online=True)
    coming_on = Meeting.objects.filter(group=OuterRef("pk"), on__gt=today, cancelled_at=None).order_by("on")
    return found.annotate(next_on=Subquery(coming_on.values("on")[:1])).order_by("place", "name", "pk")


def with_free_place(groups: QuerySet[Group], on: dt.date) -> QuerySet[Group]:
    """Keep groups that somebody takes part in and that are not full on a day; adds `size`."""
    return with_size(groups).filter(
        size__gt=0,  # type: ignore[misc]  # annotated by `with_size`
        size__lt=rules_on(on).max_group,
    )


def contacts_of(groups: Iterable[Group]) -> dict[int, Person]:
    """Return group id → its contact person, for a page of groups."""
    last = (
        ContactChange.objects.filter(group__in=[group.pk for group in groups])
        .order_by("group_id", "-pk")
        .distinct("group_id")
        .values_list("group", "person")
    )
    held = dict(last)
    now = people.resolve_many(held.values())
    persons = Person.objects.in_bulk(set(now.values()))
    return {group: persons[now[person]] for group, person in held.items()}


def latest_recordings() -> QuerySet[Recording]:
    """Return of each recorded meeting what is recorded now."""
    return Recording.objects.filter(~Exists(_later("meeting", "revision")))


def _later(meeting: str, revision: str) -> QuerySet[Recording]:
    return Recording.objects.filter(meeting=OuterRef(meeting), revision__gt=OuterRef(revision))


def attended(person: Person, group: Group | None = None) -> list[Attended]:
    """Return the meetings somebody was present at as recorded now, the newest first; of one group or of all."""
    ids = people.ids_of(person)
    rows = (
        Presence.objects.filter(~Exists(_later("recording__meeting", "recording__revision")), person__in=ids)
        .select_related("recording__meeting__group", "recording__theme", "entry__proof")
        .order_by("-recording__on", "-pk")
    )
    if group:
        rows = rows.filter(recording__meeting__group=group)
    found = list(rows)
    recordings = [row.recording_id for row in found]
    said = {
        model: set(model.objects.filter(recording__in=recordings, person__in=ids).values_list("recording", flat=True))
        for model in (Confirmation, Contest)
    }
    return [
        Attended(
            row.recording.meeting, row.recording, row, getattr(row.entry, "proof", None),
            row.recording_id in said[Confirmation], row.recording_id in said[Contest],
        )
        for row in found
    ]  # fmt: skip


def past(group: Group) -> list[Recording]:
    """Return what is recorded now of the group's meetings, the newest first, with how many were present."""
    found = latest_recordings().filter(meeting__group=group).select_related("meeting", "theme")
    return list(found.annotate(number=Count("presences"), day=F("on")).order_by("-on", "-pk"))


def listed(on: dt.date) -> QuerySet[Group]:
    """Return groups with what the list shows: size, since when registered, the last recorded meeting."""
    last = Registration.objects.filter(group=OuterRef("pk"), starts__lte=on).order_by("-starts", "-pk")
    recorded = Recording.objects.filter(meeting__group=OuterRef("pk")).order_by("-on").values("on")[:1]
    groups = with_size(Group.objects.all()).annotate(
        last_kind=Subquery(last.values("kind")[:1]),
        last_from=Subquery(last.values("starts")[:1], output_field=DateField()),
        last_recorded=Subquery(recorded, output_field=DateField()),
    )
    return groups.annotate(registered_from=Case(When(last_kind=RegistrationKind.REGISTERED, then="last_from")))
