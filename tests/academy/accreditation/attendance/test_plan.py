"""What a row of a list is held against: the pure rules, as a table."""

import datetime as dt

import pytest

from academy.accreditation.attendance_plan import Known, RunFacts, Standing, State, make_plan, same_person
from academy.accreditation.attendance_reading import ListError, Row, as_text, from_text, row, sealed, unsealed
from lvv_site.hours_kind import HoursKind

DAY = dt.date(2026, 6, 1)
AFTER = DAY + dt.timedelta(days=1)
RUN = RunFacts(run=1, first_day=DAY, last_day=DAY, minutes=360, kind=HoursKind.COURSE, accredited=480)
ANNE = Known(person=7, name="Anne de Wit", public="Anne de Wit")


def outcome(
    minutes: int | None, *, facts: RunFacts = RUN, stands: Standing | None = None, known: Known = ANNE, there: int = 0
) -> tuple[str, int]:
    state = State({"A1": [known]}, {7: stands} if stands else {}, {7: there})
    plan = make_plan([Row(1, "A-1", minutes)], facts, state, AFTER)
    (match,) = plan.matches or (None,)
    return (str(match.result), match.minutes) if match else (str(plan.doubts[0].doubt), 0)


@pytest.mark.parametrize(
    ("minutes", "stands", "expected"),
    [
        (None, None, ("new", 360)),
        (360, None, ("new", 360)),
        (359, None, ("new", 330)),
        (30, None, ("new", 30)),
        (29, None, ("too_short", 0)),
        (0, None, ("same", 0)),
        (361, None, ("new", 360)),
        (390, None, ("over_run", 0)),
        (None, Standing(360), ("same", 360)),
        (389, Standing(360), ("same", 360)),
        (300, Standing(360), ("changed", 300)),
        (20, Standing(360), ("too_short", 0)),
        (0, Standing(360), ("removed", 0)),
        (360, Standing(0), ("new", 360)),
        (300, Standing(360, by_office=True), ("by_office", 0)),
        (0, Standing(360, by_office=True), ("by_office", 0)),
        (360, Standing(0, by_office=True), ("by_office", 0)),
        (360, Standing(360, by_office=True), ("same", 360)),
        (0, Standing(0, by_office=True), ("same", 0)),
    ],
)
def test_minutes(minutes: int | None, stands: Standing | None, expected: tuple[str, int]) -> None:
    assert outcome(minutes, stands=stands) == expected


def facts(**changes: object) -> RunFacts:
    return RunFacts(**{**RUN.__dict__, **changes})  # type: ignore[arg-type]  # any field


def known(**changes: object) -> Known:
    return Known(**{**ANNE.__dict__, **changes})  # type: ignore[arg-type]  # any field


@pytest.mark.parametrize(
    ("run", "who", "there", "expected"),
    [
        (facts(accredited=300), ANNE, 0, "over_accredited"),
        (facts(accredited=None, kind=HoursKind.EXTRA), ANNE, 0, "new"),
        (facts(last_day=AFTER), ANNE, 0, "not_over"),
        (facts(called_off=True), ANNE, 0, "called_off"),
        (RUN, known(gone=True), 0, "gone"),
        (RUN, known(certified=False), 0, "not_certified"),
        (RUN, ANNE, 1080, "new"),
        (RUN, ANNE, 1081, "over_day"),
        (facts(first_day=DAY - dt.timedelta(days=1)), ANNE, 1440, "new"),
        (facts(minutes=1470, accredited=None), ANNE, 0, "over_day"),
        (facts(minutes=1470, accredited=None, first_day=DAY - dt.timedelta(days=1)), ANNE, 0, "new"),
    ],
)
def test_run_and_person(run: RunFacts, who: Known, there: int, expected: str) -> None:
    assert outcome(None, facts=run, known=who, there=there)[0] == expected


