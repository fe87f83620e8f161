"""The models of the register, one file for each thing it knows."""

from .corrections import Correction, CorrectionStep, CorrectionStepText, CorrectionText
from .downloads import Download, DownloadKey, ListingChange
from .imports import PendingImport
from .profiles import Profile
from .watches import Watch, WatchedNumber
from .words import NamePosting, NameSlip, NameToken

__all__ = [
    "Correction",
    "CorrectionStep",
    "CorrectionStepText",
    "CorrectionText",
    "Download",
    "DownloadKey",
    "ListingChange",
    "NamePosting",
    "NameSlip",
    "NameToken",
    "PendingImport",
    "Profile",
    "Watch",
    "WatchedNumber",
]
