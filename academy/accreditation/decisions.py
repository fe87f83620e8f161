"""The one door through which something is decided about the accreditation of a training.

Every verb locks the training, checks that what the decider saw is still so, appends one decision with its reason and writes the
projection, all in one transaction. Of two people who decide at once, one wins and the other gets `OutdatedError`.

Hours that are in the ledger already keep the kind that they were given: a correction there is a decision of its own.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from lvv_site.hours_kind import UNIT
from lvv_site.members.models import User

from . import periods, runs
from .enums import FactKind
from .models import TRAINING_HOURS, Accreditation, AccreditationReason, Training
from .periods import Fact, Term
from .projection import BATCH, project
from .queries import facts_of

UNSAVED = 0  # the reference of a decision that is being considered; the database counts from 1


class RefusedError(Exception):
    """This cannot be decided; the text says why, in Dutch, and `field` names the entry that it is about."""

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field


class OutdatedError(RefusedError):
    """Somebody else decided about this training in the meantime."""

    def __init__(self) -> None:
        super().__init__(_("Iemand anders heeft zojuist over deze opleiding besloten. Kijk eerst wat er nu geldt."))


@dataclass(frozen=True)
class Decision:
    """Who decides, on which day and why. `seen` is the last decision about the training that the decider saw."""

    by: User
    decided_on: dt.date
    reason: str
    seen: int | None


@dataclass(frozen=True)
class Granting:
    """What is granted: from a day, up to but not including another (None: open), for so many minutes of a kind."""

    starts: dt.date
    until: dt.date | None
    minutes: int
    hours_kind: str


@transaction.atomic
def record(made: Sequence[Accreditation], training_ids: Iterable[int] = ()) -> None:
    """Append unsaved decisions about any number of trainings and write what follows from them."""
    ids = sorted({one.training_id for one in made} | set(training_ids))
    lock(ids)
    Accreditation.objects.bulk_create(made, batch_size=BATCH)
    project(ids)
    runs.announce(ids)


def lock(training_ids: Sequence[int]) -> None:
    """Hold these trainings until the transaction ends. Always in one order, so two cannot wait in a ring."""
    list(Training.objects.select_for_update().filter(pk__in=training_ids).order_by("pk").values_list("pk"))


@transaction.atomic
def grant(training: Training, granting: Granting, decision: Decision) -> Accreditation:
    """Accredit a training for a period that overlaps no other that holds."""
    facts = hold(training, decision)
    _check_granting(granting)
    _check_free(facts, _granted(granting), "starts")
    return append(training, decision, _granted(granting))


@transaction.atomic
def withdraw(training: Training, grant_id: int, on: dt.date, decision: Decision) -> Accreditation:
    """Withdraw a period from a day on: the last day of accreditation is the day before."""
    facts = hold(training, decision)
    term = _term(facts, grant_id)
    if term.withdrawal is not None:
        raise RefusedError(_("Deze periode is al ingetrokken. Corrigeer dat besluit als de dag niet klopt."), "grant")
    _check_within(term, on)
    return append(training, decision, Fact(UNSAVED, FactKind.WITHDRAWN, on, withdraws=term.ref))


@transaction.atomic
def correct_grant(training: Training, grant_id: int, granting: Granting, decision: Decision) -> Accreditation:
    """Replace what was granted; a withdrawal of it stays, so its day must fall in the corrected period."""
    facts = hold(training, decision)
    term = _term(facts, grant_id)
    _check_granting(granting)
    fact = _granted(granting, replaces=term.ref)
    if term.withdrawn_on is not None:
        _check_withdrawal_fits(granting, term.withdrawn_on)
    _check_free(facts, fact, "starts")
    return append(training, decision, fact)


@transaction.atomic
def correct_withdrawal(training: Training, withdrawal_id: int, on: dt.date, decision: Decision) -> Accreditation:
    """Replace the day from which a period is withdrawn."""
    facts = hold(training, decision)
    term = next((one for one in periods.terms(facts) if one.withdrawal == withdrawal_id), None)
    if term is None:
        raise RefusedError(_("Dit besluit geldt niet meer."))
    _check_within(term, on)
    fact = Fact(UNSAVED, FactKind.WITHDRAWN, on, withdraws=term.ref, replaces=withdrawal_id)
    _check_free(facts, fact, "starts")
    return append(training, decision, fact)


@transaction.atomic
def annul(training: Training, fact_id: int, decision: Decision) -> Accreditation:
    """Take a decision back as if it had never been recorded; without its withdrawal a period holds to its end again."""
    facts = hold(training, decision)
    if fact_id not in periods.standing(facts):
        raise RefusedError(_("Dit besluit geldt niet meer."))
    fact = Fact(UNSAVED, FactKind.ANNULLED, replaces=fact_id)
    _check_free(facts, fact, None)
    return append(training, decision, fact)


def last_fact(training: Training) -> int | None:
    """Return the id of the last decision: what a decider has seen."""
    return training.accreditations.order_by("-pk").values_list("pk", flat=True).first()


def hold(training: Training, decision: Decision) -> list[Fact]:
    """Lock the training and read it, for a decision about it. Without the lock two deciders would both find what they saw unchanged."""
    lock([training.pk])
    if last_fact(training) != decision.seen:
        raise OutdatedError
    if not decision.reason.strip():
        raise RefusedError(_("Geef een reden."), "reason")
    return facts_of(training)


def append(training: Training, decision: Decision, fact: Fact) -> Accreditation:
    """Append one decision with its reason; the caller holds the training."""
    made = Accreditation(
        training=training, kind=fact.kind, starts=fact.starts, until=fact.until, minutes=fact.minutes or None,
        hours_kind=fact.hours_kind, withdraws_id=fact.withdraws, replaces_id=fact.replaces,
        decided_on=decision.decided_on, by=decision.by,
    )  # fmt: skip
    record([made])
    AccreditationReason.objects.create(accreditation=made, text=decision.reason.strip())
    return made


def _granted(granting: Granting, replaces: int | None = None) -> Fact:
    return Fact(
        UNSAVED, FactKind.GRANTED, granting.starts, granting.until, granting.minutes, granting.hours_kind,
        replaces=replaces,
    )  # fmt: skip


def _term(facts: Sequence[Fact], grant_id: int) -> Term:
    term = next((one for one in periods.terms(facts) if one.ref == grant_id), None)
    if term is None:
        raise RefusedError(_("Deze periode geldt niet meer."), "grant")
    return term


def _check_granting(granting: Granting) -> None:
    if granting.until is not None and granting.until <= granting.starts:
        raise RefusedError(_("De laatste dag ligt voor de eerste dag."), "last_day")
    if granting.minutes <= 0 or granting.minutes % UNIT:
        raise RefusedError(_("Uren tellen per half uur. Rond af op een half uur."), "minutes")
    if granting.hours_kind not in dict(TRAINING_HOURS):
        raise RefusedError(_("Kies bij- en nascholing of extra activiteiten."), "hours_kind")


def _check_within(term: Term, on: dt.date) -> None:
    if on < term.starts or (term.until is not None and on >= term.until):
        raise RefusedError(_("Kies een dag in de periode."), "starts")


def _check_withdrawal_fits(granting: Granting, withdrawn_on: dt.date) -> None:
    if granting.starts <= withdrawn_on and (granting.until is None or withdrawn_on < granting.until):
        return
    text = _("De periode is ingetrokken vanaf %(day)s. Die dag moet erin vallen; corrigeer anders eerst dat besluit.")
    field = "starts" if granting.starts > withdrawn_on else "last_day"
    raise RefusedError(text % {"day": f"{withdrawn_on:%d-%m-%Y}"}, field)


def _check_free(facts: Sequence[Fact], fact: Fact, field: str | None) -> None:
    if periods.overlap([*facts, fact]):
        raise RefusedError(_("Deze opleiding heeft dan twee periodes op dezelfde dag."), field)
