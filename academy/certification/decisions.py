"""The one door through which something is decided about certificates.

`record` locks the certificates, appends the events, writes the projections and sends `status_changed`, all in one
transaction. The other functions are the verbs of the office: each checks under the lock that what the decider saw is still
so. Of two people who decide at once, one wins and the other gets `OutdatedError`.

A measure (conditional, suspended, struck off) is decided by two people, whoever they are: `proposals.py` brings them together,
and the database refuses one of a single person. To lift a measure, in somebody's favour, takes one person.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from lvv_site.members.models import User

from . import chain, status
from .dates import DAY, last_day
from .enums import AdjustmentKind, EventKind, Source, Status, TransitionMode
from .models import Adjustment, Certificate, SchemeVersion, StatusEvent, StatusReason
from .projection import BATCH, project
from .signals import status_changed


class RefusedError(Exception):
    """This cannot be decided; the text says why, in Dutch, and `field` names the entry that it is about."""

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field


class OutdatedError(RefusedError):
    """Somebody else decided about this certificate in the meantime."""

    def __init__(self) -> None:
        super().__init__(_("Iemand anders heeft zojuist over dit certificaat besloten. Kijk eerst wat er nu geldt."))


@dataclass(frozen=True)
class Decision:
    """Who decides what. `seen` is the last event the decider saw; `second_by` confirms a decision not taken alone."""

    by: User
    decided_on: dt.date
    reason: str
    seen: int | None
    second_by: User | None = None


@transaction.atomic
def record(events: Sequence[StatusEvent], certificate_ids: Iterable[int] = ()) -> None:
    """Append unsaved events of any number of certificates and everything that follows from them."""
    ids = sorted({event.certificate_id for event in events} | set(certificate_ids))
    lock(ids)
    StatusEvent.objects.bulk_create(events, batch_size=BATCH)
    chain.append([event.pk for event in events])
    project(ids)
    for certificate_id in ids:
        status_changed.send(sender=Certificate, certificate_id=certificate_id)


def lock(certificate_ids: Sequence[int]) -> None:
    """Hold these certificates until the transaction ends. Always in one order, so two imports cannot wait in a ring."""
    chain.hold()
    list(Certificate.objects.select_for_update().filter(pk__in=certificate_ids).order_by("pk").values_list("pk"))


@transaction.atomic
def grant(
    certificate: Certificate, starts: dt.date, until: dt.date | None, scheme: SchemeVersion, decision: Decision,
    *, other_scheme: SchemeVersion | None = None,
) -> StatusEvent:  # fmt: skip
    """Grant a period; without a last day it lasts as long as the scheme says.

    In a transition the better one of `scheme` and `other_scheme` decides about the hours.
    """
    held = hold(certificate, decision)
    until = until or last_day(starts, scheme.years)
    if until < starts:
        raise RefusedError(_("De laatste dag ligt voor de eerste dag."), "until")
    if scheme.published_at is None:
        raise RefusedError(_("Deze regeling is nog niet gepubliceerd."), "scheme")
    if other_scheme == scheme:
        raise RefusedError(_("Kies een andere regeling dan die van de periode zelf."), "other_scheme")
    if any(starts <= last for _first, last in status.periods(held)):
        raise RefusedError(_("Er loopt dan al een periode. Kies een dag na het einde daarvan."), "starts")
    return append(
        certificate, EventKind.GRANTED, decision, starts=starts, until=until, scheme=scheme, other_scheme=other_scheme
    )


@transaction.atomic
def change_end(certificate: Certificate, starts: dt.date, until: dt.date, decision: Decision) -> StatusEvent:
    """Correct the last day of the period that began on `starts`."""
    held = hold(certificate, decision)
    check_end(held, starts, until)
    return append(certificate, EventKind.END_CHANGED, decision, starts=starts, until=until)


def check_end(held: status.Record, starts: dt.date, until: dt.date) -> None:
    """Raise `RefusedError` unless the period that began on `starts` may end on `until`."""
    firsts = [term.starts for term in held.terms]
    if starts not in firsts:
        raise RefusedError(_("Er is geen periode die op die dag begon."), "starts")
    if until < starts:
        raise RefusedError(_("De laatste dag ligt voor de eerste dag."), "until")
    if any(starts < first <= until for first in firsts):
        raise RefusedError(_("De periode loopt dan door in de volgende."), "until")


@transaction.atomic
def set_condition(certificate: Certificate, starts: dt.date, until: dt.date | None, decision: Decision) -> StatusEvent:
    """Make the registration conditional, until a day or until lifted. Never by one person alone."""
    check_measure(hold(certificate, decision), EventKind.CONDITIONAL, starts, until)
    _check_second(decision)
    return append(certificate, EventKind.CONDITIONAL, decision, starts=starts, until=until)


@transaction.atomic
def suspend(certificate: Certificate, starts: dt.date, until: dt.date, decision: Decision) -> StatusEvent:
    """Suspend from a day up to and including another: the event, and the adjustment that keeps hours out of it.

    Never by one person alone.
    """
    check_measure(hold(certificate, decision), EventKind.SUSPENDED, starts, until)
    _check_second(decision)
    event = append(certificate, EventKind.SUSPENDED, decision, starts=starts, until=until)
    period = certificate.periods.get(during__contains=starts)
    Adjustment.objects.create(
        period=period, kind=AdjustmentKind.SUSPENSION, starts=starts, until=until + DAY, event=event,
        decided_on=decision.decided_on, by=decision.by,
    )  # fmt: skip
    return event


@transaction.atomic
def lift(certificate: Certificate, measure: StatusEvent, starts: dt.date, decision: Decision) -> StatusEvent:
    """End a measure from a day on; from its own first day on, it never was."""
    held = hold(certificate, decision)
    if measure.certificate_id != certificate.pk or measure.pk not in {one.ref for one in held.measures + held.endings}:
        raise RefusedError(_("Deze maatregel geldt niet meer."), "measure")
    if starts < measure.starts or (measure.until and starts > measure.until):
        raise RefusedError(_("Kies een dag waarop de maatregel geldt."), "starts")
    if any(measure.starts < term.starts for term in held.terms) and measure.kind == EventKind.STRUCK_OFF:
        raise RefusedError(_("Na deze doorhaling is al een nieuwe periode verleend."), "measure")
    event = append(certificate, EventKind.LIFTED, decision, starts=starts, lifts=measure)
    for old in measure.adjustments.filter(replaced_by=None):
        Adjustment.objects.create(
            period=old.period, kind=old.kind, starts=old.starts, until=starts, event=event, replaces=old,
            decided_on=decision.decided_on, by=decision.by,
        )  # fmt: skip
    return event


@transaction.atomic
def resign(certificate: Certificate, starts: dt.date, decision: Decision) -> StatusEvent:
    """Take somebody out of the register at their own request, from a day on."""
    held = hold(certificate, decision)
    if status.status_in(held, starts).status not in {Status.REGISTERED, Status.CONDITIONAL, Status.SUSPENDED}:
        raise RefusedError(_("Op die dag staat deze persoon niet ingeschreven."), "starts")
    return append(certificate, EventKind.RESIGNED, decision, starts=starts)


@transaction.atomic
def strike_off(certificate: Certificate, starts: dt.date, decision: Decision) -> StatusEvent:
    """End the registration after a decision. Never by one person alone."""
    check_measure(hold(certificate, decision), EventKind.STRUCK_OFF, starts, None)
    _check_second(decision)
    return append(certificate, EventKind.STRUCK_OFF, decision, starts=starts)


def last_event(certificate: Certificate) -> int | None:
    """Return the id of the last event: what a decider has seen."""
    return certificate.events.order_by("-pk").values_list("pk", flat=True).first()


def held_record(certificate: Certificate) -> status.Record:
    """Return the certificate's events, read; nothing is left out."""
    return status.read([event.as_fact() for event in certificate.events.order_by("pk")])


