r"""What a leaf of the chain commits to, and how the chain is made of leaves. Pure: no clock, no database.

The format (version 1) is public and never changes; another one gets another version and another name in the hashes.

- The event as text: a JSON object with sorted keys, without white space, in UTF-8, dates as YYYY-MM-DD and the moment of
  recording in UTC with six decimals. The keys are those of `Opened`; what does not apply is null. `lifts` is the place in
  the chain of the measure that is lifted.
- leaf = SHA-256("lvv-register-leaf-1\n" + 16 random bytes + the text). Without the random bytes nobody can tell what a leaf
  is about, not even by trying every number and date there is.
- chain: hash(0) is 32 zero bytes, hash(n) = SHA-256("lvv-register-chain-1\n" + hash(n-1) + leaf(n)).

The register offers a program that does the same again without anything of ours, for who wants to check us.
"""

import datetime as dt
import hashlib
import json
from dataclasses import asdict, dataclass

VERSION = 1
SALT_BYTES = 16
LEAF_MARK = b"lvv-register-leaf-1\n"
CHAIN_MARK = b"lvv-register-chain-1\n"
START = "0" * 64  # the hash before the first leaf


@dataclass(frozen=True, slots=True)
class Opened:
    """One event as the chain commits to it: nothing of who it is about but the number, nothing of who decided."""

    number: str
    kind: str
    starts: dt.date
    until: dt.date | None
    scheme: str | None
    other_scheme: str | None
    mode: str
    lifts: int | None
    decided_on: dt.date
    recorded_at: dt.datetime
    source: str

    def as_text(self) -> str:
        """Return the text that is committed to."""
        told = asdict(self) | {"v": VERSION, "recorded_at": _moment(self.recorded_at)}
        told["from"] = told.pop("starts")
        return json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_day)


def leaf(text: str, salt: str) -> str:
    """Return the commitment to a text, in hex; `salt` is 16 random bytes in hex."""
    return hashlib.sha256(LEAF_MARK + bytes.fromhex(salt) + text.encode()).hexdigest()


def follow(before: str, leaf: str) -> str:
    """Return the hash of the chain after a leaf, in hex."""
    return hashlib.sha256(CHAIN_MARK + bytes.fromhex(before) + bytes.fromhex(leaf)).hexdigest()


def _day(value: object) -> str:
    assert isinstance(value, dt.date)  # noqa: S101 - everything else in `Opened` is JSON already
    return value.isoformat()


def _moment(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
