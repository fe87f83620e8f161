"""Random samples of evidence that anybody can draw again.

The claims that were approved by the moment of drawing, for activities in the range, are put in the order of SHA-256 of
"<seed>:<entry id>"; the first so many are the sample. No random generator is involved, so that the same seed gives the same
claims in any year, on any machine and in any language. Approvals are facts: what was approved by then can be asked for ever.
"""

import datetime as dt
import hashlib
import heapq
import secrets
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lvv_site.members.models import User

from . import evidence
from .enums import DecisionKind, Source, Verdict
from .models import Decision, Entry, Evidence, EvidenceSample, EvidenceUse, SampledClaim, SampleRemark, SampleRemarkText
from .refusals import LedgerError


class NothingToDrawError(LedgerError):
    """No claim was approved in this range."""

    code = "nothing_to_draw"
    message = _("In deze tijd is geen enkele opgave goedgekeurd.")
    field = "last"


@dataclass(frozen=True)
class Checked:
    """A file of a sampled claim, and whether it is still the one that was received."""

    evidence: Evidence
    is_intact: bool


def population(first: dt.date, last: dt.date, known_at: dt.datetime) -> QuerySet[Entry]:
    """Return the claims that were approved by a moment, for activities in [first, last]."""
    approved = Decision.objects.filter(entry=OuterRef("pk"), kind=DecisionKind.APPROVED, decided_at__lte=known_at)
    return Entry.objects.filter(Exists(approved), source=Source.CLAIM, on__range=(first, last))


def rank(seed: str, entry_id: int) -> str:
    """Return what decides the place of a claim in the draw."""
    return hashlib.sha256(f"{seed}:{entry_id}".encode()).hexdigest()


def drawn(seed: str, size: int, entry_ids: list[int]) -> list[int]:
    """Return the sample, in the order in which it is drawn. Pure."""
    return heapq.nsmallest(size, entry_ids, key=lambda one: rank(seed, one))


@transaction.atomic
def draw(first: dt.date, last: dt.date, size: int, by: User, seed: str = "") -> EvidenceSample:
    """Draw and record a sample; without a seed one is chosen at random.

    Raises:
        NothingToDrawError: nothing was approved in this range.
    """
    now = timezone.now()
    entry_ids = list(population(first, last, now).order_by().values_list("pk", flat=True))
    if not entry_ids:
        raise NothingToDrawError
    seed = seed or secrets.token_hex(8)
    sample = EvidenceSample.objects.create(
        seed=seed, first=first, last=last, size=size, population=len(entry_ids), drawn_at=now, by=by
    )
    SampledClaim.objects.bulk_create(
        SampledClaim(sample=sample, entry_id=entry, place=place)
        for place, entry in enumerate(drawn(seed, size, entry_ids), start=1)
    )
    return sample


def repeats(sample: EvidenceSample) -> bool:
    """Whether drawing again gives the same claims in the same order."""
    again = list(population(sample.first, sample.last, sample.drawn_at).order_by().values_list("pk", flat=True))
    kept = list(sample.claims.order_by("place").values_list("entry", flat=True))
    return len(again) == sample.population and drawn(sample.seed, sample.size, again) == kept


def files_of(claim: SampledClaim) -> list[Checked]:
    """Return the files of a claim, each read and compared with what was received."""
    uses = EvidenceUse.objects.filter(entry=claim.entry_id).select_related("evidence").order_by("pk")
    return [Checked(use.evidence, evidence.is_intact(use.evidence)) for use in uses]


@transaction.atomic
def remark(claim: SampledClaim, verdict: str, by: User, text: str = "") -> SampleRemark:
    """Record what somebody found; earlier remarks stay."""
    made = SampleRemark.objects.create(claim=claim, verdict=Verdict(verdict), by=by)
    if text.strip():
        SampleRemarkText.objects.create(remark=made, text=text.strip())
    return made
