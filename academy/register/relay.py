"""Writing to an adviser without knowing the address.

Who switched this on, is in the list and may be hired today can be written to. The message goes into the mail queue, encrypted
until it is sent and deleted then; no table, log, subject or task knows what it said or who wrote it. What stays is what the
queue keeps of every mail (to which adviser, when) and how many there were today, by hashes that change every day.
"""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lvv_site import civil, mail, ratelimit
from lvv_site.mail import registry
from lvv_site.mail.registry import Ids
from lvv_site.members import people
from lvv_site.members.models import Person

from .adviser import Entry, find, is_reachable
from .models import Profile

TEMPLATE = "register/relay"
UNSENT_DAYS = 14  # the queue gives up after about three; the office may try again for a while


class ClosedError(Exception):
    """This adviser cannot be written to (any more)."""


class TooManyError(Exception):
    """The adviser, or whoever writes, had enough for today; `retry_after` in seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(retry_after)
        self.retry_after = retry_after


@dataclass(frozen=True)
class Message:
    """What a visitor writes, and where the answer goes."""

    name: str
    email: str
    text: str


def reachable(number: str, today: dt.date) -> Entry | None:
    """Return who has this number, if one can write to them today."""
    found = find(number, today)
    if found is None or found.profile is None or not found.opt_ins["contact_url"]:
        return None
    return found if address_of(found.profile) else None


def address_of(profile: Profile) -> str:
    """Return where mail for this adviser goes: the address of the account, else the one the office knows; may be empty."""
    person = _person(profile)
    account = people.account_of(person)
    return (account.email if account and account.is_active else person.email) or ""


def send(found: Entry, message: Message) -> None:
    """Put the message in the queue. Says nothing about whether the address works: that is not the visitor's business.

    Raises `TooManyError` over the limits of the day, `ClosedError` when the adviser switched this off a moment ago.
    """
    for scope, key in (("relay_sender", message.email.lower()), ("relay_adviser", str(found.certificate.pk))):
        verdict = ratelimit.check(scope, key)
        if not verdict.allowed:
            raise TooManyError(verdict.retry_after)
    profile = Profile.objects.select_related("certificate").filter(pk=found.certificate.pk).first()
    address = address_of(profile) if profile and is_reachable(profile) else ""
    if not address:
        raise ClosedError
    mail.queue(
        TEMPLATE,
        address,
        {"certificate": found.certificate.pk, "on": civil.today().isoformat()},
        f"{TEMPLATE}:{uuid.uuid4()}",
        unkept={"sender": message.name, "answer_to": message.email, "text": message.text},
        reply_to=message.email,
    )


def letter(ids: Ids) -> Mapping[str, Any]:
    """Return what the mail says beside the message itself."""
    profile = Profile.objects.select_related("certificate").get(pk=int(ids["certificate"]))
    person = _person(profile)
    return {"language": person.language, "name": person.given_name, "certificate": profile.certificate}


def register() -> None:
    """Register the mail; its text is private."""
    registry.register(TEMPLATE, letter, private=True)


def _person(profile: Profile) -> Person:
    return Person.objects.get(pk=people.resolve(profile.certificate.person_id))
