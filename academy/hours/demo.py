"""Hours of the demonstration association: courses and extra activities. Intervisie comes from its own room.

Stated, and tested:

- Who was granted another period had enough courses and extra hours in the one before: 32 or 24 hours and 8 or 16 hours.
- In the running period a year brings no course in 12 %, else 4 to 16 hours in one or two courses, and 0 to 6 extra hours.
- Up to 5,000 members: courses come from providers' lists, three of five extra activities are own claims that the office
  approved, the others attendance. Above that number only the running period is filled and nobody claims: the point is then
  the size.
- Approved claims of the last year rest on a picture, all of them the same one, so that a sample can be drawn and looked at.
- 25 claims wait for the office, each with a picture of its own. lid@demo.example has one that waits, one rejected, one approved
  and one course of which hours were taken back.
"""

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count, groupby
from operator import itemgetter
from typing import NamedTuple

from django.db import connection
from django.db.models import Max

from academy.certification.dates import months_later
from academy.certification.models import Period
from lvv_site.members.demo import copy
from lvv_site.members.models import User
from lvv_site.operations.demo import DemoPlan

from . import evidence, ledger
from .demo_evidence import draw_evidence, prove, prove_all
from .enums import DecisionKind, RejectionReason, ReversalReason, Source
from .models import Activity, Decision, DecisionText, Entry, EntryText

AFTER = ("academy.certification",)
MEMBER, OFFICE = "lid@demo.example", "bureau@demo.example"
FULL_UP_TO = 5_000
WAITING = 25
NO_COURSE = 0.12
CLAIMED = 0.6
HOUR = 60

COURSES = (
    ("bns-agressie", "Omgaan met boosheid en verdriet in het gesprek", 8),
    ("bns-integriteit", "Integriteitsmeldingen: van vermoeden tot vervolg", 8),
    ("bns-wettelijk-kader", "Actueel wettelijk kader voor vertrouwenspersonen", 6),
    ("bns-grenzen", "Grenzen van de rol: geheimhouding en belangen", 4),
    ("bns-groepsdynamiek", "Pesten en groepsdynamiek op de werkvloer", 8),
    ("bns-seksuele-intimidatie", "Opvang na seksuele intimidatie", 8),
    ("bns-discriminatie", "Discriminatie en uitsluiting herkennen", 6),
    ("bns-gesprek", "Verdieping gespreksvoering", 12),
    ("bns-jaarverslag", "Een jaarverslag dat de directie leest", 4),
    ("bns-preventie", "Preventie en voorlichting geven", 6),
    ("bns-online", "Online grensoverschrijdend gedrag", 4),
    ("bns-morele-dilemmas", "Morele dilemma's en moreel beraad", 8),
    ("bns-klachtbehandeling", "Van opvang naar klacht: de route voor de melder", 6),
    ("bns-zorg", "De vertrouwenspersoon in zorg en onderwijs", 8),
    ("bns-veerkracht", "Zelfzorg en veerkracht van de vertrouwenspersoon", 4),
    ("bns-macht", "Macht, afhankelijkheid en loyaliteit", 8),
)
EXTRAS = (
    ("Jaarcongres van de vereniging", 5), ("Regionale netwerkbijeenkomst", 2), ("Lezing over sociale veiligheid", 2),
    ("Webinar over meldregelingen", 1), ("Studiemiddag van de ondernemingsraad", 3), ("Artikel voor het vakblad", 4),
    ("Gastles op een hogeschool", 3), ("Symposium over integriteit", 4), ("Leesgroep vakliteratuur", 2),
)  # fmt: skip
ENTRY_COLUMNS = (
    "id", "person_id", "kind", "minutes", "on", "activity", "source", "source_ref", "recorded_at", "recorded_by_id", "reason_code",
)  # fmt: skip


