"""Certificates of the demonstration association.

Stated, and tested:

- 92 % of the people who are or were a member have a certificate. The register opened on 1 January 2012; first grants lie in
  the first 300 days of a membership or of the register, whichever came later.
- Status today: registered 88 %, conditional 2 %, suspended 0.5 %, expired 6 %, resigned 3 %, struck off 0.3 %; what cannot be
  true of somebody who came recently falls to the next one of whom it can.
- Periods follow each other without a gap, four years each: `lvv-1.11` for those begun before 1 January 2022, else `lvv-2024`.
- 1 % of the running periods were extended by half a year (end corrected, adjustment kept); 0.7 % of the registered were
  once suspended for two months, in half of them lifted after one.
- The person of lid@demo.example is two years into a period today, the third.

A strike-off names the office and the committee as its two people; without those accounts there is none.
"""

import datetime as dt
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain

from django.db import connection, models

from lvv_site.members.demo import copy
from lvv_site.members.models import Membership, User
from lvv_site.operations.demo import DemoPlan

from . import chain as proof_chain
from .dates import DAY, last_day, months_later
from .enums import AdjustmentKind, EventKind, Source, Status
from .models import Adjustment, Certificate, Period, SchemeVersion, StatusEvent, StatusSpan
from .numbers import next_numbers, number_key
from .projection import periods_of, spans_of

AFTER = ("lvv_site.members",)
CERTIFIED_SHARE = 0.92
REGISTER_OPENED = dt.date(2012, 1, 1)
NEW_SCHEME_FROM = dt.date(2022, 1, 1)
SHARES = {
    Status.REGISTERED: 0.882,
    Status.CONDITIONAL: 0.02,
    Status.SUSPENDED: 0.005,
    Status.EXPIRED: 0.06,
    Status.RESIGNED: 0.03,
    Status.STRUCK_OFF: 0.003,
}
EXTENDED_SHARE = 0.01
ONCE_SUSPENDED_SHARE = 0.007
YEARS = 4
MEMBER = "lid@demo.example"
OFFICE, COMMITTEE = "bureau@demo.example", "commissie@demo.example"


@dataclass
class _Story:
    """One person's certificate to be: the first grant, the status to end up with, the events so far."""

    person: int
    first: dt.date
    target: Status
    certificate: int = 0
    events: list[StatusEvent] = field(default_factory=list)


class _Author:
    """Writes events with ids of their own, so that a lift can name its measure before anything is saved."""

    def __init__(self, plan: DemoPlan) -> None:
        self.today = plan.today
        self.dice = plan.random("certification.events")
        self.schemes = dict(SchemeVersion.objects.values_list("code", "pk"))
        users = dict(User.objects.filter(email__in=[OFFICE, COMMITTEE]).values_list("email", "pk"))
        self.pair = (users.get(OFFICE), users.get(COMMITTEE))
        self.next_id = _reserve(StatusEvent, 0)

    def add(
        self, story: _Story, kind: EventKind, starts: dt.date, until: dt.date | None = None,
        lifts: StatusEvent | None = None,
    ) -> StatusEvent:  # fmt: skip
        """Append one event to a story."""
        decided = min(starts, self.today)
        code = "lvv-1.11" if starts < NEW_SCHEME_FROM else "lvv-2024"
        by, second = self.pair if kind == EventKind.STRUCK_OFF else (None, None)
        event = StatusEvent(
            id=self.next_id, certificate_id=story.certificate, kind=kind, starts=starts, until=until,
            lifts_id=lifts.pk if lifts else None, scheme_id=self.schemes[code] if kind == EventKind.GRANTED else None,
            decided_on=decided, recorded_at=dt.datetime.combine(decided, dt.time(12), dt.UTC), source=Source.DEMO,
            by_id=by, second_by_id=second,
        )  # fmt: skip
        self.next_id += 1
        story.events.append(event)
        return event


