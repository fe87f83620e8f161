"""What is frozen when a dossier is handed over, its hash, and how the ledger differs from it later. Pure.

The content, with times in minutes and dates as ISO text:

    form          1: this form
    certificate   its number
    number        which handing over of this period it is, from 1
    on            the day of handing over
    period        start and end (exclusive), extension included
    schemes       code and hash of the rules that counted, and of the other ones in a transition (or null)
    adjustments   what changed the demands of the period
    kinds         per kind: minimum, credited, over_cap
    total         credited and minimum
    years         per slice its start and end, and per kind what was credited
    thin_years    certificate years in which less was done than the rules advise
    lines         per award inside the period, in order of date and id: entry, kind, on, minutes (less what was taken back),
                  status (approved, submitted) and counted
    evidence      per award that rests on files: their ids and hashes
    requirements  what was seen or declared beside hours, with its dates
"""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from academy.hours.entries import APPROVED, SUBMITTED, Line, standing
from academy.hours.progress import Case, Progress

FORM = 1


@dataclass(frozen=True)
class Difference:
    """How the ledger differs from a snapshot: lines that came, went or changed, by entry id."""

    added: tuple[int, ...] = ()
    changed: tuple[int, ...] = ()
    gone: tuple[int, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.gone)

    @property
    def count(self) -> int:
        """How many lines differ."""
        return len(self.added) + len(self.changed) + len(self.gone)


def counts(case: Case, progress: Progress) -> dict[str, Any]:
    """Return the part of a snapshot that the hours decide."""
    return {
        "period": {"start": progress.start.isoformat(), "end": progress.end.isoformat()},
        "kinds": {
            kind: {
                "minimum": progress.minimum[kind],
                "credited": progress.credited[kind],
                "over_cap": progress.over_cap[kind],
            }
            for kind in progress.minimum
        },
        "total": {"credited": progress.total, "minimum": progress.total_min},
        "years": [
            {
                "start": year.start.isoformat(),
                "end": year.end.isoformat(),
                "kinds": {kind: share.credited for kind, share in year.kinds.items()},
            }
            for year in progress.years
        ],
        "thin_years": list(progress.thin_years or ()),
        "adjustments": [_adjustment(one) for one in case.adjustments],
        "lines": [_line(one, progress) for one in lines_of(case, progress)],
    }


def lines_of(case: Case, progress: Progress) -> list[Line]:
    """Return the awards of this certificate inside the period that count or wait, less what was taken back."""
    return [
        line
        for line in standing(case.entries, case.decisions, case.known_on)
        if line.minutes
        and line.status in {APPROVED, SUBMITTED}
        and progress.start <= line.on < progress.end
        and (line.allocated_to is None or case.certificate is None or line.allocated_to == case.certificate)
        and line.id.isdigit()
    ]


def digest(content: Mapping[str, Any]) -> str:
    """Return the SHA-256 of the canonical JSON of a snapshot's content: keys in order, no white space, UTF-8."""
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def difference(frozen: Mapping[str, Any], now: Mapping[str, Any]) -> Difference:
    """Return which lines of hours are not as they were frozen."""
    then, today = _by_entry(frozen["lines"]), _by_entry(now["lines"])
    return Difference(
        added=tuple(sorted(today.keys() - then.keys())),
        changed=tuple(sorted(key for key in today.keys() & then.keys() if today[key] != then[key])),
        gone=tuple(sorted(then.keys() - today.keys())),
    )


def _by_entry(lines: Iterable[Mapping[str, Any]]) -> dict[int, Mapping[str, Any]]:
    return {line["entry"]: line for line in lines}


def _line(line: Line, progress: Progress) -> dict[str, Any]:
    return {
        "entry": int(line.id), "kind": line.kind, "on": line.on.isoformat(), "minutes": line.minutes,
        "status": line.status, "counted": progress.counted.get(line.id, 0),
    }  # fmt: skip


def _adjustment(one: Any) -> dict[str, Any]:
    return {key: _plain(value) for key, value in one._asdict().items() if value is not None}


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, dt.date) else value
