"""When a meeting may be recorded: a table of cases for each rule, and nothing but the pure core."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from academy.intervisie.validity import Rules, Situation, keyword_problem, problems, size_problem

RULES = Rules(min_group=3, max_group=8, min_minutes=90, min_present=3, latest_recording_days=60)
TODAY = dt.date(2026, 6, 1)
FIVE = frozenset(range(5))


def codes(
    on: dt.date = TODAY,
    minutes: int = 120,
    present: frozenset[int] = FIVE,
    participants: frozenset[int] = FIVE,
    **known: bool,
) -> list[tuple[str, str]]:
    return [
        (one.field, one.code) for one in problems(on, minutes, present, Situation(participants, TODAY, **known), RULES)
    ]


def test_a_meeting_of_five_for_two_hours_today_may_be_recorded() -> None:
    assert codes() == []


@pytest.mark.parametrize(
    ("days", "found"),
    [(0, []), (-1, []), (-60, []), (-61, [("on", "too_late")]), (1, [("on", "future")])],
)
def test_recording_starts_on_the_day_and_ends_after_sixty(days: int, found: list[tuple[str, str]]) -> None:
    assert codes(on=TODAY + dt.timedelta(days=days)) == found


def test_the_office_records_however_late_but_not_ahead() -> None:
    assert codes(on=TODAY - dt.timedelta(days=900), however_late=True) == []
    assert codes(on=TODAY + dt.timedelta(days=1), however_late=True) == [("on", "future")]


@pytest.mark.parametrize(
    ("minutes", "code"),
    [(90, None), (120, None), (1440, None), (60, "too_short"), (30, "too_short"), (0, "too_short"), (-30, "too_short"),
     (75, "granularity"), (119, "granularity"), (1470, "too_long")],
)  # fmt: skip
def test_duration(minutes: int, code: str | None) -> None:
    assert codes(minutes=minutes) == ([("minutes", code)] if code else [])


@pytest.mark.parametrize(
    ("present", "participants", "code"),
    [
        ({0, 1, 2}, range(5), None),
        ({0, 1}, range(5), "too_few"),
        ({0, 1, 2, 9}, range(5), "no_participant"),
        ({0, 1, 2}, range(8), None),
        ({0, 1, 2}, range(9), "group_too_large"),
    ],
)
def test_who_was_there(present: set[int], participants: range, code: str | None) -> None:
    found = codes(present=frozenset(present), participants=frozenset(participants))
    assert found == ([("present", code)] if code else [])


def test_a_small_group_is_told_both_things() -> None:
    found = codes(present=frozenset({0, 1}), participants=frozenset({0, 1}))
    assert found == [("present", "group_too_small"), ("present", "too_few")]


def test_a_cancelled_meeting_is_not_recorded() -> None:
    assert codes(cancelled=True) == [("", "cancelled")]


def test_everything_that_is_wrong_is_told_at_once_each_in_its_own_words() -> None:
    found = problems(TODAY + dt.timedelta(days=1), 75, frozenset({9}), Situation(FIVE, TODAY), RULES)
    assert [one.field for one in found] == ["on", "minutes", "present", "present"]
    assert len({str(one.message) for one in found}) == 4


@pytest.mark.parametrize(("size", "code"), [(2, "group_too_small"), (3, None), (8, None), (9, "group_too_large")])
def test_size_of_a_group(size: int, code: str | None) -> None:
    found = size_problem(size, RULES)
    assert (found.code if found else None) == code


@pytest.mark.parametrize("theme", ["", "grenzen", "gesprek met de directie", "de melder die twijfelt", "wet 2023"])
def test_a_keyword_is_fine(theme: str) -> None:
    assert not keyword_problem(theme)


@pytest.mark.parametrize(
    "theme", ["mail anna@bedrijf.example", "dossier 104238", "hoe ik omging met de zaak van vorige week"]
)
def test_more_than_a_keyword_is_refused(theme: str) -> None:
    assert keyword_problem(theme)


@given(st.sets(st.integers(0, 12)), st.sets(st.integers(0, 12)), st.integers(-600, 3000))
def test_what_passes_keeps_every_rule(present: set[int], participants: set[int], minutes: int) -> None:
    if not codes(minutes=minutes, present=frozenset(present), participants=frozenset(participants)):
        assert RULES.min_present <= len(present) <= len(participants) <= RULES.max_group
        assert present <= participants
        assert minutes >= RULES.min_minutes
        assert minutes % 30 == 0