def hold(certificate: Certificate, decision: Decision) -> status.Record:
    """Lock the certificate and read it, for a decision about it. Without the lock two deciders would both find what they saw unchanged."""
    lock([certificate.pk])
    if last_event(certificate) != decision.seen:
        raise OutdatedError
    if not decision.reason.strip():
        raise RefusedError(_("Geef een reden."), "reason")
    return held_record(certificate)


def check_measure(held: status.Record, kind: str, starts: dt.date, until: dt.date | None) -> None:
    """Raise `RefusedError` unless this measure may be taken over these days, both included."""
    if kind == EventKind.STRUCK_OFF:
        if status.status_in(held, starts).status in {Status.NOT_REGISTERED, Status.STRUCK_OFF}:
            raise RefusedError(_("Op die dag staat deze persoon niet in het register."), "starts")
        return
    if until and until < starts:
        raise RefusedError(_("De laatste dag ligt voor de eerste dag."), "until")
    if status.status_in(held, starts).status not in {Status.REGISTERED, Status.CONDITIONAL, Status.SUSPENDED}:
        raise RefusedError(_("Op die dag staat deze persoon niet ingeschreven."), "starts")
    ends = until + DAY if until else status.FOREVER
    if any(one.kind == kind and one.starts < ends and starts < one.ends for one in held.measures):
        raise RefusedError(_("Dan geldt al zo'n maatregel. Hef die eerst op."), "starts")


def _check_second(decision: Decision) -> None:
    if decision.second_by is None or decision.second_by == decision.by:
        raise RefusedError(_("Tot een maatregel besluit niemand alleen: een tweede persoon moet bevestigen."))


def append(
    certificate: Certificate, kind: EventKind, decision: Decision, *, starts: dt.date, until: dt.date | None = None,
    scheme: SchemeVersion | None = None, other_scheme: SchemeVersion | None = None, lifts: StatusEvent | None = None,
) -> StatusEvent:  # fmt: skip
    """Append one event that was decided, with its reason; the caller holds the certificate."""
    event = StatusEvent(
        certificate=certificate, kind=kind, starts=starts, until=until, lifts=lifts, scheme=scheme,
        other_scheme=other_scheme, mode=TransitionMode.EITHER if other_scheme else TransitionMode.PINNED,
        decided_on=decision.decided_on, source=Source.OFFICE, by=decision.by, second_by=decision.second_by,
    )  # fmt: skip
    record([event])
    StatusReason.objects.create(event=event, text=decision.reason.strip())
    return event