@dataclass
class _Book:
    """What is about to be copied, with ids of its own so that decisions can name their entry."""

    ids: Iterator[int]
    office: int | None
    entries: list[tuple[object, ...]] = field(default_factory=list)
    decisions: list[tuple[object, ...]] = field(default_factory=list)
    texts: list[tuple[object, ...]] = field(default_factory=list)

    def course(self, person: int, code: str, hours: int, on: dt.date) -> None:
        """Add a course from a provider's list."""
        self._add(person, "course", hours, on, code, Source.PROVIDER, dt.timedelta(days=5))

    def attended(self, person: int, title: str, hours: int, on: dt.date) -> None:
        """Add an extra activity that somebody was present at."""
        self._add(person, "extra", hours, on, f"extra-{EXTRA_CODES[title]}", Source.ATTENDANCE, dt.timedelta(days=1))

    def claimed(self, person: int, title: str, hours: int, on: dt.date, *, decided: bool = True) -> int:
        """Add an own claim, approved by the office eight days later."""
        entry = self._add(person, "extra", hours, on, "", Source.CLAIM, dt.timedelta(days=2))
        self.texts.append((entry, title, ""))
        self.decisions.append((entry, 1, DecisionKind.SUBMITTED.value, "", None, _noon(on, 2)))
        if decided and self.office:
            self.decisions.append((entry, 2, DecisionKind.APPROVED.value, "", self.office, _noon(on, 10)))
        return entry

    def _add(  # noqa: PLR0917 - a row is what it is
        self, person: int, kind: str, hours: int, on: dt.date, activity: str, source: Source, later: dt.timedelta
    ) -> int:
        entry = next(self.ids)
        self.entries.append((
            entry, person, kind, hours * HOUR, on, activity, source.value, f"demo:{entry}", _noon(on, later.days), None, "",
        ))  # fmt: skip
        return entry

    def write(self) -> None:
        """Copy everything."""
        copy(Entry._meta.db_table, ENTRY_COLUMNS, self.entries)
        copy(EntryText._meta.db_table, ("entry_id", "title", "text"), self.texts)
        columns = ("entry_id", "number", "kind", "reason_code", "by_id", "decided_at")
        copy(Decision._meta.db_table, columns, self.decisions)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT setval(pg_get_serial_sequence('hours_entry', 'id'), greatest(1, (SELECT max(id) FROM hours_entry)))"
            )


class _Stretch(NamedTuple):
    """One certificate period [start, end) of a person."""

    person: int
    start: dt.date
    end: dt.date
    scheme: str


EXTRA_CODES = {title: number for number, (title, _hours) in enumerate(EXTRAS, 1)}


def load(plan: DemoPlan) -> None:
    """Fill the ledger of everybody who holds or held a certificate."""
    dice = plan.random("hours")
    Activity.objects.bulk_create(
        [
            *(Activity(code=code, title=title) for code, title, _hours in COURSES),
            *(Activity(code=f"extra-{number}", title=title) for title, number in EXTRA_CODES.items()),
        ]
    )
    first = (Entry.objects.aggregate(last=Max("pk"))["last"] or 0) + 1
    book = _Book(count(first), User.objects.filter(email=OFFICE).values_list("pk", flat=True).first())
    full = plan.members <= FULL_UP_TO
    for periods in _periods(plan.today, full=full):
        for place, stretch in enumerate(periods):
            _fill(book, dice, stretch, plan.today, full=full, done=place < len(periods) - 1)
    waiting = _waiting(book, plan, dice) if full else []
    book.write()
    prove(waiting)
    if full:
        prove_all(since=plan.today - dt.timedelta(days=365))
    _member(plan)


def _periods(today: dt.date, *, full: bool) -> Iterator[list[_Stretch]]:
    """Yield the periods of each person's certificate, earliest first; above a size only the last."""
    rows = Period.objects.filter(during__startswith__lte=today).order_by("certificate", "during")
    wanted = rows.values_list("certificate", "certificate__person", "during", "scheme__code").iterator(chunk_size=5000)
    for _certificate, some in groupby(wanted, key=itemgetter(0)):
        found = [_Stretch(person, during.lower, during.upper, code) for _one, person, during, code in some]
        yield found if full else found[-1:]


