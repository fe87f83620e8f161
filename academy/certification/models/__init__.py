"""Certificates and what was decided about them.

Facts (`StatusEvent`, `Adjustment`, `CollectiveDecision`, `WithdrawnProposal`) are appended, never edited. `Period.during` and `StatusSpan` are
projections of the events: written in the same transaction by the pure functions of `status.py`. Only `decisions.py`,
`adjustments.py` and `collective.py` write any of them.
"""

from .adjustments import Adjustment, AdjustmentReason, CollectiveDecision, CollectiveReason, CollectiveTarget
from .certificates import Certificate, Period, StatusEvent, StatusReason, StatusSpan
from .chain import ChainHead, ChainLeaf, LeafSalt
from .proposals import Proposal, WithdrawnProposal, WithdrawnReason
from .schemes import SchemeVersion

__all__ = [
    "Adjustment", "AdjustmentReason", "Certificate", "ChainHead", "ChainLeaf", "CollectiveDecision", "CollectiveReason",
    "CollectiveTarget", "LeafSalt", "Period", "Proposal", "SchemeVersion", "StatusEvent", "StatusReason", "StatusSpan",
    "WithdrawnProposal", "WithdrawnReason",
]  # fmt: skip
