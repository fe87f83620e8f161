"""The board's own examples: what each of them says about a case must come out."""

import json
from pathlib import Path
from typing import Any

import pytest

from academy.hours.cases import results

FILE = Path(__file__).parent / "data" / "hour_examples.json"
EXAMPLES = json.loads(FILE.read_bytes())
CASES = [case for name in ("cases", "date_cases", "classify_cases") for case in EXAMPLES[name]]
RESULTS = {one["id"]: one for one in results(FILE.read_bytes())}


def differences(expected: dict[str, Any], found: dict[str, Any]) -> dict[str, Any]:
    """Return the fields that came out otherwise; of the reminders a case names only some."""
    return {
        name: found.get(name)
        for name, value in expected.items()
        if ({key: found[name][key] for key in value} if name == "reminders" else found[name]) != value
    }


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_the_example_comes_out(case: dict[str, Any]) -> None:
    found = RESULTS[case["id"]]["result"]
    if isinstance(case["expect"], str):
        assert found == case["expect"]
    else:
        assert differences(case["expect"], found) == {}


def test_every_example_has_one_result() -> None:
    assert list(RESULTS) == [case["id"] for case in CASES]
