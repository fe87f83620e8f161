"""The ledger as its owner reads it: each award with what became of it, its reversals and evidence beside it.

What an award counts for comes from the evaluation (`Progress.counted` and `Progress.reasons`); without a period an award only
stands there. Six queries, however many awards, and those of rooms that add a link to their own (`line_links.py`).
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Prefetch, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lvv_site.members import people
from lvv_site.members.models import Person

from .enums import DecisionKind, Source
from .explanations import not_counted
from .line_links import LineLink, links_of
from .models import Activity, Decision, Entry, Evidence, EvidenceUse
from .progress import REVERSED, Progress
from .queries import entry_key


class State(StrEnum):
    """What became of an award."""

    COUNTS = "counts"
    PARTLY = "partly"
    NOT = "not"
    RECORDED = "recorded"
    SUBMITTED = "submitted"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    REVERSED = "reversed"


# The word and the badge of each: never colour alone.
SHOWN: dict[State, tuple[str | Promise, str, str]] = {
    State.COUNTS: (_("telt mee"), "registered", "check"),
    State.PARTLY: (_("telt deels mee"), "conditional", "half"),
    State.NOT: (_("telt niet mee"), "expired", "none"),
    State.RECORDED: (_("staat vast"), "neutral", "tick"),
    State.SUBMITTED: (_("wacht op het bureau"), "suspended", "clock"),
    State.REJECTED: (_("niet goedgekeurd"), "struck_off", "x"),
    State.WITHDRAWN: (_("zelf ingetrokken"), "resigned", "out"),
    State.REVERSED: (_("teruggenomen"), "resigned", "out"),
}


@dataclass(frozen=True)
class Line:
    """One award: what people call it, its state, the minutes that count (None outside any period) and why others do not."""

    entry: Entry
    title: str
    state: State
    left: int
    counted: int | None
    notes: tuple[str, ...]
    reversals: tuple[Entry, ...]
    evidence: tuple[Evidence, ...]
    decision: Decision | None
    link: LineLink | None = None

    @property
    def word(self) -> str:
        """What the badge says."""
        return str(SHOWN[self.state][0])

    @property
    def badge(self) -> str:
        """The badge's look."""
        return SHOWN[self.state][1]

    @property
    def icon(self) -> str:
        """The badge's shape."""
        return SHOWN[self.state][2]

    @property
    def is_claim(self) -> bool:
        """Whether the member claimed it, so that it has a page of its own."""
        return self.entry.source == Source.CLAIM


def awards_of(person: Person) -> QuerySet[Entry]:
    """Return a person's awards with everything that stands beside them, the latest first."""
    return (
        Entry.objects.filter(person__in=people.ids_of(person), reverses=None)
        .select_related("text", "proof")
        .prefetch_related(
            Prefetch("reversals", Entry.objects.select_related("text").order_by("pk")),
            Prefetch("decisions", Decision.objects.select_related("text").order_by("number")),
            Prefetch("evidence_uses", EvidenceUse.objects.select_related("evidence").order_by("pk")),
        )
        .order_by("-on", "-pk")
    )


def lines(awards: Sequence[Entry], progress: Progress | None = None) -> list[Line]:
    """Return awards as lines, in the order given; `progress` says what counts."""
    named = dict(Activity.objects.filter(code__in={one.activity for one in awards}).values_list("code", "title"))
    links = links_of(awards)
    return [_line(one, named.get(one.activity, ""), progress, links.get(one.pk)) for one in awards]


def in_period(line: Line, start: dt.date, end: dt.date) -> bool:
    """Whether an award falls in [start, end)."""
    return start <= line.entry.on < end


def _line(entry: Entry, activity: str, progress: Progress | None, link: LineLink | None) -> Line:
    reversals = tuple(entry.reversals.all())
    left = entry.minutes + sum(one.minutes for one in reversals)
    decision = next(reversed(entry.decisions.all()), None)
    counted = progress.counted.get(entry_key(entry.pk), 0) if progress else None
    state = _state(left, decision, counted)
    own = getattr(getattr(entry, "text", None), "title", "")
    return Line(
        entry=entry,
        title=own or activity or str(entry.get_kind_display()),
        state=state,
        left=left,
        counted=counted,
        notes=_notes(entry, progress) if state in {State.PARTLY, State.NOT} else (),
        reversals=reversals,
        evidence=tuple(use.evidence for use in entry.evidence_uses.all()),
        decision=decision,
        link=link,
    )


def _state(left: int, decision: Decision | None, counted: int | None) -> State:
    if not left:
        return State.REVERSED
    if decision and decision.kind != DecisionKind.APPROVED:
        return State(decision.kind)
    if counted is None:
        return State.RECORDED
    return State.COUNTS if counted >= left else State.PARTLY if counted else State.NOT


def _notes(entry: Entry, progress: Progress | None) -> tuple[str, ...]:
    """Return why minutes do not count; reversals stand beside the award with their own reason."""
    reasons = progress.reasons.get(entry_key(entry.pk), ()) if progress else ()
    return tuple(not_counted(reason, minutes) for reason, minutes in reasons if reason != REVERSED)
