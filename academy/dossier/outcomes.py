"""What the certifier decided about a dossier, recorded by the office.

    handed over -> more asked for -> (handed over again)
                -> refused        -> granted after all, or handed over again
                -> granted: the next period is granted through the one door of `certification.decisions`

The next period starts at the old end when the application came in the window, whenever the decision comes; otherwise on the
day of the decision (`hours.period.next_start`). An application made in time stays so when an extension moves the window.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from academy.certification import decisions
from academy.certification.models import SchemeVersion, StatusEvent
from academy.hours.period import next_start, window_opens
from lvv_site import civil
from lvv_site.members.models import User

from . import overview, state
from .enums import OutcomeKind
from .models import Handover, Outcome, OutcomeReason
from .overview import Turned
from .refusals import DecidedError, DossierError, OutdatedError

ALLOWED: Mapping[str | None, frozenset[str]] = {
    None: frozenset(OutcomeKind.values),
    OutcomeKind.HELD: frozenset(OutcomeKind.values),
    OutcomeKind.REFUSED: frozenset({OutcomeKind.GRANTED}),
    OutcomeKind.GRANTED: frozenset(),
}
NEEDS_REASON = frozenset({OutcomeKind.HELD, OutcomeKind.REFUSED})


@dataclass(frozen=True)
class Verdict:
    """What the certifier decided, on which day and why; `scheme` holds for the next period.

    `seen` is the number of the last outcome of this handover that the office saw, `seen_event` the certificate's last event.
    """

    kind: str
    decided_on: dt.date
    reason: str = ""
    scheme: SchemeVersion | None = None
    seen: int = 0
    seen_event: int | None = None


@transaction.atomic
def record(handover: Handover, verdict: Verdict, by: User) -> Outcome:
    """Record an outcome; a granted one grants the next period.

    Raises:
        DossierError: not the last handover, changed since, decided already, in the future, before it was handed over, without
            a reason where one is needed, or a period that cannot be granted.
    """
    decisions.lock([handover.period.certificate_id])
    turns = overview.turns_of(handover.period)
    turn = turns[-1]
    if turn.handover.pk != handover.pk or (turn.last.number if turn.last else 0) != verdict.seen:
        raise OutdatedError
    _check(turn, verdict)
    event = _grant(turns, verdict, by) if verdict.kind == OutcomeKind.GRANTED else None
    outcome = Outcome.objects.create(
        handover=handover, number=verdict.seen + 1, kind=verdict.kind, decided_on=verdict.decided_on, by=by, event=event
    )
    if verdict.reason.strip():
        OutcomeReason.objects.create(outcome=outcome, text=verdict.reason.strip())
    return outcome


def next_period_starts(turns: tuple[Turned, ...], end: dt.date, decided_on: dt.date) -> dt.date:
    """Return the first day of the period that follows when the certificate is granted on a day."""
    applied = state.applied_on([one.handed for one in turns])
    # An extension since then moved the window; who applied in time applied in time.
    start = next_start(end, max(applied, window_opens(end)) if applied else None, decided_on)
    if start is None:
        raise OutdatedError
    return start


def _check(turn: Turned, verdict: Verdict) -> None:
    last = turn.last.kind if turn.last else None
    if verdict.kind not in ALLOWED[last]:
        raise DecidedError if last == OutcomeKind.GRANTED else OutdatedError
    if verdict.decided_on > civil.today():
        raise DossierError(_("Deze dag moet nog komen."), "decided_on")
    if verdict.decided_on < turn.handover.handed_over_on:
        raise DossierError(_("Het dossier was toen nog niet overgedragen."), "decided_on")
    if verdict.kind in NEEDS_REASON and not verdict.reason.strip():
        raise DossierError(_("Geef de reden die de certificerende instelling noemt."), "reason")
    if verdict.kind == OutcomeKind.GRANTED and verdict.scheme is None:
        raise DossierError(_("Kies de regeling van de volgende periode."), "scheme")


def _grant(turns: tuple[Turned, ...], verdict: Verdict, by: User) -> StatusEvent:
    handover = turns[-1].handover
    period = handover.period
    assert verdict.scheme is not None  # noqa: S101 - checked above
    starts = next_period_starts(turns, period.during.upper, verdict.decided_on)
    reason = verdict.reason.strip() or _("Verleend op dossier %(number)d, overgedragen op %(day)s.") % {
        "number": handover.number, "day": f"{handover.handed_over_on:%d-%m-%Y}",
    }  # fmt: skip
    decision = decisions.Decision(by, verdict.decided_on, reason, verdict.seen_event)
    try:
        return decisions.grant(period.certificate, starts, None, verdict.scheme, decision)
    except decisions.RefusedError as refusal:
        raise DossierError(str(refusal), "scheme" if refusal.field == "scheme" else None) from refusal
