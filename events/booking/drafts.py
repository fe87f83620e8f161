"""What somebody filled in to book, between the form and the button: it travels in a signed field, nothing is kept.

The signature stops changes on the way; nothing in it is secret from who typed it.
"""

import hashlib
import json
from dataclasses import asdict, dataclass, field
from typing import Any

from django.core import signing
from django.db.models import Prefetch

from lvv_site import civil
from lvv_site.members.membership import holding
from lvv_site.members.models import Membership, Person, User
from lvv_site.payments.enums import PayerKind
from lvv_site.payments.orders import Payer

from .enums import PlaceState
from .models import Booking, Occasion
from .reserving import Attendee

SALT = "events.booking.draft"
A_DAY = 24 * 3600


@dataclass(frozen=True)
class Comer:
    """Somebody who comes, as typed; `number` is the membership number that makes a colleague known."""

    name: str
    email: str = ""
    number: str = ""


@dataclass(frozen=True)
class Draft:
    """A booking in the making. `total` (EUR with VAT) and `terms` (an id) are what the page with the button showed."""

    occasion: str
    comers: tuple[Comer, ...]
    comes_too: bool = False
    payer: dict[str, str] = field(default_factory=dict)
    discount: str = ""
    total: str = ""
    terms: int | None = None

    def sealed(self) -> str:
        """Return it as the value of a hidden field."""
        return signing.dumps(asdict(self), salt=SALT, compress=True)

    @property
    def payer_kind(self) -> PayerKind:
        """Who pays."""
        return PayerKind(self.payer.get("kind", PayerKind.PERSON))


def opened(sealed: str) -> Draft | None:
    """Return the draft of a hidden field; None when it was changed or is older than a day."""
    try:
        found: dict[str, Any] = signing.loads(sealed, salt=SALT, max_age=A_DAY)
    except signing.BadSignature:
        return None
    return Draft(**found | {"comers": tuple(Comer(**one) for one in found["comers"])})


def attendees(draft: Draft, user: User | None) -> list[Attendee]:
    """Return who comes: the account's own person first, and colleagues with the person of their membership number."""
    found = [own_attendee(user)] if draft.comes_too and user else []
    return [
        *found,
        *(Attendee(one.name, one.email, _person_of(one)) for one in draft.comers),
    ]


def own_attendee(user: User) -> Attendee:
    """Return who an account is."""
    return Attendee(user.get_full_name() or user.email, user.email, user.person_id)


def _person_of(comer: Comer) -> int | None:
    found = member_of(comer.number, comer.name) if comer.number else None
    return found.pk if found else None


def member_of(number: str, name: str) -> Person | None:
    """Return the member with this number today whose family name is in the name as typed."""
    held = Membership.objects.filter(holding(civil.today()), number__iexact=number.strip()).select_related("person")
    person = next((one.person for one in held), None)
    return person if person and person.family_name.casefold() in name.casefold() else None


def payer(draft: Draft, user: User | None) -> Payer:
    """Return who pays, with the account's person."""
    details = {name: value for name, value in draft.payer.items() if name != "kind"}
    return Payer(kind=draft.payer_kind, person=user.person if user else None, **details)


def key_of(draft: Draft, occasion: Occasion, user: User | None, *, wait: bool) -> str:
    """Return the key of the booking that this draft makes: the same content is the same booking, however often it is sent.

    When that one is over, cancelled or run out, the next has a key of its own.
    """
    content = [
        occasion.pk, user.pk if user else draft.payer.get("email", "").casefold(), wait, draft.comes_too, draft.discount.casefold(),
        draft.total, draft.payer_kind, [asdict(one) for one in draft.comers],
    ]  # fmt: skip
    name = hashlib.sha256(json.dumps(content).encode()).hexdigest()[:40]
    now = civil.now()
    earlier = Booking.objects.filter(key__startswith=f"{name}:").prefetch_related(Prefetch("places"))
    over = {PlaceState.CANCELLED, PlaceState.LAPSED}
    ended = sum(all(place.state(now) in over for place in one.places.all()) for one in earlier)
    return f"{name}:{ended + 1}"
