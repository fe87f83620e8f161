"""The rules of the notes once more: slow, entry by entry, half hour by half hour, sharing no code with `academy.hours`.

It reads the values of a `Case` and gives the fields of a `Progress` as a dictionary. Every award becomes a row of single
units of time, and each unit walks through the steps on its own.
"""

import datetime as dt
from typing import Any

UNIT = 30
D = dt.date


def anniversary(day: D, months: int) -> D:
    """Add months one after the other to year and month, then look for the day; roll forward when it is missing."""
    year, month = day.year, day.month
    for _ in range(months):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    try:
        return D(year, month, day.day)
    except ValueError:
        return D(year + 1, 1, 1) if month == 12 else D(year, month + 1, 1)


def bounds(case: Any, scheme: Any) -> list[tuple[D, D, int | None]]:
    """Return the slices by walking over every day of the period."""
    start = case.period.start
    original = case.period.end or anniversary(start, 12 * scheme.years)
    turns = {anniversary(start, 12 * year) for year in range(1, 20)}
    slices: list[list[Any]] = []
    day = start
    while day < original:
        new_year = day.month == day.day == 1 if scheme.year_basis == "calendar" else day in turns
        if not slices or new_year:
            slices.append([day, day, None])
        day += dt.timedelta(days=1)
        slices[-1][1] = day
    months = sum(one.months for one in case.adjustments if one.kind == "extension")
    from_start = case.period.end is None
    for done in range(0, months, 12):
        ends = [
            anniversary(start, 12 * scheme.years + more) if from_start else anniversary(original, more)
            for more in (done, min(done + 12, months))
        ]
        slices.append([*ends, min(12, months - done)])
    return [tuple(one) for one in slices]


def cap(scheme: Any, kind: str, months: int | None) -> Any:
    yearly = scheme.kinds[kind].max_per_year
    if yearly is None or months is None:
        return yearly
    most = 0
    while most * 12 < yearly * months:
        most += scheme.granularity
    return most


def known(case: Any) -> list[dict[str, Any]]:
    """Return what is left of each award, with its status, in order."""

    def visible(one: Any) -> bool:
        return case.known_on is None or one.recorded_on is None or one.recorded_on <= case.known_on

    def status(one: Any) -> Any:
        found, when = one.status, D.min
        for decision in case.decisions:
            day = decision.recorded_on or D.min
            if decision.entry_id == one.id and visible(decision) and day >= when:
                found, when = decision.status, day
        return found

    entries = [one for one in case.entries if visible(one)]
    awards = []
    for award in entries:
        if award.reverses is None:
            taken = sum(-o.minutes for o in entries if o.reverses == award.id and status(o) == "approved")
            awards.append({"entry": award, "minutes": award.minutes - taken, "status": status(award)})
    return sorted(awards, key=lambda one: (one["entry"].on, one["entry"].id))


