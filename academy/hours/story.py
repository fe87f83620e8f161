"""One person's hours as the office reads them: every period with its standing, every award with all that became of it.

A fixed number of queries, however many periods and awards.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from academy.certification.models import Adjustment
from lvv_site.hours_kind import HoursKind
from lvv_site.members import people
from lvv_site.members.models import Person

from . import queries
from .enums import DecisionKind, Source
from .models import Activity, Decision, Entry, EvidenceUse
from .progress import (
    DUPLICATE,
    OTHER_CERTIFICATE,
    OUTSIDE_PERIOD,
    OVER_CAP,
    OVER_DAY,
    SUSPENDED,
    UNKNOWN_KIND,
    Progress,
)
from .queries import Standing, entry_key

# Why hours do not count, in the office's words.
LOST: Mapping[str, str | Promise] = {
    OVER_CAP: _("boven het maximum van het jaar"),
    OVER_DAY: _("boven het maximum van de dag"),
    DUPLICATE: _("dezelfde activiteit telde al"),
    OUTSIDE_PERIOD: _("valt buiten de periode"),
    SUSPENDED: _("tijdens een schorsing"),
    UNKNOWN_KIND: _("de regeling kent deze soort niet"),
    OTHER_CERTIFICATE: _("voor een ander certificaat"),
}


@dataclass(frozen=True)
class KindStanding:
    """One kind of hours in one period, in minutes."""

    label: str | Promise
    minimum: int
    credited: int
    short: int
    pending: int
    over_cap: int


@dataclass(frozen=True)
class PeriodStory:
    """One period: how far its holder is, and what was decided about its demands."""

    standing: Standing
    adjustments: Sequence[Adjustment]
    is_over: bool

    @property
    def progress(self) -> Progress:
        """The evaluation."""
        return self.standing.progress

    @property
    def kinds(self) -> list[KindStanding]:
        """The kinds that the scheme in use knows."""
        seen = self.progress
        return [
            KindStanding(
                HoursKind(kind).label, seen.minimum[kind], seen.credited[kind], seen.short[kind], seen.pending[kind],
                seen.over_cap[kind],
            )
            for kind in seen.minimum
        ]  # fmt: skip


@dataclass(frozen=True)
class EntryStory:
    """One award with what became of it. `counted` is None for what falls in no period; `lost` says why minutes do not count."""

    entry: Entry
    title: str
    left: int
    decision: Decision | None
    counted: int | None
    lost: Sequence[tuple[str | Promise, int]]

    @property
    def is_waiting(self) -> bool:
        """Whether it is a claim about which nobody decided yet."""
        return self.decision is not None and self.decision.kind == DecisionKind.SUBMITTED

    @property
    def state(self) -> str:
        """What holds now: the last decision about a claim, else nothing to add."""
        return str(self.decision.get_kind_display()) if self.decision else ""


@dataclass(frozen=True)
class Story:
    """Everything about one person's hours."""

    person: Person
    periods: Sequence[PeriodStory]
    entries: Sequence[EntryStory]


def periods_of(person: Person, today: dt.date) -> list[PeriodStory]:
    """Return a person's periods, the latest first, each with its standing as of its own last day or today."""
    rows = queries.periods_of(person)
    found = {one.period.pk: one for one in queries.standings([row.pk for row in rows], today)}
    changes = Adjustment.objects.filter(period__in=rows).select_related(
        "reason", "event__reason", "collective__reason", "replaced_by"
    )
    by_period: dict[int, list[Adjustment]] = {row.pk: [] for row in rows}
    for change in changes.order_by("pk"):
        by_period[change.period_id].append(change)
    return [PeriodStory(found[row.pk], by_period[row.pk], row.last_day < today) for row in rows]


def story_of(person: Person, today: dt.date) -> Story:
    """Return everything about a person's hours."""
    periods = periods_of(person, today)
    awards = list(awards_of(person))
    named = dict(Activity.objects.filter(code__in={one.activity for one in awards}).values_list("code", "title"))
    standings = [one.standing for one in periods]
    return Story(person, periods, [_entry(one, named, standings) for one in awards])


def awards_of(person: Person) -> QuerySet[Entry]:
    """Return a person's awards with everything beside them, the latest first."""
    return (
        Entry.objects.filter(person__in=people.ids_of(person), reverses=None)
        .select_related("text", "certificate", "recorded_by__person")
        .prefetch_related(
            Prefetch("reversals", Entry.objects.select_related("text", "recorded_by__person").order_by("pk")),
            Prefetch("decisions", Decision.objects.select_related("text", "by__person").order_by("number")),
            Prefetch("evidence_uses", EvidenceUse.objects.select_related("evidence").order_by("pk")),
        )
        .order_by("-on", "-pk")
    )


def _entry(entry: Entry, named: Mapping[str, str], standings: Sequence[Standing]) -> EntryStory:
    key = entry_key(entry.pk)
    inside = [one.progress for one in standings if one.progress.start <= entry.on < one.progress.end]
    lost = [
        (LOST[reason], minutes) for one in inside for reason, minutes in one.reasons.get(key, ()) if reason in LOST
    ]  # fmt: skip
    own = getattr(getattr(entry, "text", None), "title", "")
    return EntryStory(
        entry=entry,
        title=own or named.get(entry.activity, "") or str(entry.get_kind_display()),
        left=entry.minutes + sum(one.minutes for one in entry.reversals.all()),
        decision=next(reversed(entry.decisions.all()), None) if entry.source == Source.CLAIM else None,
        counted=sum(one.counted.get(key, 0) for one in inside) if inside else None,
        lost=lost,
    )
