"""The board's own examples: what each of them says about a case must come out."""

from typing import Any

import pytest

from academy.hours.cases import results

from .hour_cases import EXAMPLES, FILE

CASES = [case for name in ("cases", "date_cases", "classify_cases") for case in EXAMPLES[name]]
RESULTS = {one["id"]: one for one in results(FILE.read_bytes())}


def named(expected: Any, found: Any) -> Any:
    """Return of a result what a case names; of the reminders it may name some."""
    if not isinstance(expected, dict):
        return found
    part = {name: found[name] for name in expected}
    if "reminders" in expected:
        part["reminders"] = {months: found["reminders"][months] for months in expected["reminders"]}
    return part


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_the_example_comes_out(case: dict[str, Any]) -> None:
    assert named(case["expect"], RESULTS[case["id"]]["result"]) == case["expect"]


def test_every_example_has_one_result() -> None:
    assert list(RESULTS) == [case["id"] for case in CASES]
