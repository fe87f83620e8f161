"""Reserving places, and what paying makes of them.

- All places or none; never more than there are, nor past who waits. Under the locks of all occasions at once.
- The same key is the same booking, also twice at the same moment: the key's row is written before anything is locked, so
  the second waits for the first and then finds it.
- A hold runs out by itself. Money that comes later confirms the place when there still is one, and is otherwise told.
"""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from lvv_site.members import people
from lvv_site.members.models import User

from . import capacity, claiming, deadlines, pricing, signals, story, tasks
from .codes import new_code
from .enums import EventKind, PlaceState
from .models import Booking, DiscountUse, Occasion, Place, PlaceEvent
from .models.occasions import civil_date
from .prices import NOTHING
from .pricing import Quote
from .refusals import ChangedError, Full, NobodyError, NotBookableError, TwiceError


@dataclass(frozen=True)
class Attendee:
    """Who comes. `person` is an id, None for a colleague whom we do not know."""

    name: str
    email: str = ""
    person: int | None = None


@dataclass(frozen=True)
class Confirmation:
    """What paying gave: the ids of places confirmed now or before, and of those for which there was no place any more."""

    confirmed: frozenset[int]
    left_out: frozenset[int]


def reserve(
    occasions: Collection[Occasion], attendees: Sequence[Attendee], by: User | None, key: str, wait: bool = False,
    *, discount_code: str = "", contact: str = "", agreed: Decimal | None = None,
) -> Booking:  # fmt: skip
    """Hold a place for each attendee at each occasion until the hold runs out; with `wait`, put them on the waiting list.

    `contact` is where to write to who books without an account, `agreed` what it costs together (EUR with VAT) for who
    saw a price.

    Raises:
        BookingError: `Full` with the occasions that have no room, not bookable now, somebody twice, no price or not the
            one agreed to, a discount code that does not hold, or a key of somebody else. Nothing is written then.
        OutsideTransactionError: no transaction is open.
    """
    wanted = sorted({one.pk for one in occasions})
    if not wanted or not attendees:
        raise NobodyError
    if not transaction.get_connection().in_atomic_block:
        raise capacity.OutsideTransactionError("reserve inside a transaction")
    # What needs no lock comes before it: others are waiting.
    who = resolved(attendees)
    if not wait:
        _look_before(wanted, who, key)
    with transaction.atomic():
        booking, is_new = claiming.claim(key, by, contact, claiming.newest_terms(occasions))
        if is_new:
            priced = sorted(occasions, key=lambda one: one.pk)
            quote = pricing.quote(priced, [one.person for one in who], civil_date(timezone.now()), discount_code)
            if agreed is not None and sum((one.gross for one in quote.prices), NOTHING) != agreed:
                raise ChangedError
            capacity.lock(wanted)
            _fill(booking, wanted, who, wait, quote)
    return booking


def _look_before(wanted: list[int], attendees: list[Attendee], key: str) -> None:
    """Refuse without a lock who is surely too late: there was no room at this very moment. Only the lock gives a place.

    Who has a booking of this key, or a place already, is answered under the lock: with that.
    """
    now = timezone.now()
    found = capacity.standing(wanted, now)
    if any(one.registration.refusal(now) for one in found.values()):
        return
    persons = [one.person for one in attendees if one.person]
    if (full := _without(found, len(attendees))) and not (
        Booking.objects.filter(key=key).exists()
        or (persons and Place.objects.filter(occasion__in=wanted, person__in=persons, cancelled_at=None).exists())
    ):
        raise Full(full, {id_: one.at(now) for id_, one in found.items()})


def _without(found: dict[int, capacity.Standing], number: int) -> list[int]:
    """Return the occasions that have no room for so many."""
    return [id_ for id_, one in found.items() if not one.counts.has_room(number)]


def resolved(attendees: Sequence[Attendee]) -> list[Attendee]:
    """Return the attendees with the entries of people that stand for them now."""
    known = {one.person for one in attendees if one.person}
    now = people.resolve_many(known) if known else {}
    return [Attendee(one.name, one.email, now[one.person] if one.person else None) for one in attendees]


