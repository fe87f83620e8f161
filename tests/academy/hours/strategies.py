"""Random cases of hours: every kind of rule, adjustment, status and reversal, small enough to collide often."""

import datetime as dt
from typing import Any

from hypothesis import strategies as st

from academy.hours.progress import Adjustment, Case, Decision, Demand, Entry, Period, Scheme

KINDS = ("course", "intervisie", "extra")
HALF_HOURS = st.integers(0, 12).map(lambda number: number * 30)
HOURS = st.integers(1, 40).map(lambda number: number * 30)
# Where things change: round new year, anniversaries and leap days; and anywhere else.
TURNS = [dt.date(2023, 12, 31), dt.date(2024, 1, 1), dt.date(2024, 2, 29), dt.date(2025, 3, 1), dt.date(2026, 2, 28)]
DAYS = st.sampled_from(TURNS) | st.dates(dt.date(2023, 6, 1), dt.date(2029, 1, 1))
OFTEN_NONE = st.none() | DAYS
STATUS = st.sampled_from(["approved", "approved", "approved", "submitted", "rejected", "withdrawn", "planned"])


@st.composite
def schemes(draw: Any, *, once: bool = True, years: int = 3) -> Scheme:
    limits = st.none() | HALF_HOURS
    kinds = {kind: Demand(draw(HALF_HOURS), draw(st.none() | HOURS)) for kind in KINDS}
    pairs = st.tuples(st.sampled_from(KINDS), st.sampled_from(KINDS))
    per_day = {kind: draw(limits) for kind in KINDS}
    return Scheme(
        code=draw(st.sampled_from(["a", "b"])),
        years=draw(st.integers(1, years)),
        year_basis=draw(st.sampled_from(["certificate", "calendar"])),
        granularity=30,
        total_minimum=draw(HOURS),
        kinds=kinds,
        carry_over={kind: draw(HALF_HOURS) for kind in draw(st.sets(st.sampled_from(KINDS)))},
        once_per_period=frozenset(draw(st.sets(st.sampled_from(KINDS)))) if once else frozenset(),
        max_per_day={kind: most for kind, most in per_day.items() if most is not None},
        overflow=tuple(draw(st.lists(pairs, max_size=3))),
        spread=draw(limits),
    )


@st.composite
def adjustments(draw: Any) -> Adjustment:
    kind = draw(st.sampled_from(["extension", "suspension", "exemption"]))
    if kind == "extension":
        return Adjustment(kind, months=draw(st.integers(0, 14)))
    if kind == "suspension":
        starts = draw(DAYS)
        return Adjustment(kind, starts=starts, until=starts + dt.timedelta(days=draw(st.integers(0, 400))))
    return Adjustment(kind, hours_kind=draw(st.sampled_from([*KINDS, "dance"])), minutes=draw(HALF_HOURS))


@st.composite
def ledgers(draw: Any) -> Any:
    entries: list[Entry] = []
    for number in range(draw(st.integers(0, 10))):
        award = Entry(
            id=f"e{number}",
            kind=draw(st.sampled_from([*KINDS, *KINDS, "dance"])),
            minutes=draw(HOURS),
            on=draw(DAYS),
            activity=draw(st.sampled_from([None, "X", "Y"])),
            allocated_to=draw(st.sampled_from([None, None, "A", "B"])),
            recorded_on=draw(OFTEN_NONE),
            status=draw(STATUS),
        )
        entries.append(award)
        if draw(st.integers(0, 3)) == 0:
            less = draw(st.integers(1, award.minutes // 30)) * 30
            entries.append(
                Entry(f"r{number}", "course", -less, draw(DAYS), None, None, award.id, draw(OFTEN_NONE), draw(STATUS))
            )
    return draw(st.permutations(entries))


@st.composite
def cases(draw: Any, *, once: bool = True, transition: bool = True) -> Case:
    entries = draw(ledgers())
    ids = [one.id for one in entries]
    decided = st.builds(Decision, st.sampled_from(ids or ["none"]), STATUS, OFTEN_NONE)
    start = draw(st.sampled_from(TURNS) | st.dates(dt.date(2023, 6, 1), dt.date(2025, 1, 1)))
    end = draw(st.none() | st.none() | st.integers(1, 1500).map(lambda days: start + dt.timedelta(days=days)))
    return Case(
        scheme=draw(schemes(once=once)),
        period=Period(start, end),
        adjustments=tuple(draw(st.lists(adjustments(), max_size=3))),
        entries=entries,
        decisions=draw(st.lists(decided, max_size=4)),
        as_of=draw(OFTEN_NONE),
        known_on=draw(st.none() | OFTEN_NONE),
        transition=draw(st.sampled_from(["pinned", "either"])) if transition else "pinned",
        other_scheme=draw(schemes(once=once)),
        carry_in={kind: draw(HALF_HOURS) for kind in draw(st.sets(st.sampled_from(KINDS)))},
        certificate=draw(st.sampled_from([None, "A"])),
    )