def test_what_stands_already_is_not_held_against_anything_again() -> None:
    gone_over = facts(minutes=120, accredited=60)
    assert outcome(360, facts=gone_over, stands=Standing(360), known=known(certified=False)) == ("same", 360)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (("A1", "a-1"), (["new"], ["twice"])),
        (("A1;6", "A1;6"), (["new"], ["twice"])),
        (("A1;6", "A1;5"), ([], ["twice", "twice"])),
        (("A1;6", "B2;5"), ([], ["twice", "twice"])),
        (("C3", "C3"), ([], ["ambiguous", "ambiguous"])),
        (("LVV-000001-Q", "D4"), ([], ["typing_error", "unknown"])),
        (("A1;;Wit", "A1;;Jansen"), (["new"], ["other_name"])),
    ],
)
def test_numbers(rows: tuple[str, ...], expected: tuple[list[str], list[str]]) -> None:
    state = State({"A1": [ANNE], "B2": [ANNE], "C3": [ANNE, known(person=8)]})
    plan = make_plan(from_text("\n".join(rows)), RUN, state, AFTER)
    assert ([str(one.result) for one in plan.matches], [str(one.doubt) for one in plan.doubts]) == expected


def test_a_fingerprint_is_that_of_what_is_written_and_what_is_not() -> None:
    def fingerprint(text: str, run: RunFacts = RUN, state: State = State({"A1": [ANNE]})) -> str:  # noqa: B008
        return make_plan(from_text(text), run, state, AFTER).fingerprint

    first = fingerprint("A1;6")
    assert first == fingerprint("a-1;6,0")
    others = {
        fingerprint("A1;5"), fingerprint("A1;6\nX"), fingerprint("A1;6", facts(kind=HoursKind.EXTRA)),
        fingerprint("A1;6", RUN, State({"A1": [ANNE]}, {7: Standing(300)})),
    }  # fmt: skip
    assert len(others | {first}) == 5


@pytest.mark.parametrize(
    ("typed", "same"),
    [
        ("Anne de Wit", True), ("A. de Wit", True), ("WIT, Anne de", True), ("De Wit-Jansen", True), ("wít", True),
        ("Anne", False), ("Anne Jansen", False), ("de", False), ("", False), ("Van der Witte", False),
    ],
)  # fmt: skip
def test_names(typed: str, same: bool) -> None:
    assert same_person(typed, "Anne de Wit") is same


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("LVV-1", Row(1, "LVV-1")),
        ("  LVV 1 ; 4,5 uur ; De Wit ", Row(1, "LVV 1", 270, "De Wit")),
        ("LVV-1\t6\tDe Wit", Row(1, "LVV-1", 360, "De Wit")),
        ("LVV-1;;De Wit", Row(1, "LVV-1", None, "De Wit")),
        ("LVV-1;0", Row(1, "LVV-1", 0)),
        ("LVV-1;veel", Row(1, "LVV-1", None, "", "bad_hours")),
        ("LVV-1;-1", Row(1, "LVV-1", None, "", "bad_hours")),
        (";6", Row(1, "", 360, "", "unreadable")),
        ("a;1;b;c", Row(1, "a", 60, "b", "unreadable")),
        ("9" * 61, Row(1, "9" * 60, None, "", "unreadable")),
    ],
)
def test_a_line(line: str, expected: Row) -> None:
    assert from_text(line) == [expected]


def test_rows_survive_a_page_and_come_back_as_they_were_typed() -> None:
    rows = from_text("LVV-1;4,5;De Wit\nLVV-2\nLVV-3;0")
    assert unsealed(sealed(rows, "here"), "here") == rows
    assert as_text(rows) == "LVV-1;4,5;De Wit\nLVV-2\nLVV-3;0"
    with pytest.raises(ListError):
        unsealed(sealed(rows, "here"), "there")


def test_a_row_of_a_file_that_is_broken() -> None:
    assert row(3, "A", "", "", broken=True).problem == "unreadable"
