"""Intervisie of the demonstration association: groups, meetings, recordings, and the hours and proofs that came of them.

Stated, and tested:

- 90 % of who is registered today takes part in one group of 4 to 7, with people of about the same seniority.
- A group meets 4 to 6 times a year, 8 to 10 hours in all, for the last nine years at most and from the day that its third
  participant was certified; nine of ten participants are there. So somebody collects some 8 to 9 hours a year.
- 95 % of the groups were registered when they began, 2 % half a year later, 3 % never: what they did counts as extra.
- 40 % of the groups are open, a quarter meets online, 60 % have a meeting planned in the coming two months.
- At most 400 groups have a recorded history: beyond some 2,500 members the others only exist.
- lid@demo.example is the contact person of a group of six with a recorded meeting last month, one of three days ago to record,
  one planned, and a request of nieuw@demo.example to answer. Two recordings are contested and wait for the office.
"""

import datetime as dt
import random
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Min

from academy.certification.enums import LISTED
from academy.certification.models import Period, StatusSpan
from academy.hours import classify, proofs
from academy.hours.enums import Source
from academy.hours.models import Activity, Entry, Proof
from lvv_site.members.models import Person
from lvv_site.operations.demo import DemoPlan

from .demo_rows import Book
from .enums import ChangeKind, ContestReason, RegistrationKind
from .models import (
    ContactChange,
    Contest,
    ContestText,
    Group,
    Meeting,
    MeetingChange,
    Participation,
    Presence,
    Recording,
    Registration,
    Request,
    Theme,
)

AFTER = ("lvv_site.members", "academy.certification", "academy.hours")
MEMBER, GUEST = "lid@demo.example", "nieuw@demo.example"
IN_A_GROUP = 0.9
SIZES = (4, 5, 5, 6, 6, 7)
MOST_RECORDED = 400
YEARS = 9
# Meetings a year and minutes of each.
RHYTHMS = ((5, 120), (5, 120), (4, 150), (6, 90), (4, 120))
NEVER_REGISTERED, REGISTERED_LATER = 0.03, 0.02
OPEN, ONLINE, PLANNED = 0.4, 0.25, 0.6
NOON = dt.time(12)
REGIONS = (
    ("Zwolle", "IJsselstreek"), ("Utrecht", "Domstad"), ("Amersfoort", "Eemland"), ("Groningen", "Noorderlicht"),
    ("Rotterdam", "Maasoever"), ("Den Haag", "Haaglanden"), ("Arnhem", "Rijnzicht"), ("Eindhoven", "De Kempen"),
    ("Breda", "Baronie"), ("Leeuwarden", "Fryslân"), ("Haarlem", "Kennemerland"), ("Amsterdam", "Amstel"),
    ("Maastricht", "Heuvelland"), ("Enschede", "Twente"), ("Nijmegen", "Waal"), ("Tilburg", "Midden-Brabant"),
    ("Assen", "Drentse Aa"), ("Apeldoorn", "Veluwe"), ("Leiden", "Rijnland"), ("Middelburg", "Walcheren"),
    ("Almere", "Flevoland"), ("Gouda", "Groene Hart"), ("'s-Hertogenbosch", "De Meierij"), ("Roermond", "Maasplassen"),
)  # fmt: skip
THEMES = (
    "grenzen", "nazorg", "geheimhouding", "rolzuiverheid", "de melder die twijfelt", "gesprek met de directie", "dossiervorming",
    "loyaliteit", "zelfzorg", "vooroordelen", "anonieme meldingen", "jaarverslag", "samenwerken met hr", "machtsverschil",
    "stilte in het gesprek", "verwachtingen", "verwijzen",
)  # fmt: skip


@dataclass
class _Circle:
    """A group to be: its people with the day each joined, and how often it meets."""

    id: int
    people: list[tuple[int, dt.date]]
    place: str
    name: str
    online: bool
    open: bool
    rhythm: tuple[int, int]
    special: bool
    registered: dt.date | None = None

    @property
    def start(self) -> dt.date:
        """The day on which the group had three participants."""
        return sorted(joined for _person, joined in self.people)[min(2, len(self.people) - 1)]


