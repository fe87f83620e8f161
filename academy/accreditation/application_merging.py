"""Two people type in one draft: what each changed is kept, and where both changed the same field, somebody has to choose. Pure.

A page remembers by digests what stood in its fields when it was opened (`seen`). What is typed counts only where it differs from
that, so that who left a field alone never puts an old text back.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from .application_fields import LISTS, ROWS, digest, row_of, without_rows


@dataclass(frozen=True)
class Merged:
    """The fields of a page as they become, and those that both changed, with what the other one wrote."""

    fields: Mapping[str, str]
    conflicts: Mapping[str, str]


def merge(current: Mapping[str, str], typed: Mapping[str, str], seen: Mapping[str, str]) -> Merged:
    """Put what was typed on a page over what stands there now; all three hold the fields of that page only."""
    fields, conflicts = dict(current), {}
    for name in sorted({*current, *typed, *seen} - LISTS):
        here, mine = current.get(name, ""), typed.get(name, "")
        if here == mine or digest(name, mine) == seen.get(name, ""):
            continue
        if digest(name, here) == seen.get(name, ""):
            fields[name] = mine
        else:
            conflicts[name] = here
    for name in LISTS & {*current, *typed, *seen}:
        fields[name] = _rows(current.get(name, ""), typed.get(name, ""), seen.get(name, ""))
    return Merged(_in_rows(fields), conflicts)


def _rows(current: str, typed: str, seen: str) -> str:
    """Keep what is there unless it was taken away here, and add what is new here."""
    here, mine, base = current.split(), typed.split(), seen.split()
    kept = [key for key in here if key in mine or key not in base]
    return " ".join([*kept, *(key for key in mine if key not in here and key not in base)])


def _in_rows(fields: Mapping[str, str]) -> dict[str, str]:
    standing = {(sort, key) for sort, name in ROWS.items() for key in fields.get(name, "").split()}
    rows = {row for row in map(row_of, fields) if row}
    return without_rows(fields, rows - standing)
