"""A short way to write cases of hours for tests: `a 2024-02-01 course 8 submitted activity=BNS-7`."""

import json
from pathlib import Path
from typing import Any

import pytest

from academy.hours.cases import results

FILE = Path(__file__).parent / "data" / "hour_examples.json"
EXAMPLES: dict[str, Any] = json.loads(FILE.read_bytes())
SCHEMES: dict[str, Any] = EXAMPLES["schemes"]
STATUSES = {"approved", "submitted", "rejected", "withdrawn", "planned"}
ZERO_UNLESS_NAMED = {"credited", "over_cap", "pending", "forecast"}


def entry(line: str) -> dict[str, Any]:
    """Read one entry; a date with a T is an instant."""
    name, on, kind, hours, *more = line.split()
    status = next((word for word in more if word in STATUSES), "approved")
    when = {"date": None, "occurred_at": on} if "T" in on else {"date": on}
    pairs = dict(word.split("=") for word in more if "=" in word)
    return {"id": name, "kind": kind, "hours": float(hours), "status": status, **when, **pairs}


def case(
    title: str, *entries: str, expect: dict[str, Any], scheme: str = "lvv-1.11", start: str = "2024-01-01",
    adjustments: Any = (), **more: Any,
) -> Any:  # fmt: skip
    """Return one row of a table: what is given and what is expected."""
    period = {"start": start, "adjustments": list(adjustments)}
    given = {"id": title, "scheme": scheme, "period": period, "entries": [entry(line) for line in entries], **more}
    return pytest.param(given, expect, id=title.replace(" ", "-"))


def answer(given: dict[str, Any], schemes: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    """Return the answer to one case, as the command gives it."""
    file = {"schemes": schemes or SCHEMES, "cases": [given], **more}
    (one,) = results(json.dumps(file).encode())
    return one


def wrong(given: dict[str, Any], expect: dict[str, Any], schemes: dict[str, Any] | None = None) -> dict[str, Any]:
    """Return the fields that came out otherwise than expected; kinds not named are zero where that can be."""
    found = answer(given, schemes)
    if "result" not in found:
        return found
    return {
        name: found["result"][name]
        for name, value in expect.items()
        if _named(name, found["result"][name], value) != value
    }


def _named(name: str, found: Any, expected: Any) -> Any:
    if not isinstance(expected, dict) or not isinstance(found, dict) or name == "counted":
        return found
    return {kind: one for kind, one in found.items() if kind in expected or (name in ZERO_UNLESS_NAMED and one)}


def extension(months: int) -> dict[str, Any]:
    return {"kind": "extension", "months": months}


def suspension(starts: str, until: str) -> dict[str, Any]:
    return {"kind": "suspension", "from": starts, "until": until}


def exemption(kind: str, hours: float) -> dict[str, Any]:
    return {"kind": "exemption", "category": kind, "hours": hours}