def load(plan: DemoPlan) -> None:
    """Make the groups, then what they did."""
    book = Book(plan.random("intervisie"), plan.today)
    circles = _circles(book)
    for circle in circles:
        _found(circle, book)
    for circle in circles[:MOST_RECORDED]:
        _meet(circle, book)
    book.write()
    _wait(plan, circles)


def _circles(book: Book) -> list[_Circle]:
    """Return the groups; that of the member of the demonstration comes first."""
    firsts, dice = _first_days(book.today), book.dice
    member = Person.objects.filter(email=MEMBER).values_list("pk", flat=True).first()
    # Of about the same seniority: a year and a half of chance in the order.
    order = sorted(firsts, key=lambda one: (firsts[one].toordinal() + dice.randrange(550), one))
    circles = []
    if member is not None and member in firsts:
        order.remove(member)
        others = sorted(order, key=lambda one: (abs(firsts[one] - firsts[member]), one))[:5]
        order = [one for one in order if one not in others]
        circles.append(_circle([member, *others], firsts, book, special=True))
    joining = [one for one in order if dice.random() < IN_A_GROUP]
    taken = 0
    while taken < len(joining):
        size = _size(len(joining) - taken, dice)
        circles.append(_circle(joining[taken : taken + size], firsts, book))
        taken += size
    return circles


def _first_days(today: dt.date) -> dict[int, dt.date]:
    """Return person id → first day of the first certificate period, of who is registered today."""
    listed = StatusSpan.objects.filter(during__contains=today, status__in=LISTED).values("certificate__person")
    periods = Period.objects.filter(certificate__person__in=listed).values_list("certificate__person")
    return dict(periods.annotate(first=Min("during__startswith")))


def _size(left: int, dice: random.Random) -> int:
    """Draw a size, so that nobody is left over in a group that is too small."""
    drawn = dice.choice(SIZES)
    if left >= drawn + SIZES[0]:
        return drawn
    return left if left <= SIZES[-1] else (left + 1) // 2


def _circle(people: list[int], firsts: dict[int, dt.date], book: Book, *, special: bool = False) -> _Circle:
    """Draw a group of these people; the one of the demonstration's member is open, registered and in Zwolle."""
    dice, today, key = book.dice, book.today, book.next_id(Group)
    place, region = REGIONS[0] if special else dice.choice(REGIONS)
    earliest = today - dt.timedelta(days=365 * YEARS)
    joined = [(one, min(today, max(firsts[one], earliest) + dt.timedelta(days=dice.randrange(30)))) for one in people]
    online = dice.random() < ONLINE and not special
    circle = _Circle(
        id=key,
        people=joined,
        place="" if online and dice.random() < 0.5 else place,
        name=f"Intervisie {region}" if special else f"Intervisie {region} {key}",
        online=online,
        open=special or (dice.random() < OPEN and len(people) < SIZES[-1]),
        rhythm=RHYTHMS[0] if special else dice.choice(RHYTHMS),
        special=special,
    )
    circle.registered = _registered(circle.start, 1.0 if special else dice.random())
    return circle


def _registered(start: dt.date, drawn: float) -> dt.date | None:
    if drawn < NEVER_REGISTERED:
        return None
    return start + dt.timedelta(days=180) if drawn < NEVER_REGISTERED + REGISTERED_LATER else start


def _noon(on: dt.date, days: int = 0) -> dt.datetime:
    return dt.datetime.combine(on + dt.timedelta(days=days), NOON, dt.UTC)


def _found(circle: _Circle, book: Book) -> None:
    """Write the group itself: who takes part since when, the contact person, the registration."""
    began = min(joined for _person, joined in circle.people)
    book.add(Group, circle.name, circle.place, circle.online, circle.open, _noon(began), key=circle.id)
    for person, joined in circle.people:
        book.add(Participation, circle.id, person, joined, _noon(joined))
    contact, since = circle.people[0]
    book.add(ContactChange, circle.id, contact, since, _noon(since))
    if circle.registered:
        starts = circle.registered
        book.add(Registration, circle.id, RegistrationKind.REGISTERED.value, starts, _noon(starts))


