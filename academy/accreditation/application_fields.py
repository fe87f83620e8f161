"""The content of an application as flat fields of text: what forms, merging, traces and marks of change speak of. Pure.

A field is named as in `content.gaps`, so that a gap leads to its field: `title`, `goal-<key>-text`. `goals` and `teachers` hold the
keys of their rows in order.
"""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import asdict
from typing import Any

from . import content
from .content import Content
from .enums import Section

ROWS = {"goal": "goals", "teacher": "teachers"}
ROW_PARTS: Mapping[str, tuple[str, ...]] = {
    "goal": ("text", "competences"),
    "teacher": ("name", "education", "experience", "expertise"),
}
NUMBERS = frozenset(
    {"contact_minutes", "preparation_minutes", "practice_minutes", "participants_min", "participants_max"}
)
LISTS = frozenset(ROWS.values())

_PAGES: Mapping[str, Section] = {
    **dict.fromkeys(("title", "summary", "website", "setting", *sorted(NUMBERS)), Section.TRAINING),
    "goals": Section.GOALS, "goal": Section.GOALS, "programme": Section.PROGRAMME, "assessment": Section.ASSESSMENT,
    "homework": Section.ASSESSMENT, "teachers": Section.TEACHERS, "teacher": Section.TEACHERS,
    "evaluation": Section.EVALUATION, "declared": Section.CHECK,
}  # fmt: skip


def flat(told: Content) -> dict[str, str]:
    """Return every field as text; what is empty stays out."""
    fields = {name: _text(value) for name, value in asdict(told).items() if name not in LISTS}
    for sort, name in ROWS.items():
        rows = getattr(told, name)
        fields[name] = " ".join(one.key for one in rows)
        for one in rows:
            for part in ROW_PARTS[sort]:
                fields[f"{sort}-{one.key}-{part}"] = _text(getattr(one, part))
    return {name: value for name, value in fields.items() if value}


def unflat(fields: Mapping[str, str]) -> Content:
    """Return the content that these fields make. Rows that are not in their list are left out."""
    stored: dict[str, Any] = {
        name: int(value) if name in NUMBERS else value
        for name, value in fields.items()
        if "-" not in name and name not in LISTS and value
    }
    stored["declared"] = bool(fields.get("declared"))
    for sort, name in ROWS.items():
        stored[name] = [_row(fields, sort, key) for key in fields.get(name, "").split()]
    return content.read(stored)


def page_of(field: str) -> Section:
    """Return the page on which a field stands."""
    return _PAGES[field.partition("-")[0]]


def of_page(fields: Mapping[str, str], page: Section) -> dict[str, str]:
    """Return the fields of one page."""
    return {name: value for name, value in fields.items() if page_of(name) == page}


def digest(field: str, value: str) -> str:
    """Return by what a page remembers what stood in a field when it was opened; of a list of rows the list itself."""
    return value if field in LISTS else hashlib.sha256(value.encode()).hexdigest()[:12] if value else ""


def digests(fields: Mapping[str, str]) -> dict[str, str]:
    """Return by what a page remembers its fields."""
    return {name: digest(name, value) for name, value in fields.items() if value}


def changed(before: Mapping[str, str], after: Mapping[str, str]) -> set[str]:
    """Return the fields in which two contents differ."""
    return {name for name in {**before, **after} if before.get(name, "") != after.get(name, "")}


def row_of(field: str) -> tuple[str, str] | None:
    """Return the sort and key of the row of a field; None for a field that is in no row."""
    sort, dash, rest = field.partition("-")
    return (sort, rest.rpartition("-")[0]) if dash else None


def without_rows(fields: Mapping[str, str], gone: Collection[tuple[str, str]]) -> dict[str, str]:
    """Return the fields without these rows."""
    kept = {name: value for name, value in fields.items() if row_of(name) not in gone}
    for sort, name in ROWS.items():
        kept[name] = " ".join(key for key in kept.get(name, "").split() if (sort, key) not in gone)
    return {name: value for name, value in kept.items() if value}


def _text(value: object) -> str:
    if isinstance(value, list | tuple):
        return " ".join(str(one) for one in value)
    if isinstance(value, bool):
        return "1" if value else ""
    return "" if value is None else str(value)


def _row(fields: Mapping[str, str], sort: str, key: str) -> dict[str, object]:
    told: dict[str, object] = {part: fields.get(f"{sort}-{key}-{part}", "") for part in ROW_PARTS[sort]}
    if sort == "goal":
        told["competences"] = str(told["competences"]).split()
    return {"key": key, **told}