def _fill(booking: Booking, wanted: list[int], attendees: list[Attendee], wait: bool, quote: Quote) -> None:
    """Write the places, with the occasions locked and as they are now."""
    now = timezone.now()
    found = capacity.standing(wanted, now)
    for id_ in wanted:
        if why := found[id_].registration.refusal(now):
            raise NotBookableError(id_, why)
    _check_once(wanted, attendees, now)
    if not wait and (full := _without(found, len(attendees))):
        raise Full(full, {id_: one.at(now) for id_, one in found.items()})
    until = None if wait else now + deadlines.hold()
    places = _write(booking, wanted, attendees, quote, held_until=until, waiting_since=now if wait else None, now=now)
    story.tell(places, EventKind.WAITING if wait else EventKind.HELD, now, booking.by)
    for id_ in wanted if wait else ():
        if not found[id_].counts.waiting:
            tasks.pass_on.enqueue(id_)


def _check_once(occasions: list[int], attendees: list[Attendee], now: dt.datetime) -> None:
    """Let a person have one place at an occasion. A place that lapsed makes room for the new one."""
    persons = [one.person for one in attendees if one.person]
    if len(persons) > len(set(persons)):
        raise TwiceError({one for one in persons if persons.count(one) > 1})
    if not persons:
        return
    theirs = Place.objects.filter(occasion__in=occasions, person__in=persons, cancelled_at=None)
    lapsed = list(theirs.filter(capacity.has_lapsed(now)))
    Place.objects.filter(pk__in=[one.pk for one in lapsed]).update(cancelled_at=now)
    story.tell(lapsed, EventKind.LAPSED, now)
    if present := set(theirs.values_list("person", flat=True)):
        raise TwiceError({one for one in present if one})


def _write(
    booking: Booking, occasions: list[int], attendees: list[Attendee], quote: Quote, *, now: dt.datetime,
    held_until: dt.datetime | None = None, waiting_since: dt.datetime | None = None,
    confirmed_at: dt.datetime | None = None, set_aside: bool = False,
) -> list[Place]:  # fmt: skip
    seats = [(occasion, attendee) for occasion in occasions for attendee in attendees]
    places = Place.objects.bulk_create(
        [
            Place(
                booking=booking, occasion_id=occasion, code=new_code(), person_id=attendee.person, name=attendee.name,
                email=attendee.email, audience=price.audience, net=price.net, vat_rate=price.vat_rate,
                discount=price.discount, made_at=now, held_until=held_until, waiting_since=waiting_since,
                confirmed_at=confirmed_at, set_aside=set_aside,
            )
            for (occasion, attendee), price in zip(seats, quote.prices, strict=True)
        ]
    )  # fmt: skip
    used = [place for place, with_code in zip(places, quote.discounted, strict=True) if with_code]
    DiscountUse.objects.bulk_create([DiscountUse(code=quote.code, place=place) for place in used])
    return places


@transaction.atomic
def set_aside(occasion: Occasion, number: int, by: User, key: str) -> Booking:
    """Let the organiser keep places back: confirmed, free of charge, before who waits. Raises `Full`."""
    if number < 1:
        raise NobodyError
    booking, is_new = claiming.claim(key, by)
    if is_new:
        capacity.lock([occasion.pk])
        now = timezone.now()
        occasion = Occasion.objects.get(pk=occasion.pk)
        empty = capacity.counted([occasion], now)[occasion.pk].empty
        if empty is not None and number > empty:
            raise Full([occasion.pk])
        kept = [Attendee(name="")] * number
        quote = pricing.nothing(number)
        places = _write(booking, [occasion.pk], kept, quote, now=now, confirmed_at=now, set_aside=True)
        story.tell(places, EventKind.SET_ASIDE, now, by)
    return booking


@transaction.atomic
def confirm(booking: Booking, places: Collection[int] | None = None) -> Confirmation:
    """Confirm the booking's held places (or only these, by id): it was paid, or needs no payment. Idempotent.

    A place whose hold ran out is confirmed as long as there is room and nobody waits; all of them at an occasion or none.
    What is left out keeps its event `late`: its money is placed or given back by a person. Sends `place_confirmed`.
    """
    now = timezone.now()
    found = _locked(booking, places)
    standing = {one.pk for one in found if one.confirmed_at and not one.cancelled_at}
    held = [one for one in found if one.held_until and not one.confirmed_at and not one.cancelled_at]
    on_time = [one for one in held if one.state(now) != PlaceState.LAPSED]
    late = [one for one in held if one not in on_time]
    without_room = _without_room(late, now)
    saved = [one for one in late if one.occasion_id not in without_room]
    _confirm(on_time + saved, now)
    given_up = {one.pk for one in found if one.held_until and one.cancelled_at and not one.confirmed_at}
    left_out = {one.pk for one in late if one not in saved} | given_up
    _tell_late([one for one in found if one.pk in left_out], now)
    return Confirmation(frozenset(standing | {one.pk for one in on_time + saved}), frozenset(left_out))