def _fill(book: _Book, dice: random.Random, stretch: _Stretch, today: dt.date, *, full: bool, done: bool) -> None:
    """Write the years of one period up to today; a period that led to another has all it needed."""
    course, extra = (32, 8) if stretch.scheme == "lvv-1.11" else (24, 16)
    year, until = stretch.start, min(stretch.end, today)
    while year < until:
        following = months_later(year, 12)
        within = (year, min(following, until))
        _courses(book, dice, stretch.person, within, course // 4 if done else None)
        _extras(book, dice, stretch.person, within, extra // 4 if done else None, full=full)
        year = following


def _courses(
    book: _Book, dice: random.Random, person: int, within: tuple[dt.date, dt.date], needed: int | None
) -> None:
    if needed is None and dice.random() < NO_COURSE:
        return
    had = 0
    for _turn in range(4 if needed else dice.choice((1, 1, 2))):
        code, _title, hours = dice.choice(COURSES)
        if needed and (had >= needed or had + hours > 16):
            continue
        book.course(person, code, hours, _day(dice, within))
        had += hours
    if needed and had < needed:
        book.course(person, COURSES[0][0], needed - had, _day(dice, within))


def _extras(
    book: _Book, dice: random.Random, person: int, within: tuple[dt.date, dt.date], needed: int | None, *, full: bool
) -> None:
    aim = needed if needed is not None else dice.randrange(7)
    had = 0
    while had < aim:
        title, hours = dice.choice(EXTRAS)
        hours = min(hours, aim - had)
        write = book.claimed if full and dice.random() < CLAIMED else book.attended
        write(person, title, hours, _day(dice, within))
        had += hours


def _day(dice: random.Random, within: tuple[dt.date, dt.date]) -> dt.date:
    """Return a day of the stretch [start, end), on a weekday when it has one near."""
    start, end = within
    day = start + dt.timedelta(days=dice.randrange(max(1, (end - start).days)))
    back = max(0, day.weekday() - 4)
    return max(start, day - dt.timedelta(days=back))


def _noon(on: dt.date, days: int) -> dt.datetime:
    return dt.datetime.combine(on + dt.timedelta(days=days), dt.time(12), dt.UTC)


def _waiting(book: _Book, plan: DemoPlan, dice: random.Random) -> list[int]:
    """Write the claims that the office still has to decide about."""
    running = Period.objects.filter(during__contains=plan.today).exclude(certificate__person__email=MEMBER)
    people = list(running.order_by("pk").values_list("certificate__person", flat=True)[: WAITING * 4])
    chosen = dice.sample(people, min(WAITING, len(people)))
    within = (plan.today - dt.timedelta(days=30), plan.today - dt.timedelta(days=3))
    return [book.claimed(one, *dice.choice(EXTRAS), _day(dice, within), decided=False) for one in chosen]


def _member(plan: DemoPlan) -> None:
    """Give the demonstration's member one of everything."""
    user, office = (User.objects.filter(email=email).first() for email in (MEMBER, OFFICE))
    if user is None or user.person is None or office is None:
        return
    approved = _claim(user, plan, 40, "Studiedag sociale veiligheid", 3)
    Decision.objects.create(entry=approved, number=2, kind=DecisionKind.APPROVED, by=office)
    rejected = _claim(user, plan, 25, "Artikel voor het vakblad", 4)
    decision = Decision.objects.create(
        entry=rejected, number=2, kind=DecisionKind.REJECTED, by=office, reason_code=RejectionReason.EVIDENCE_UNREADABLE
    )
    DecisionText.objects.create(decision=decision, text="De datum op de foto is niet te lezen.")
    _claim(user, plan, 6, "Lezing over meldregelingen", 2)
    course = ledger.award(
        user.person,
        "course",
        8 * HOUR,
        plan.today - dt.timedelta(days=60),
        COURSES[0][0],
        Source.PROVIDER,
        "demo:lid:course",
    )
    assert isinstance(course, Entry)  # noqa: S101 - the database was empty
    ledger.reverse(
        course,
        2 * HOUR,
        ReversalReason.ATTENDANCE_CORRECTED,
        office,
        text="Eerder vertrokken, gemeld door de opleider.",
    )


def _claim(user: User, plan: DemoPlan, days_ago: int, title: str, hours: int) -> Entry:
    assert user.person is not None  # noqa: S101 - the caller looked
    on = plan.today - dt.timedelta(days=days_ago)
    entry = ledger.award(user.person, "extra", hours * HOUR, on, "", Source.CLAIM, f"demo:lid:{days_ago}", by=user)
    assert isinstance(entry, Entry)  # noqa: S101 - the database was empty
    EntryText.objects.create(entry=entry, title=title)
    evidence.use(entry, [draw_evidence(user.person, title)])
    Decision.objects.create(entry=entry, number=1, kind=DecisionKind.SUBMITTED, by=user)
    return entry
