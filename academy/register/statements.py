"""Signed statements: what the register said of a number about a day, at the moment of asking.

A statement is a JWT with `iss` (the register), `sub` (the number), `on` (the day), `status` and `iat` (when it was asked), and
nothing else: no name and no other day. It proves what was said then, not what holds now; that is the live page. What a measure
past its public term once said is not said again, also not to who holds the statement.
"""

import datetime as dt
import re
from dataclasses import dataclass

from django.conf import settings

from academy.certification.enums import MEASURES, Status
from academy.certification.status import PublicStatus
from lvv_site import civil, signing

from .adviser import Entry, find

# An Ed25519 signature is 86 characters: what follows it in a letter is not part of it.
TOKEN = re.compile(r"eyJ[\w-]+\.eyJ[\w-]+\.[\w-]{86}", re.ASCII)
BROKEN_BY = re.compile(
    r"[\s>\u00ad\u200b-\u200d\u2060\ufeff]+"
)  # line breaks, quotation marks of mail, what is not seen


class OtherStatementError(Exception):
    """Signed by us, but it says something else than a status on a day."""


@dataclass(frozen=True)
class Statement:
    """What a statement says. `asked` is the moment at which it was signed."""

    number: str
    on: dt.date
    status: str
    asked: dt.datetime


@dataclass(frozen=True)
class Checked:
    """A genuine statement beside what the register says now; `found` None: the number is not there any more."""

    said: Statement
    found: Entry | None
    then: PublicStatus | None

    @property
    def agrees(self) -> bool:
        """Whether the register still says the same about that day."""
        return self.then is not None and self.then.status == self.said.status

    @property
    def is_told(self) -> bool:
        """Whether what it said may be repeated: a measure only while the register says so itself."""
        return self.agrees or self.said.status not in {one.value for one in MEASURES}


def sign(number: str, on: dt.date, status: str) -> str:
    """Return the statement about a number and a day."""
    claims = {"iss": settings.WAGTAILADMIN_BASE_URL, "sub": number, "on": on.isoformat(), "status": status}
    return signing.sign(claims)


def token_in(text: str) -> str | None:
    """Return the first signed statement in a text, whatever line breaks it went through; None when there is none."""
    found = TOKEN.search(BROKEN_BY.sub("", text))
    return found.group() if found else None


def read(token: str) -> Statement:
    """Return what a statement says.

    Raises:
        BadSignatureError: it was not signed by us, was changed since, or its key was taken away.
        OtherStatementError: we signed it, and it is not about a status on a day.
    """
    claims = signing.verify(token)
    try:
        asked = dt.datetime.fromtimestamp(claims["iat"], civil.AMSTERDAM)
        said = Statement(str(claims["sub"]), dt.date.fromisoformat(claims["on"]), Status(claims["status"]).value, asked)
    except (KeyError, TypeError, ValueError):
        raise OtherStatementError from None
    return said


def check(token: str, today: dt.date) -> Checked:
    """Return what a statement said beside what holds now; raises what `read` raises."""
    said = read(token)
    found = find(said.number, today)
    return Checked(said, found, found.on(said.on) if found else None)
