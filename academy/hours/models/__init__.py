"""What this room keeps: the ledger with its claims and evidence, samples of evidence, and the office's work in progress."""

from lvv_site.operations.append_only import Fact, ImmutableError

from .ledger import (
    REF_LENGTH,
    Activity,
    ClaimDraft,
    Decision,
    DecisionText,
    Entry,
    EntryText,
    Evidence,
    EvidenceUse,
    Proof,
    private_storage,
)
from .office import ComparedPeriod, PendingImport, SchemeComparison
from .samples import EvidenceSample, SampledClaim, SampleRemark, SampleRemarkText

__all__ = [
    "REF_LENGTH", "Activity", "ClaimDraft", "ComparedPeriod", "Decision", "DecisionText", "Entry", "EntryText", "Evidence",
    "EvidenceSample", "EvidenceUse", "Fact", "ImmutableError", "PendingImport", "Proof", "SampleRemark", "SampleRemarkText",
    "SampledClaim", "SchemeComparison", "private_storage",
]  # fmt: skip
