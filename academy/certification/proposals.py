"""Measures are decided by two people: one proposes, another confirms, or somebody takes it back.

A proposal decides nothing. Whoever confirms is somebody else than who proposed, a superuser too, and must have seen the
certificate as it is: what was decided meanwhile makes the confirmation outdated. All is checked again under the lock, so of two
people who confirm at once one wins. What is taken back leaves a trace.
"""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from lvv_site.members.models import User

from . import decisions, proposal_mails
from .decisions import Decision, OutdatedError, RefusedError
from .enums import NEEDS_SECOND_PERSON, EventKind
from .models import Certificate, Proposal, StatusEvent, WithdrawnProposal, WithdrawnReason


@transaction.atomic
def propose(
    certificate: Certificate, kind: EventKind, starts: dt.date, decision: Decision, until: dt.date | None = None
) -> Proposal:
    """Put a measure before a second person, and mail those who may confirm it."""
    held = decisions.hold(certificate, decision)
    if kind not in NEEDS_SECOND_PERSON:
        raise RefusedError(_("Dit besluit heeft geen tweede persoon nodig."))
    if certificate.proposals.filter(kind=kind).exists():
        raise RefusedError(_("Er ligt al een voorstel dat op een tweede persoon wacht."))
    decisions.check_measure(held, kind, starts, until)
    proposal = Proposal.objects.create(
        certificate=certificate, kind=kind, starts=starts, until=until, decided_on=decision.decided_on,
        reason=decision.reason.strip(), by=decision.by,
    )  # fmt: skip
    proposal_mails.tell_waiting(proposal)
    return proposal


@transaction.atomic
def confirm(proposal_id: int, by: User, seen: int | None) -> StatusEvent:
    """Let the second person decide; `seen` is the last event that this person saw.

    Raises:
        OutdatedError: somebody was first, or decided something else about this certificate.
        RefusedError: who confirms is who proposed, or the measure is no longer possible.
    """
    proposal = take(proposal_id)
    if proposal.by == by:
        raise RefusedError(_("Je hebt dit zelf voorgesteld. Iemand anders moet het bevestigen."))
    event = _decide(proposal, Decision(proposal.by, proposal.decided_on, proposal.reason, seen, second_by=by))
    proposal.delete()
    return event


@transaction.atomic
def withdraw(proposal_id: int, by: User) -> WithdrawnProposal:
    """Take a proposal back: nothing was decided, and its history says so. Raises `OutdatedError` when it is gone."""
    proposal = take(proposal_id)
    kept = WithdrawnProposal.objects.create(
        certificate=proposal.certificate, kind=proposal.kind, starts=proposal.starts, until=proposal.until,
        decided_on=proposal.decided_on, by=proposal.by, made_at=proposal.made_at, withdrawn_by=by,
    )  # fmt: skip
    WithdrawnReason.objects.create(proposal=kept, text=proposal.reason)
    proposal.delete()
    return kept


def take(proposal_id: int) -> Proposal:
    """Hold a proposal until the transaction ends; `OutdatedError` when somebody was first."""
    proposal = Proposal.objects.select_for_update().filter(pk=proposal_id).first()
    if proposal is None:
        raise OutdatedError
    return proposal


def _decide(proposal: Proposal, decision: Decision) -> StatusEvent:
    certificate, starts, until = proposal.certificate, proposal.starts, proposal.until
    if proposal.kind == EventKind.CONDITIONAL:
        return decisions.set_condition(certificate, starts, until, decision)
    if proposal.kind == EventKind.SUSPENDED and until is not None:
        return decisions.suspend(certificate, starts, until, decision)
    return decisions.strike_off(certificate, starts, decision)
