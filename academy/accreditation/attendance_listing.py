"""Who was at a run by its lists, and the lists: for the provider, the office and exports. A fixed number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from academy.certification.models import Certificate
from academy.certification.queries import public_records
from academy.certification.status import status_in
from lvv_site import civil
from lvv_site.hours_kind import HoursKind
from lvv_site.members import people
from lvv_site.members.models import Person

from .attendance_state import entries_of, last_rows
from .models import AttendanceList, ListedAttendance, ProviderRun


@dataclass(frozen=True)
class Present:
    """What the last list says of somebody. `number` is their register number, `public` the name that everybody may know."""

    row: ListedAttendance
    person: Person
    number: str
    public: str

    @property
    def kind(self) -> str:
        """As what the hours count, in words; empty for who was not there."""
        return str(HoursKind(self.row.kind).label) if self.row.minutes else ""


def present_of(run: ProviderRun) -> list[Present]:
    """Return everybody that a list of a run ever named, by number."""
    rows = list(last_rows(run).select_related("listed", "contest__ruling"))
    now = people.resolve_many(one.person_id for one in rows)
    persons = Person.objects.in_bulk(set(now.values()))
    numbers, public = _numbers(set(now.values()))
    found = [
        Present(
            one, persons[now[one.person_id]], numbers.get(now[one.person_id], ""),
            persons[now[one.person_id]].full_name if now[one.person_id] in public else "",
        )
        for one in rows
    ]  # fmt: skip
    return sorted(found, key=lambda one: (one.number, one.row.pk))


def _numbers(person_ids: set[int]) -> tuple[dict[int, str], set[int]]:
    """Return a register number of each, one that holds if there is, and whose name the register tells today."""
    aliases, today = entries_of(person_ids), civil.today()
    held = list(Certificate.objects.filter(person__in=aliases).order_by("-pk").values_list("pk", "person", "number"))
    records = public_records([pk for pk, _person, _number in held], today)
    numbers: dict[int, str] = {}
    public: set[int] = set()
    for pk, owner, number in held:
        person = aliases[owner]
        named = status_in(records[pk], today).names_person
        if person not in numbers or (named and person not in public):
            numbers[person] = number
        if named:
            public.add(person)
    return numbers, public


def lists_of(run: ProviderRun) -> QuerySet[AttendanceList]:
    """Return the lists of a run with how many rows each wrote, the last first."""
    return (
        AttendanceList.objects.filter(run=run)
        .select_related("by__person", "key")
        .annotate(size=Count("rows"))
        .order_by("-number")
    )


def table_of(present: Sequence[Present]) -> list[list[object]]:
    """Return who was there as rows for a spreadsheet, hours as numbers."""
    return [[one.number, one.public, one.row.minutes / 60, one.kind, one.row.on.isoformat()] for one in present]
