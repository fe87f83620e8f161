"""'Haal ik het nog?': the answer, the pace and the last day, as tables over plain cases."""

import datetime as dt

import pytest

from academy.hours.chart import chart
from academy.hours.deadline import deadline
from academy.hours.entries import PLANNED, SUBMITTED, Entry
from academy.hours.outlook import Answer, State, outlook
from academy.hours.period import EXTENSION, Adjustment, Period
from academy.hours.progress import Case, evaluate
from academy.hours.scheme import Scheme

START = dt.date(2024, 7, 1)
RULES = {
    "years": 4, "year_basis": "certificate", "total_minutes": 72 * 60,
    "kinds": {
        "course": {"min_minutes": 32 * 60, "max_minutes_per_year": 16 * 60},
        "intervisie": {"min_minutes": 32 * 60, "max_minutes_per_year": 16 * 60},
        "extra": {"min_minutes": 8 * 60, "max_minutes_per_year": 4 * 60},
    },
}  # fmt: skip
FREE = RULES | {
    "kinds": {
        kind: {"min_minutes": hours * 60, "max_minutes_per_year": None}
        for kind, hours in (("course", 24), ("intervisie", 32), ("extra", 16))
    }
}
CAPPED_ENOUGH = [("course", 16, 0), ("course", 16, 1), ("intervisie", 16, 0), ("intervisie", 16, 1), ("extra", 4, 0)]


def case(hours, as_of, rules=RULES, adjustments=(), coming=()):
    """Hours as (kind, hours, year counted from 0); what is coming as (kind, hours, date, status)."""
    entries = [
        Entry(f"{place:03}", kind, 60 * amount, START.replace(year=START.year + year) + dt.timedelta(days=10))
        for place, (kind, amount, year) in enumerate(hours)
    ]
    entries += [
        Entry(f"c{place}", kind, 60 * amount, on, status=status)
        for place, (kind, amount, on, status) in enumerate(coming)
    ]
    return Case(Scheme.from_rules("x", rules), Period(START), tuple(adjustments), entries, as_of=as_of)


def seen(given):
    return outlook(given, evaluate(given))


@pytest.mark.parametrize(
    ("given", "answer"),
    [
        (case([], dt.date(2024, 6, 1)), Answer.COMING),
        (case([], dt.date(2024, 7, 2)), Answer.YES),
        (case([], dt.date(2026, 7, 2)), Answer.TIGHT),
        (case([], dt.date(2027, 7, 2)), Answer.UNLESS),
        (case([], dt.date(2027, 7, 2), FREE), Answer.TIGHT),
        (case([], dt.date(2028, 7, 1), FREE), Answer.OVER),
        (case([*CAPPED_ENOUGH, ("extra", 4, 1)], dt.date(2027, 1, 1)), Answer.DONE),
        (case(CAPPED_ENOUGH, dt.date(2026, 8, 1)), Answer.TIGHT),
        (case([*CAPPED_ENOUGH, ("extra", 3, 1)], dt.date(2026, 3, 1)), Answer.YES),
        (case(CAPPED_ENOUGH, dt.date(2026, 8, 1), coming=[("extra", 4, dt.date(2026, 9, 1), PLANNED)]), Answer.YES),
        (case(CAPPED_ENOUGH, dt.date(2026, 8, 1), coming=[("extra", 4, dt.date(2026, 7, 20), SUBMITTED)]), Answer.YES),
    ],
    ids=["not begun", "begun", "nothing halfway", "no room left", "no maximum", "past", "done", "one is tight", "on pace", "booked", "waiting"],
)  # fmt: skip
def test_the_answer(given, answer):
    assert seen(given).answer == answer


def test_each_kind_says_how_it_stands():
    given = case(
        [("course", 16, 0), ("course", 14, 1), ("intervisie", 12, 0), ("extra", 8, 2)],
        dt.date(2027, 7, 1),
        coming=[("course", 2, dt.date(2027, 9, 1), PLANNED)],
    )
    kinds = {one.kind: one for one in seen(given).kinds}
    assert {kind: one.state for kind, one in kinds.items()} == {
        "course": State.COVERED, "intervisie": State.IMPOSSIBLE, "extra": State.TIGHT,
    }  # fmt: skip
    assert (kinds["course"].short, kinds["course"].short_then) == (120, 0)
    assert (kinds["intervisie"].short, kinds["intervisie"].room) == (20 * 60, 16 * 60)
    assert (kinds["extra"].short, kinds["extra"].pace) == (4 * 60, 5 * 60)  # 4 of the 8 counted: the yearly maximum


def test_figures_of_the_outlook():
    found = seen(case([("course", 16, 0), ("extra", 4, 0)], dt.date(2026, 7, 1)))
    assert (found.has, found.needed, found.hours_share, found.time_share) == (20 * 60, 72 * 60, 27, 49)
    assert (found.months_left, found.days_left) == (24, 731)