def load(plan: DemoPlan) -> None:
    """Make certificates with their events and projections for the members there are."""
    author = _Author(plan)
    stories = _stories(plan, can_strike=None not in author.pair)
    _make_certificates(stories)
    for story in stories:
        _write(story, author)
    _copy_events(stories)
    proof_chain.catch_up()
    _copy_projections(stories)
    _copy_adjustments(stories)


def _stories(plan: DemoPlan, *, can_strike: bool) -> list[_Story]:
    """Return who gets a certificate, the first grants first, so that numbers rise with the years."""
    dice = plan.random("certification.who")
    owed: list[Status] = []
    stories = []
    for person, email, start in _members():
        lucky = dice.random() < CERTIFIED_SHARE
        first = min(max(start, REGISTER_OPENED) + dt.timedelta(days=dice.randrange(300)), plan.today)
        target = _target(dice, first, plan.today, owed, can_strike=can_strike)
        if email == MEMBER:
            first, target = months_later(plan.today, -12 * (2 * YEARS + 2)), Status.REGISTERED
        if lucky or email == MEMBER:
            stories.append(_Story(person, first, target))
    return sorted(stories, key=lambda story: (story.first, story.person))


def _members() -> Iterable[tuple[int, str | None, dt.date]]:
    seen: set[int] = set()
    for person, email, start in Membership.objects.order_by("start", "pk").values_list(
        "person", "person__email", "start"
    ):
        if person not in seen:
            seen.add(person)
            yield person, email, start


def _target(dice: random.Random, first: dt.date, today: dt.date, owed: list[Status], *, can_strike: bool) -> Status:
    """Draw a status; one that cannot be true yet is owed to the next person of whom it can."""
    drawn = dice.choices(list(SHARES), list(SHARES.values()))[0]
    if drawn == Status.STRUCK_OFF and not can_strike:
        drawn = Status.RESIGNED
    if not _possible(drawn, first, today):
        owed.append(drawn)
        return Status.REGISTERED
    if drawn == Status.REGISTERED and owed and _possible(owed[0], first, today):
        return owed.pop(0)
    return drawn


def _possible(status: Status, first: dt.date, today: dt.date) -> bool:
    if status == Status.REGISTERED:
        return True
    if status == Status.EXPIRED:
        return last_day(first, YEARS) < today
    return months_later(first, 12) < today


def _write(story: _Story, author: _Author) -> None:
    """Append the events that make this story end as it should."""
    dice, today = author.dice, author.today
    starts = _starts(story, today)
    for start in starts:
        author.add(story, EventKind.GRANTED, start, last_day(start, YEARS))
    start = starts[-1]
    if story.target == Status.REGISTERED:
        _maybe_measure_once(story, author, start)
    if story.target == Status.CONDITIONAL:
        day = max(start, today - dt.timedelta(days=dice.randrange(150)))
        author.add(story, EventKind.CONDITIONAL, day, today + dt.timedelta(days=dice.randrange(20, 180)))
    elif story.target == Status.SUSPENDED:
        day = max(start, today - dt.timedelta(days=dice.randrange(60)))
        author.add(story, EventKind.SUSPENDED, day, today + dt.timedelta(days=dice.randrange(20, 180)))
    elif story.target in {Status.RESIGNED, Status.STRUCK_OFF}:
        span = max(1, (min(today, last_day(start, YEARS)) - start).days)
        kind = EventKind.RESIGNED if story.target == Status.RESIGNED else EventKind.STRUCK_OFF
        author.add(story, kind, start + dt.timedelta(days=dice.randrange(1, span + 1)))


def _starts(story: _Story, today: dt.date) -> list[dt.date]:
    """Return the first day of each period: up to today, or one fewer for who let it expire."""
    starts = [story.first]
    while (following := last_day(starts[-1], YEARS) + DAY) <= today:
        starts.append(following)
    return starts[:-1] if story.target == Status.EXPIRED else starts


