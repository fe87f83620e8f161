"""What a scheme version demands, as plain values in minutes.

The source is `rules` of a published version, in the form that `academy.certification.schemes` documents.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from lvv_site.hours_kind import UNIT, HoursKind


class Demand(NamedTuple):
    """What a scheme says of one kind of hours, in minutes. None: no yearly maximum."""

    minimum: int
    max_per_year: int | None = None


@dataclass(frozen=True, slots=True)
class Scheme:
    """The rules of one scheme version. All times are minutes; what a mapping does not name has no maximum.

    `carry_over` is the exception: a kind it does not name carries nothing. `overflow` holds (source, target) in the order
    in which the surplus of the source fills the target. `spread` is advice: the least of a well spread certificate year.
    """

    code: str
    years: int
    year_basis: str
    granularity: int
    total_minimum: int
    kinds: Mapping[str, Demand]
    carry_over: Mapping[str, int]
    once_per_period: frozenset[str]
    max_per_day: Mapping[str, int]
    overflow: tuple[tuple[str, str], ...]
    spread: int | None

    @classmethod
    def from_rules(cls, code: str, rules: Mapping[str, Any]) -> "Scheme":
        """Read the rules of a scheme version. KeyError when a demand is missing."""
        return cls(
            code=code,
            years=rules["years"],
            year_basis=rules["year_basis"],
            granularity=rules.get("granularity_minutes") or UNIT,
            total_minimum=rules["total_minutes"],
            kinds={
                kind: Demand(one["min_minutes"], one["max_minutes_per_year"])
                for kind, one in sorted(rules["kinds"].items(), key=_place)
            },
            carry_over=_named(rules.get("carry_over_minutes")),
            once_per_period=frozenset(rules.get("once_per_period") or ()),
            max_per_day=_named(rules.get("max_minutes_per_day")),
            overflow=tuple((one["source"], one["target"]) for one in rules.get("overflow") or ()),
            spread=rules.get("spread_minutes_per_year"),
        )

    def cap(self, kind: str, months: int | None) -> int | None:
        """Return the most minutes of a kind that count in one slice; None: no maximum.

        `months` is the length of an extension slice: its maximum is pro rata, rounded up to the granularity.
        """
        yearly = self.kinds[kind].max_per_year
        if yearly is None or months is None:
            return yearly
        return -(-yearly * months // (12 * self.granularity)) * self.granularity


def _place(demand: tuple[str, Any]) -> tuple[int, str]:
    """Sort kinds as the house names them: a database that keeps JSON sorts its keys in an order of its own."""
    known = HoursKind.values
    return (known.index(demand[0]) if demand[0] in known else len(known), demand[0])


def _named(limits: Mapping[str, int | None] | None) -> dict[str, int]:
    return {kind: limit for kind, limit in (limits or {}).items() if limit is not None}
