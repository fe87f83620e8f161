"""What holds for every case, and a second implementation that must agree."""

import json
from dataclasses import asdict, replace
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from academy.hours.cases import in_hours
from academy.hours.progress import Case, Entry, Progress, evaluate

from . import oracle
from .strategies import DAYS, HOURS, KINDS, cases, schemes

MANY = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
FEW = settings(MANY, max_examples=50)
TALLIES = ("outside_period", "suspended", "duplicate", "over_day", "unknown_kind", "other_certificate")


@settings(MANY, max_examples=200)
@given(cases())
def test_a_second_implementation_agrees(case: Case) -> None:
    found, expected = evaluate(case), oracle.evaluate(case)
    assert {name: getattr(found, name) for name in expected} == expected


@MANY
@given(cases(), st.randoms(use_true_random=False))
def test_the_order_of_entries_does_not_matter(case: Case, chance: Any) -> None:
    shuffled = list(case.entries)
    chance.shuffle(shuffled)
    assert repr(evaluate(replace(case, entries=shuffled))) == repr(evaluate(case))


@FEW
@given(cases())
def test_twice_gives_the_same_bytes(case: Case) -> None:
    first, second = evaluate(case), evaluate(case)
    assert repr(first).encode() == repr(second).encode()
    assert json.dumps(in_hours(first)).encode() == json.dumps(in_hours(second)).encode()


def award(on: Any, minutes: int, kind: str, activity: str | None = None) -> Entry:
    return Entry("new", kind, minutes, on, activity)


AWARDS = st.builds(award, DAYS, HOURS, st.sampled_from([*KINDS, "dance"]), st.sampled_from([None, "X"]))


@MANY
@given(cases(), AWARDS, DAYS)
def test_an_award_that_is_reversed_whole_is_nothing(case: Case, new: Entry, on: Any) -> None:
    undone = Entry("undo", new.kind, -new.minutes, on, reverses="new")
    before = evaluate(case)
    after = evaluate(replace(case, entries=[undone, *case.entries, new]))
    assert after.reasons == {**before.reasons, "new": (("reversed", new.minutes),)}
    assert replace(after, reasons=before.reasons) == before


@MANY
@given(cases())
def test_slices_add_up(case: Case) -> None:
    found = evaluate(case)
    for kind, credited in found.credited.items():
        shares = [year.kinds[kind] for year in found.years]
        assert credited == found.carried[kind] + sum(share.credited for share in shares)
        assert found.over_cap[kind] == sum(share.over_cap for share in shares)
        assert found.pending[kind] == sum(share.pending for share in shares)
        for share in shares:
            assert share.raw + share.received == share.credited + share.sent + share.over_cap + share.left_out
            assert share.cap is None or share.credited <= share.cap
            assert min(share._replace(cap=0)) >= 0  # type: ignore[type-var, operator]
    every = [share for year in found.years for share in year.kinds.values()]
    assert sum(share.received for share in every) == sum(share.sent for share in every)
    assert sum(share.left_out for share in every) == found.suspended + found.duplicate + found.over_day
    assert found.years[0].start == found.start
    assert found.years[-1].end == found.end


@MANY
@given(cases())
def test_what_counts_and_what_does_not_is_all_there_is(case: Case) -> None:
    found = evaluate(case)
    raw = sum(share.raw for year in found.years for share in year.kinds.values())
    assert found.total <= raw + sum(case.carry_in.values())
    assert found.total == sum(found.counted.values()) + sum(found.carried.values())
    assert all(minutes > 0 for minutes in found.counted.values())
    lost = [one for reasons in found.reasons.values() for one in reasons]
    for name in TALLIES:
        assert getattr(found, name) == sum(minutes for reason, minutes in lost if reason == name)
    assert sum(found.over_cap.values()) == sum(minutes for reason, minutes in lost if reason == "over_cap")
    approved = sum(one["minutes"] for one in oracle.known(case) if one["status"] == "approved")
    told = sum(minutes for reason, minutes in lost if reason != "reversed")
    assert approved == sum(found.counted.values()) + told


@MANY
@given(cases(once=False, transition=False), AWARDS)
def test_an_approved_award_never_lowers_a_kind(case: Case, new: Entry) -> None:
    before, after = evaluate(case), evaluate(replace(case, entries=[*case.entries, new]))
    assert all(after.credited[kind] >= minutes for kind, minutes in before.credited.items())
    assert all(after.forecast[kind] >= minutes for kind, minutes in before.forecast.items())
    assert after.total_short <= before.total_short


def but_counted(found: Progress) -> dict[str, Any]:
    return {name: value for name, value in asdict(found).items() if name not in {"counted", "reasons"}}


@MANY
@given(cases(once=False, transition=False), AWARDS, st.integers(1, 39))
def test_splitting_an_entry_changes_nothing_but_what_counts_per_entry(case: Case, new: Entry, cut: int) -> None:
    part = min(cut * 30, new.minutes)
    parts = [new._replace(id="new-1", minutes=part), new._replace(id="new-2", minutes=new.minutes - part)]
    whole, split = (evaluate(replace(case, entries=[*case.entries, *some])) for some in ([new], parts))
    assert but_counted(whole) == but_counted(split)


@FEW
@given(cases(transition=False), schemes())
def test_either_is_never_worse_than_pinned(case: Case, other: Any) -> None:
    pinned = evaluate(case)
    either = evaluate(replace(case, transition="either", other_scheme=other))
    assert either.still_short <= pinned.still_short
    assert either in (pinned, evaluate(replace(case, scheme=other)))
    assert either.met or not pinned.met


@FEW
@given(cases())
def test_what_is_unknown_yet_plays_no_part(case: Case) -> None:
    if case.known_on is None:
        return
    entries = [one for one in case.entries if one.recorded_on is None or one.recorded_on <= case.known_on]
    decisions = [one for one in case.decisions if one.recorded_on is None or one.recorded_on <= case.known_on]
    assert evaluate(replace(case, entries=entries, decisions=decisions, known_on=None)) == evaluate(case)
