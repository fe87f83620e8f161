"""The board's own examples: what each of them says about a case must come out."""

import json
from typing import Any

import pytest

from academy.hours.cases import results

from .hour_cases import EXAMPLES, FILE

LISTS = ("cases", "date_cases", "classify_cases")
CASES = [(name, case) for name in LISTS for case in EXAMPLES[name]]


def named(expected: Any, found: Any) -> Any:
    """Return of a result what a case names; of the reminders it may name some."""
    if not isinstance(expected, dict):
        return found
    part = {name: found[name] for name in expected}
    if "reminders" in expected:
        part["reminders"] = {months: found["reminders"][months] for months in expected["reminders"]}
    return part


@pytest.mark.parametrize(("name", "case"), CASES, ids=[case["id"] for _name, case in CASES])
def test_the_example_comes_out(name: str, case: dict[str, Any]) -> None:
    alone = {**EXAMPLES, **{key: [] for key in LISTS}, name: [case]}
    (found,) = results(json.dumps(alone).encode())
    assert named(case["expect"], found["result"]) == case["expect"]


def test_every_example_has_one_result_in_the_order_of_the_file() -> None:
    assert [one["id"] for one in results(FILE.read_bytes())] == [case["id"] for _name, case in CASES]
