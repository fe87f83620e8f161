"""How a training stands for the public on a day."""

import datetime as dt

import pytest

from academy.accreditation.periods import Term
from academy.accreditation.standing import Standing, stands_on

TODAY = dt.date(2026, 6, 1)


def term(starts: str, until: str | None, withdrawn: str | None = None, ref: int = 1) -> Term:
    day = dt.date.fromisoformat
    return Term(ref, day(starts), day(until) if until else None, 480, "course", day(withdrawn) if withdrawn else None)


@pytest.mark.parametrize(
    ("terms", "expected"),
    [
        ([], None),
        ([term("2026-01-01", "2028-01-01")], Standing.ACCREDITED),
        ([term("2026-06-01", "2026-06-02")], Standing.ACCREDITED),  # one day, today
        ([term("2026-01-01", None)], Standing.ACCREDITED),
        ([term("2024-01-01", "2026-06-01")], Standing.EXPIRED),  # yesterday was the last day
        ([term("2026-06-02", "2028-01-01")], Standing.COMING),
        ([term("2024-01-01", "2026-01-01"), term("2026-07-01", "2028-07-01", ref=2)], Standing.COMING),
        ([term("2026-01-01", "2028-01-01", "2026-06-01")], Standing.WITHDRAWN),
        ([term("2026-01-01", "2028-01-01", "2026-06-02")], Standing.ACCREDITED),  # until tomorrow
        ([term("2026-01-01", "2026-05-01", "2027-01-01")], Standing.EXPIRED),  # withdrawn after its end: the end came first
        ([term("2026-07-01", "2028-01-01", "2026-06-15")], None),  # withdrawn before it held for a day
        ([term("2024-01-01", "2026-01-01"), term("2026-07-01", "2028-01-01", "2026-06-15", 2)], Standing.EXPIRED),
    ],
)  # fmt: skip
def test_a_training_stands_by_what_holds_then_comes_then_was(terms: list[Term], expected: Standing | None) -> None:
    stands = stands_on(terms, TODAY)

    assert (stands.standing if stands else None) == expected
