"""The models of the register, one file for each thing it knows."""

from .imports import PendingImport
from .profiles import Profile
from .watches import Watch, WatchedNumber
from .words import NamePosting, NameSlip, NameToken

__all__ = ["NamePosting", "NameSlip", "NameToken", "PendingImport", "Profile", "Watch", "WatchedNumber"]
