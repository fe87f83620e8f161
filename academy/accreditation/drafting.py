"""The working copy of an application: begun, saved as it is typed, and traced.

`save` holds the row of the application, so that of two savers the second sees what the first wrote; and of a save and a submission
the later one finds the other done. Traces are merged per person and field: one of half an hour of typing says what stood there before
and what stands there after it.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lvv_site.members.models import User

from . import application_fields, application_merging, content, steps, tracing
from .application_merging import Merged
from .decisions import RefusedError
from .enums import Section, StepKind
from .models import Application, Trace, TraceText

CHANGED = "content.changed"
SESSION = dt.timedelta(minutes=30)
WRITABLE_AFTER = frozenset({"", StepKind.INCOMPLETE.value})


class LockedError(RefusedError):
    """It was sent in and waits for others."""

    def __init__(self) -> None:
        super().__init__(_("Deze aanvraag is ingediend en kan nu niet gewijzigd worden."))


class ConflictError(RefusedError):
    """Somebody else changed the same fields since this page was opened.

    `theirs` holds what they wrote, `current` the page as it stands, `best` that with what was typed wherever there is no conflict.
    """

    def __init__(self, merged: Merged, current: Mapping[str, str]) -> None:
        super().__init__(_("Iemand anders heeft hier intussen ook iets gewijzigd. Kijk per veld wat er moet staan."))
        self.theirs, self.best, self.current = merged.conflicts, merged.fields, current


@dataclass(frozen=True)
class Changes:
    """What a page says: its fields, and by which digests it remembers what stood there when it was opened.

    Without `seen` only who saw the latest version may save.
    """

    page: Section
    typed: Mapping[str, str]
    seen: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Saved:
    """How a draft stands after a save; `merged` when it holds more than the saver's own page says."""

    version: int
    at: dt.datetime
    merged: bool = False
    changed: frozenset[str] = field(default_factory=frozenset)


@transaction.atomic
def save(application: Application, changes: Changes, version: int, by: User | None) -> Saved:
    """Save what was typed on a page; what another changed elsewhere in the meantime stays.

    Raises:
        LockedError: it was sent in.
        ConflictError: another changed the same fields; nothing is saved.
    """
    held = hold(application)
    before = application_fields.flat(content.read(held.content))
    page = application_fields.of_page(before, changes.page)
    seen = changes.seen
    if seen is None:
        seen = application_fields.digests(page) if version == held.version else {}
    merged = application_merging.merge(page, changes.typed, seen)
    if merged.conflicts:
        raise ConflictError(merged, page)
    rest = {name: value for name, value in before.items() if name not in page}
    done = write(held, {**rest, **merged.fields}, by)
    typed = {name: value for name, value in changes.typed.items() if value}
    return Saved(held.version, held.saved_at, merged=dict(merged.fields) != typed, changed=frozenset(done))


def hold(application: Application) -> Application:
    """Keep a draft until the transaction ends. Raises LockedError when it is none (any more)."""
    try:
        held = steps.hold(application.pk)
    except steps.NotAllowedError:
        raise LockedError from None
    if last_kind(held) not in WRITABLE_AFTER:
        raise LockedError
    return held


def last_kind(application: Application) -> str:
    """Return what was done last with an application, "" for nothing."""
    return application.steps.order_by("-number").values_list("kind", flat=True).first() or ""


@transaction.atomic
def add_row(application: Application, sort: str, key: str, by: User | None) -> None:
    """Add an empty goal or teacher to a draft. Raises LockedError when it was sent in."""
    held = hold(application)
    fields = application_fields.flat(content.read(held.content))
    name = application_fields.ROWS[sort]
    write(held, {**fields, name: f"{fields.get(name, '')} {key}".strip()}, by)


@transaction.atomic
def declare(application: Application, version: int, by: User | None) -> int:
    """Keep that the declaration was made, over the version that was read; return the version that it makes.

    Another version stays as it is: who submits it is told that it changed. Raises LockedError when it was sent in.
    """
    held = hold(application)
    if held.version == version:
        write(held, {**application_fields.flat(content.read(held.content)), "declared": "1"}, by)
        return held.version
    return version


def write(held: Application, fields: Mapping[str, str], by: User | None) -> set[str]:
    """Write all fields of a draft that the caller holds, with their traces; return those that changed."""
    before = application_fields.flat(content.read(held.content))
    told = application_fields.unflat(fields)
    after = application_fields.flat(told)
    changed = application_fields.changed(before, after)
    if changed:
        held.content = content.write(told)
        held.version += 1
        held.saved_at = timezone.now()
        held.save(update_fields=["content", "version", "saved_at"])
        _trace(held, by, {name: (before.get(name, ""), after.get(name, "")) for name in changed})
    return changed


def _trace(held: Application, by: User | None, changed: Mapping[str, tuple[str, str]]) -> None:
    going_on = _going_on(held, by, changed)
    for name, trace in going_on.items():
        TraceText.objects.filter(trace=trace).update(new=changed[name][1])
    fresh = {name: texts for name, texts in changed.items() if name not in going_on}
    before = {name: texts[0] for name, texts in fresh.items()}
    tracing.trace_changes(tracing.About(held), by, CHANGED, before, {name: texts[1] for name, texts in fresh.items()})


def _going_on(held: Application, by: User | None, changed: Mapping[str, object]) -> dict[str, Trace]:
    """Return the traces of fields that this person has been typing in for at most half an hour, nobody else since.

    One from before a submission is over: what was sent in must be found in the traces.
    """
    recent = held.traces.filter(what=CHANGED, field__in=changed, at__gt=timezone.now() - SESSION)
    last = {one.field: one for one in recent.order_by("field", "-pk").distinct("field")}
    step = held.traces.filter(what__startswith="step.").order_by("-pk").values_list("pk", flat=True).first() or 0
    mine = by.pk if by else None
    return {name: one for name, one in last.items() if one.by_id == mine and one.pk > step}