def test_surplus_in_one_kind_does_not_bring_the_goal_nearer():
    found = seen(case([("extra", 40, 0)], dt.date(2025, 1, 1), FREE))
    assert found.has == 16 * 60


@pytest.mark.parametrize(
    ("hours", "as_of", "until", "needed"),
    [
        # 32 hours fit in two years of 16: with nothing done, the third year is the last to begin in.
        ([], dt.date(2024, 8, 1), dt.date(2027, 6, 30), {"course": 16, "intervisie": 16, "extra": 4}),
        ([], dt.date(2026, 8, 1), dt.date(2027, 6, 30), {"course": 16, "intervisie": 16, "extra": 4}),
        ([("course", 16, 0)], dt.date(2026, 8, 1), dt.date(2027, 6, 30), {"course": 0, "intervisie": 16, "extra": 4}),
        (
            [("course", 16, 0), ("intervisie", 16, 0), ("extra", 4, 0)], dt.date(2026, 8, 1), dt.date(2028, 6, 30),
            {"course": 16, "intervisie": 16, "extra": 4},
        ),
    ],
)  # fmt: skip
def test_until_when(hours, as_of, until, needed):
    given = case(hours, as_of)
    found = deadline(given, evaluate(given))
    assert found is not None
    assert (found.until, found.needed) == (until, {kind: amount * 60 for kind, amount in needed.items()})


@pytest.mark.parametrize("days", [0, 1])
def test_the_deadline_is_the_last_day_on_which_it_is_reachable(days):
    """Asked of the evaluation itself: on that day it still is, on the next it is not."""
    given = case([("intervisie", 4, 0)], dt.date(2025, 2, 1))
    found = deadline(given, evaluate(given))
    assert found is not None
    later = case([("intervisie", 4, 0)], found.until + dt.timedelta(days=days))
    assert evaluate(later).reachable is (days == 0)


@pytest.mark.parametrize("kind", ["course", "intervisie", "extra"])
def test_doing_what_is_needed_in_time_keeps_the_goal_in_reach_and_half_an_hour_less_does_not(kind):
    as_of = dt.date(2026, 8, 1)
    needed = deadline(case([], as_of), evaluate(case([], as_of))).needed
    day = dt.date(2027, 6, 30)
    for less, reachable in ((0, True), (30, False)):
        entries = [
            Entry(one, one, minutes - less * (one == kind), day) for one, minutes in needed.items() if minutes
        ]  # fmt: skip
        later = Case(Scheme.from_rules("x", RULES), Period(START), (), entries, as_of=dt.date(2027, 7, 1))
        assert evaluate(later).reachable is reachable


def test_without_a_maximum_there_is_time_until_the_last_day_also_after_an_extension():
    given = case([], dt.date(2027, 1, 1), FREE, [Adjustment(EXTENSION, 6)])
    found = deadline(given, evaluate(given))
    assert found is not None
    assert (found.until, found.final, found.total) == (dt.date(2028, 12, 31), True, 72 * 60)


@pytest.mark.parametrize(
    "given",
    [case([*CAPPED_ENOUGH, ("extra", 4, 1)], dt.date(2027, 1, 1)), case([], dt.date(2027, 7, 2)), case([], dt.date(2029, 1, 1))],
    ids=["met", "out of reach", "past"],
)  # fmt: skip
def test_there_is_no_deadline_any_more(given):
    assert deadline(given, evaluate(given)) is None


def test_the_chart_stacks_what_counts_and_what_comes_and_leaves_future_years_open():
    given = case(
        [("course", 20, 0), ("extra", 2, 0), ("course", 4, 2)],
        dt.date(2026, 9, 1),
        coming=[("intervisie", 8, dt.date(2026, 10, 1), PLANNED)],
    )
    drawn = chart(evaluate(given), given.scheme, dt.date(2026, 9, 1))
    assert [(one.credited, one.coming, one.ghost) for one in drawn.columns] == [
        (18 * 60, 0, False), (0, 0, False), (4 * 60, 8 * 60, False), (0, 0, True),
    ]  # fmt: skip
    first = drawn.columns[0].bars
    assert [(one.kind, one.y, one.height) for one in first] == [("course", "94.4", "137.6"), ("extra", "77.2", "17.2")]
    assert (drawn.guide, drawn.even) == ("77.2", 18 * 60)


def test_a_tall_year_and_many_years_still_fit_in_the_chart():
    given = case([("course", 200, 0)], dt.date(2026, 9, 1), FREE, [Adjustment(EXTENSION, 30)])
    drawn = chart(evaluate(given), given.scheme, dt.date(2026, 9, 1))
    assert float(drawn.columns[0].above) > 20
    assert len(drawn.columns) == 7
    assert drawn.width == 8 + 7 * 108