def _locked(booking: Booking, places: Collection[int] | None = None) -> list[Place]:
    """Return the booking's places, with their occasions locked."""
    of_booking = Place.objects.filter(booking=booking)
    if places is not None:
        of_booking = of_booking.filter(pk__in=places)
    capacity.lock(set(of_booking.values_list("occasion", flat=True)))
    return list(of_booking.order_by("pk"))


def _without_room(late: list[Place], now: dt.datetime) -> set[int]:
    wanted = [one.occasion_id for one in late]
    counts = capacity.counted(Occasion.objects.filter(pk__in=wanted), now)
    called_off = set(Occasion.objects.filter(pk__in=wanted, called_off__isnull=False).values_list("pk", flat=True))
    return called_off | {id_ for id_, found in counts.items() if not found.has_room(wanted.count(id_))}


def _confirm(places: list[Place], now: dt.datetime) -> None:
    Place.objects.filter(pk__in=[one.pk for one in places]).update(confirmed_at=now)
    story.tell(places, EventKind.CONFIRMED, now)
    for place in places:
        signals.place_confirmed.send(sender=Place, place_id=place.pk)


def _tell_late(places: list[Place], now: dt.datetime) -> None:
    told = set(PlaceEvent.objects.filter(place__in=places, kind=EventKind.LATE).values_list("place", flat=True))
    story.tell([one for one in places if one.pk not in told], EventKind.LATE, now)


@transaction.atomic
def keep(booking: Booking, places: Collection[int]) -> bool:
    """Keep held places (by id) as long as a checkout that begins now; False when one of them is held no longer.

    Not for ever: `deadlines.LONGEST` after the place was reserved or offered it runs out, whoever begins to pay again.
    """
    now = timezone.now()
    found = _locked(booking, places)
    until = now + deadlines.hold()
    if not all(_is_held(one, now) and until <= _longest(one) for one in found):
        return False
    Place.objects.filter(pk__in=[one.pk for one in found], held_until__lt=until).update(held_until=until)
    return True


def _longest(place: Place) -> dt.datetime:
    return max(place.held_until or place.made_at, (place.offered_until or place.made_at) + deadlines.LONGEST)


@transaction.atomic
def hold_longer(booking: Booking, places: Collection[int] | None = None) -> None:
    """Keep the places: a payment is under way. Idempotent.

    A hold that ran out before we heard of it is taken up again while there is room and nobody waits; a lapse that was told
    is not undone.
    """
    now = timezone.now()
    open_ = [
        one for one in _locked(booking, places) if one.held_until and not one.confirmed_at and not one.cancelled_at
    ]
    once = [one for one in open_ if not _was_told(one)]
    ran_out = [one for one in once if one.state(now) == PlaceState.LAPSED]
    without_room = _without_room(ran_out, now)
    kept = [one for one in once if one not in ran_out or one.occasion_id not in without_room]
    Place.objects.filter(pk__in=[one.pk for one in kept]).update(held_until=now + deadlines.UNDER_WAY)
    story.tell(kept, EventKind.HELD_LONGER, now)


def _was_told(place: Place) -> bool:
    return place.events.filter(kind__in=[EventKind.HELD_LONGER, EventKind.LAPSED]).exists()


def _is_held(place: Place, now: dt.datetime) -> bool:
    return bool(place.held_until and place.held_until > now and not place.confirmed_at and not place.cancelled_at)


@transaction.atomic
def lapse(booking: Booking, places: Collection[int] | None = None) -> None:
    """Give the held places free: the payment failed or the checkout ended. Idempotent; what is confirmed stays."""
    now = timezone.now()
    held = [one for one in _locked(booking, places) if _is_held(one, now)]
    Place.objects.filter(pk__in=[one.pk for one in held]).update(held_until=now)
    story.tell(held, EventKind.LAPSED, now)
    for occasion_id in sorted({one.occasion_id for one in held}):
        tasks.pass_on.enqueue(occasion_id)
