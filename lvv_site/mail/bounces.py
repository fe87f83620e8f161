"""Addresses that mail servers refuse for good: marked, told about, and lifted by the office."""

from __future__ import annotations

import email
import email.policy
from email.message import Message as MimePart

from .models import BouncedAddress


def code_of(address: str) -> str:
    """Return the code with which this address was refused; empty when it was not."""
    return BouncedAddress.objects.filter(address=address.lower()).values_list("code", flat=True).first() or ""


def mark(address: str, code: str) -> None:
    """Mark an address as refused for good, with the server's status code (`5.1.1` or `550`)."""
    BouncedAddress.objects.update_or_create(address=address.lower(), defaults={"code": code[:20]})


def lift(address: str) -> None:
    """Take the mark away: the next message is sent again."""
    BouncedAddress.objects.filter(address=address.lower()).delete()


def from_report(report: bytes) -> list[str]:
    """Mark what a delivery status notification (RFC 3464) calls failed for good; return the status codes found."""
    parsed = email.message_from_bytes(report, policy=email.policy.default)
    codes = []
    for part in parsed.walk():
        if part.get_content_type() != "message/delivery-status":
            continue
        for block in part.get_payload():
            if isinstance(block, MimePart) and (found := _failed(block)):
                mark(*found)
                codes.append(found[1])
    return codes


def _failed(block: MimePart) -> tuple[str, str] | None:
    """Return (address, code) of one recipient's block when it failed for good (status 5.x.x)."""
    recipient = str(block.get("Original-Recipient") or block.get("Final-Recipient") or "")
    status = str(block.get("Status", "")).split()
    failed = str(block.get("Action", "")).strip().lower() == "failed" and status and status[0].startswith("5.")
    address = recipient.partition(";")[2].strip().strip("<>")
    return (address, status[0]) if failed and address else None