def under(case: Any, scheme: Any, statuses: set[str]) -> dict[str, Any]:  # noqa: C901, PLR0912 - the steps in one place
    """Walk every unit of every award of these statuses through the steps."""
    slices = bounds(case, scheme)
    kinds = list(scheme.kinds)
    lost = dict.fromkeys(
        ("other_certificate", "unknown_kind", "outside_period", "suspended", "duplicate", "over_day"), 0
    )
    taken_by: dict[tuple[str, str], str] = {}
    on_day: dict[tuple[str, D], int] = {}
    in_slice: dict[tuple[str, int], int] = {}
    counted: dict[str, int] = {}
    surplus: list[tuple[str, int, str]] = []

    def fits(kind: str, number: int) -> bool:
        most = cap(scheme, kind, slices[number][2])
        return most is None or in_slice.get((kind, number), 0) < most

    def give(kind: str, number: int, key: str) -> None:
        in_slice[kind, number] = in_slice.get((kind, number), 0) + UNIT
        counted[key] = counted.get(key, 0) + UNIT

    for award in known(case):
        one = award["entry"]
        for _unit in range(award["minutes"] // UNIT if award["status"] in statuses else 0):
            number = next((n for n, (first, end, _months) in enumerate(slices) if first <= one.on < end), None)
            if case.certificate and one.allocated_to and one.allocated_to != case.certificate:
                lost["other_certificate"] += UNIT
            elif one.kind not in kinds:
                lost["unknown_kind"] += UNIT
            elif number is None:
                lost["outside_period"] += UNIT
            elif any(s.kind == "suspension" and s.starts <= one.on < s.until for s in case.adjustments):
                lost["suspended"] += UNIT
            elif (
                one.activity
                and one.kind in scheme.once_per_period
                and taken_by.setdefault((one.kind, one.activity), one.id) != one.id
            ):
                lost["duplicate"] += UNIT
            elif on_day.get((one.kind, one.on), 0) >= scheme.max_per_day.get(one.kind, 10**9):
                lost["over_day"] += UNIT
            else:
                on_day[one.kind, one.on] = on_day.get((one.kind, one.on), 0) + UNIT
                if fits(one.kind, number):
                    give(one.kind, number, one.id)
                else:
                    surplus.append((one.kind, number, one.id))
    for source, target in scheme.overflow:
        stuck = []
        for kind, number, key in surplus:
            if kind == source and fits(target, number):
                give(target, number, key)
            else:
                stuck.append((kind, number, key))
        surplus = stuck
    carried = {kind: min(case.carry_in.get(kind, 0), scheme.carry_over.get(kind, 0)) for kind in kinds}
    credited = {
        kind: carried[kind] + sum(minutes for (of, _number), minutes in in_slice.items() if of == kind)
        for kind in kinds
    }
    return {
        "slices": slices, "in_slice": in_slice, "counted": counted, "credited": credited, **lost,
        "over_cap": {kind: UNIT * sum(of == kind for of, _number, _key in surplus) for kind in kinds},
    }  # fmt: skip


def progress(case: Any, scheme: Any) -> dict[str, Any]:
    """Return every field that a case can expect, under one scheme."""
    now = under(case, scheme, {"approved"})
    kinds, slices, credited = list(scheme.kinds), now["slices"], now["credited"]
    exempt = {
        kind: sum(one.minutes for one in case.adjustments if one.kind == "exemption" and one.hours_kind == kind)
        for kind in kinds
    }
    minimum = {kind: max(0, scheme.kinds[kind].minimum - exempt[kind]) for kind in kinds}
    total_min = scheme.total_minimum - sum(min(exempt[kind], scheme.kinds[kind].minimum) for kind in kinds)
    total_min = max(0, total_min)
    short = {kind: max(0, minimum[kind] - credited[kind]) for kind in kinds}
    total_short = max(0, total_min - sum(credited.values()))
    hoped = under(case, scheme, {"approved", "submitted", "planned"})["credited"]
    pending = dict.fromkeys(kinds, 0)
    for award in known(case):
        one = award["entry"]
        mine = not case.certificate or not one.allocated_to or one.allocated_to == case.certificate
        if award["status"] == "submitted" and mine and one.kind in kinds and slices[0][0] <= one.on < slices[-1][1]:
            pending[one.kind] += award["minutes"]
    return {
        **{name: value for name, value in now.items() if name not in {"slices", "in_slice"}},
        "scheme_used": scheme.code,
        "total": sum(credited.values()),
        "minimum": minimum,
        "total_min": total_min,
        "short": short,
        "total_short": total_short,
        "met": total_short == 0 and sum(short.values()) == 0,
        "pending": pending,
        "forecast": hoped,
        "forecast_met": all(hoped[kind] >= minimum[kind] for kind in kinds) and sum(hoped.values()) >= total_min,
        "end": slices[-1][1],
        **looking_ahead(case, scheme, now, short, total_short),
    }


def looking_ahead(case: Any, scheme: Any, now: dict[str, Any], short: Any, total_short: int) -> dict[str, Any]:
    if case.as_of is None:
        return {"reachable": None, "remaining_capacity": None, "thin_years": None}
    room: dict[str, int | None] = {}
    for kind in scheme.kinds:
        room[kind] = 0
        for number, (_first, end, months) in enumerate(now["slices"]):
            most = cap(scheme, kind, months)
            if end > case.as_of:
                left = None if most is None else most - now["in_slice"].get((kind, number), 0)
                room[kind] = None if left is None or room[kind] is None else room[kind] + left
    infinity = float("inf")
    known_room = {kind: infinity if left is None else left for kind, left in room.items()}
    reachable = all(short[kind] <= known_room[kind] for kind in room) and total_short <= sum(known_room.values())
    thin = []
    if scheme.spread is not None:
        original = case.period.end or anniversary(case.period.start, 12 * scheme.years)
        firsts = [anniversary(case.period.start, 12 * year) for year in range(20)]
        for year, first in enumerate(firsts):
            end = min(original, firsts[year + 1]) if year < 19 else original
            if first < original and end <= case.as_of:
                ids = {one.id for one in case.entries if first <= one.on < end}
                if sum(minutes for key, minutes in now["counted"].items() if key in ids) < scheme.spread:
                    thin.append(year + 1)
    return {"reachable": reachable, "remaining_capacity": room, "thin_years": tuple(thin)}


def evaluate(case: Any) -> dict[str, Any]:
    """Return the answer, of the better of two schemes in a transition."""
    own = progress(case, case.scheme)
    if case.transition == "either":
        other = progress(case, case.other_scheme)
        short = [max(one["total_short"], sum(one["short"].values())) for one in (own, other)]
        if (other["met"] and not own["met"]) or (own["met"] == other["met"] and short[1] < short[0]):
            return other
    return own
