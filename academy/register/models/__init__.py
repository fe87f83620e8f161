"""The models of the register, one file for each thing it knows."""

from .downloads import Download, DownloadKey, ListingChange
from .imports import PendingImport
from .profiles import Profile
from .words import NamePosting, NameSlip, NameToken

__all__ = [
    "Download", "DownloadKey", "ListingChange", "NamePosting", "NameSlip", "NameToken", "PendingImport", "Profile",
]  # fmt: skip