def _maybe_measure_once(story: _Story, author: _Author, start: dt.date) -> None:
    if author.dice.random() < EXTENDED_SHARE:
        author.add(story, EventKind.END_CHANGED, start, last_day(start, YEARS, 6))
    day = start + dt.timedelta(days=30)
    if author.dice.random() < ONCE_SUSPENDED_SHARE and day + dt.timedelta(days=90) < author.today:
        measure = author.add(story, EventKind.SUSPENDED, day, day + dt.timedelta(days=60))
        if author.dice.random() < 0.5:
            author.add(story, EventKind.LIFTED, day + dt.timedelta(days=30), lifts=measure)


def _make_certificates(stories: Sequence[_Story]) -> None:
    first = _reserve(Certificate, len(stories))
    for place, story in enumerate(stories):
        story.certificate = first + place
    numbers = next_numbers(len(stories))
    rows = (
        (story.certificate, story.person, number, number_key(number))
        for story, number in zip(stories, numbers, strict=True)
    )
    copy(Certificate._meta.db_table, ("id", "person_id", "number", "number_key"), rows)


def _copy_events(stories: Sequence[_Story]) -> None:
    columns = [one.column or "" for one in StatusEvent._meta.concrete_fields]
    names = [one.attname for one in StatusEvent._meta.concrete_fields]
    events = list(chain.from_iterable(story.events for story in stories))
    copy(StatusEvent._meta.db_table, columns, ([getattr(event, name) for name in names] for event in events))
    _reserve(StatusEvent, len(events))


def _copy_projections(stories: Sequence[_Story]) -> None:
    """Write periods and spans by the same pure functions that every decision uses."""
    periods = (one for story in stories for one in periods_of(story.certificate, story.events))
    copy(
        Period._meta.db_table,
        ("certificate_id", "during", "scheme_id", "other_scheme_id", "mode"),
        ((one.certificate_id, one.during, one.scheme_id, one.other_scheme_id, one.mode) for one in periods),
    )
    spans = (one for story in stories for one in spans_of(story.certificate, story.events))
    copy(
        StatusSpan._meta.db_table,
        ("certificate_id", "status", "during"),
        ((one.certificate_id, str(one.status), one.during) for one in spans),
    )


def _copy_adjustments(stories: Sequence[_Story]) -> None:
    """Write what an extension or a suspension means for the hours of its period."""
    certificates = [story.certificate for story in stories if len(story.events) > 1]
    periods = {}
    for one in Period.objects.filter(certificate__in=certificates):
        periods[one.certificate_id, one.start] = one
    Adjustment.objects.bulk_create(
        chain.from_iterable(_adjustments(story, periods) for story in stories), batch_size=2000
    )


def _adjustments(story: _Story, periods: dict[tuple[int, dt.date], Period]) -> Iterator[Adjustment]:
    for event in story.events:
        if event.kind == EventKind.END_CHANGED:
            period = periods[story.certificate, event.starts]
            yield Adjustment(
                period=period, kind=AdjustmentKind.EXTENSION, months=6, event=event, decided_on=event.decided_on
            )
        elif event.kind == EventKind.SUSPENDED and event.until:
            start = max(one for certificate, one in _of(periods, story) if one <= event.starts)
            lift = next((one.starts for one in story.events if one.lifts_id == event.pk), event.until + DAY)
            yield Adjustment(
                period=periods[story.certificate, start], kind=AdjustmentKind.SUSPENSION, starts=event.starts,
                until=lift, event=event, decided_on=event.decided_on,
            )  # fmt: skip


def _of(periods: dict[tuple[int, dt.date], Period], story: _Story) -> Iterator[tuple[int, dt.date]]:
    return ((story.certificate, event.starts) for event in story.events if (story.certificate, event.starts) in periods)


def _reserve(model: type[models.Model], count: int) -> int:
    """Take `count` ids of a table and return the first; none taken, it is the next to come."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_serial_sequence(%s, 'id')", [model._meta.db_table])
        (sequence,) = cursor.fetchone()
        cursor.execute(f"SELECT last_value + CASE WHEN is_called THEN 1 ELSE 0 END FROM {sequence}")  # noqa: S608
        (first,) = cursor.fetchone()
        if count:
            cursor.execute("SELECT setval(%s::regclass, %s)", [sequence, first + count - 1])
    return int(first)
