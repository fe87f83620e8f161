"""The rows of a demonstration of intervisie before they are copied: who makes them needs ids that name each other."""

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from django.db import connection
from django.db.models import Max, Model

from academy.hours.models import Activity, Entry, Proof
from lvv_site.members.demo import copy

from .models import (
    ContactChange,
    Group,
    Meeting,
    MeetingChange,
    Participation,
    Presence,
    Recording,
    Registration,
    Theme,
)

COLUMNS: dict[type[Model], tuple[str, ...]] = {
    Group: ("name", "place", "online", "open", "started_at"),
    Registration: ("group_id", "kind", "from", "recorded_at"),
    Participation: ("group_id", "person_id", "from", "recorded_at"),
    ContactChange: ("group_id", "person_id", "from", "recorded_at"),
    Meeting: ("group_id", "uid", "on", "starts", "ends", "place", "link", "sequence"),
    MeetingChange: ("meeting_id", "sequence", "kind", "on", "recorded_at"),
    Recording: ("meeting_id", "revision", "on", "minutes", "recorded_at"),
    Theme: ("recording_id", "text"),
    Activity: ("code", "title"),
    Entry: ("person_id", "kind", "minutes", "on", "activity", "source", "source_ref", "recorded_at", "reason_code"),
    Proof: ("entry_id", "code", "issued_at"),
    Presence: ("recording_id", "person_id", "entry_id"),
}  # fmt: skip


@dataclass
class Book:
    """Rows about to be copied, table by table; ids are given out here, so that rows can name each other."""

    dice: random.Random
    today: dt.date
    rows: dict[type[Model], list[tuple[Any, ...]]] = field(default_factory=dict)
    ids: dict[type[Model], Iterator[int]] = field(default_factory=dict)

    def next_id(self, model: type[Model]) -> int:
        """Return an id that no row of this model has."""
        if model not in self.ids:
            self.ids[model] = count((model._default_manager.aggregate(last=Max("pk"))["last"] or 0) + 1)
        return next(self.ids[model])

    def add(self, model: type[Model], *values: Any, key: int | None = None) -> int:
        """Add a row and return its id."""
        key = key or self.next_id(model)
        self.rows.setdefault(model, []).append((key, *values))
        return key

    def write(self) -> None:
        """Copy everything, in the order of `COLUMNS`, and let the next ids follow."""
        for model, columns in COLUMNS.items():
            if rows := self.rows.get(model):
                copy(model._meta.db_table, ("id", *columns), rows)
                with connection.cursor() as cursor:
                    cursor.execute(
                        "SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", [model._meta.db_table, rows[-1][0]]
                    )