def _meet(circle: _Circle, book: Book) -> None:
    """Write the meetings: those that were, recorded, and the one to come."""
    dice, today = book.dice, book.today
    faithful = {person: dice.choice((0.97, 0.93, 0.8)) for person, _joined in circle.people}
    if circle.special:
        faithful[circle.people[0][0]] = 1.0
    for on in _days(circle, book):
        _record(circle, book, on, faithful)
    if circle.special:
        _plan(circle, book, today - dt.timedelta(days=3))
    if circle.special or dice.random() < PLANNED:
        _plan(circle, book, today + dt.timedelta(days=16 if circle.special else dice.randrange(2, 60)))


def _days(circle: _Circle, book: Book) -> list[dt.date]:
    """Return the days on which the group met, the first first; the last one of the member's group was a month ago."""
    step = 365 // circle.rhythm[0]
    day = book.today - dt.timedelta(days=30 if circle.special else book.dice.randrange(1, step))
    days = []
    while day >= circle.start:
        days.append(day)
        day -= dt.timedelta(days=step + book.dice.randrange(-6, 7))
    return days[::-1]


def _plan(circle: _Circle, book: Book, on: dt.date) -> int:
    starts = dt.time(book.dice.choice((13, 19)), 30)
    ends = (dt.datetime.combine(on, starts) + dt.timedelta(minutes=circle.rhythm[1])).time()
    key = uuid.UUID(int=book.dice.getrandbits(128), version=4)
    place = f"Buurthuis, {circle.place}" if circle.place else ""
    link = f"https://overleg.example/{key.hex[:10]}" if circle.online else ""
    meeting = book.add(Meeting, circle.id, key, on, starts, ends, place, link, 0)
    planned_at = _noon(min(on - dt.timedelta(days=40), book.today - dt.timedelta(days=1)))
    book.add(MeetingChange, meeting, 0, ChangeKind.PLANNED.value, on, planned_at)
    return meeting


def _record(circle: _Circle, book: Book, on: dt.date, faithful: dict[int, float]) -> None:
    dice, yesterday = book.dice, book.today - dt.timedelta(days=1)
    taking_part = [person for person, joined in circle.people if joined <= on]
    present = [person for person in taking_part if dice.random() < faithful[person]]
    if len(present) < 3:
        present = taking_part
    if len(present) < 3:
        return
    at = _noon(min(on + dt.timedelta(days=dice.randrange(1, 6)), max(on, yesterday)))
    meeting, minutes = _plan(circle, book, on), circle.rhythm[1]
    recording = book.add(Recording, meeting, 1, on, minutes, at)
    book.add(Theme, recording, dice.choice(THEMES))
    activity = f"meeting:{meeting}"
    book.add(Activity, activity, circle.name)
    kind = classify.kind_of("intervisie", on, group_registered_on=circle.registered).value
    for person in present:
        reference = f"{activity}:{person}:1"
        entry = book.add(Entry, person, kind, minutes, on, activity, Source.INTERVISIE.value, reference, at, "")
        book.add(Proof, entry, _code(dice), at)
        book.add(Presence, recording, person, entry)


def _code(dice: random.Random) -> str:
    drawn = "".join(dice.choices(proofs.ALPHABET, k=proofs.LENGTH))
    return "-".join(drawn[start : start + 4] for start in range(0, proofs.LENGTH, 4))


def _wait(plan: DemoPlan, circles: Sequence[_Circle]) -> None:
    """Leave something to do: a request to the member's group, and two contests for the office."""
    guest = Person.objects.filter(email=GUEST).first()
    if guest and circles:
        Request.objects.create(group_id=circles[0].id, person=guest, made_at=_noon(plan.today, -2))
    recent = Recording.objects.filter(on__lt=plan.today).exclude(meeting__group__in=[one.id for one in circles[:1]])
    stories = (
        (ContestReason.WRONG_DURATION, "We zijn een half uur langer doorgegaan dan gepland."),
        (ContestReason.NOT_PRESENT, "Ik had me voor deze avond afgemeld."),
    )
    for recording, (reason, text) in zip(recent.order_by("-on", "-pk")[:2], stories, strict=False):
        person = recording.presences.order_by("person")[0].person
        made = Contest.objects.create(recording=recording, person=person, reason=reason, at=_noon(plan.today, -1))
        ContestText.objects.create(contest=made, text=text)
