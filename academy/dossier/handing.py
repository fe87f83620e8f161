"""Handing a dossier over: the member's act, which freezes it.

Handing over twice, at once or a week later, is handing over once: the caller says which handing over it means (`number`), and
one that is there already is the answer. The certificate is locked meanwhile, so nobody grants or hands over in between.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from academy.certification import decisions
from academy.certification.models import Period, SchemeVersion
from academy.hours.evidence import is_intact
from lvv_site import civil
from lvv_site.members.models import Person, User

from . import overview, snapshot
from .enums import State
from .models import Handover
from .overview import Overview
from .refusals import DecidedError, EvidenceLostError, NotCompleteError, NotOpenError, OutdatedError


@transaction.atomic
def hand_over(person: Person, period: Period, by: User | None, number: int, today: dt.date | None = None) -> Handover:
    """Freeze the dossier of a period and return it; `number` 1 is the first time, 2 follows when the certifier asks for more.

    Raises:
        DossierError: not open, not complete, decided already, evidence that cannot be read, or changed since it was shown.
    """
    # Without this lock two tabs would both find nothing handed over; the unique number would then stop the second with an
    # error of the database's instead of the answer.
    decisions.lock([period.certificate_id])
    now = overview.of(person, period, today or civil.today())
    past = {one.handover.number: one.handover for one in now.turns}
    if number in past:
        return past[number]
    if number != len(past) + 1:
        raise OutdatedError
    _check(now)
    return freeze(now, by, number)


def freeze(now: Overview, by: User | None, number: int, moment: dt.datetime | None = None) -> Handover:
    """Write the snapshot of a dossier; the caller has checked it and holds the lock. `moment` is now unless given."""
    content = content_of(now, number)
    scheme = _scheme_used(now)
    return Handover.objects.create(
        period=now.period, number=number, handed_over_on=now.today, recorded_at=moment or timezone.now(), by=by, scheme=scheme,
        scheme_hash=scheme.content_hash, content=content, sha256=snapshot.digest(content),
    )  # fmt: skip


def content_of(now: Overview, number: int) -> dict[str, Any]:
    """Return what is frozen, in the form that `snapshot.py` documents."""
    return {
        "form": snapshot.FORM,
        "certificate": now.period.certificate.number,
        "number": number,
        "on": now.today.isoformat(),
        "schemes": _schemes(now),
        **now.counts,
        "evidence": [
            {"entry": line.entry.pk, "files": [{"id": one.pk, "sha256": one.sha256} for one in line.evidence]}
            for line in now.claims
        ],
        "requirements": [
            {
                "kind": one.met_by.kind,
                "on": one.met_by.on.isoformat(),
                "issued_on": one.met_by.issued_on.isoformat() if one.met_by.issued_on else None,
            }
            for one in now.demands
            if one.met_by
        ],
    }


def _check(now: Overview) -> None:
    if now.state == State.GRANTED:
        raise DecidedError
    if now.state in {State.EARLY, State.CLOSED}:
        raise NotOpenError
    if not now.complete:
        raise NotCompleteError
    if not now.may_hand_over:
        raise OutdatedError
    if not all(is_intact(one) for line in now.claims for one in line.evidence):
        raise EvidenceLostError


def _scheme_used(now: Overview) -> SchemeVersion:
    other = now.period.other_scheme
    return other if other is not None and other.code == now.progress.scheme_used else now.period.scheme


def _schemes(now: Overview) -> dict[str, Any]:
    used = _scheme_used(now)
    both: Sequence[SchemeVersion | None] = (now.period.scheme, now.period.other_scheme)
    other = next((one for one in both if one is not None and one != used), None)
    return {"used": _named(used), "other": other and _named(other)}


def _named(scheme: SchemeVersion) -> dict[str, str]:
    return {"code": scheme.code, "hash": scheme.content_hash}
