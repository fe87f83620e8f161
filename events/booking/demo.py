"""Bookings of the demonstration, at whatever occasions the other rooms planned.

Stated, and tested: of every occasion that can be booked here between a quarter and four fifths is taken; the smallest of them
is full, with people waiting; of what is over most people were there. The accounts of the demonstration have their own: the
certified member a place that is paid, one on a waiting list and one that was; an organisation an invoice that is overdue and
one that is paid. One payment nobody knows the order of, and one order was paid twice. No mail goes out and nothing is asked of a
payment provider: these are rows, as if it all had happened.
"""

import datetime as dt
import random
from collections.abc import Sequence
from decimal import Decimal

from django.db.models import Q

from lvv_site import civil
from lvv_site.members.models import Person, User
from lvv_site.operations.demo import DemoPlan
from lvv_site.payments import invoices, orders
from lvv_site.payments.enums import PayerKind
from lvv_site.payments.models import Order, Payment, Settlement
from lvv_site.payments.orders import Payer

from . import ordering, pricing, story
from .codes import new_code
from .enums import EventKind
from .models import Attendance, Booking, Occasion, Part, Place, PlaceOrder
from .models.occasions import civil_date
from .pricing import Quote

AFTER = ("lvv_site.payments", "lvv_site.members", "academy.courses", "events.agenda", "academy.hours")
MOST, WAITING = 14, 3
DAY = dt.timedelta(days=1)
EMPLOYER = {
    "name": "Gemeente Voorbeeld", "street": "Markt 1", "postcode": "1234 AB", "city": "Voorbeeldstad",
    "email": "facturen@gemeente.example", "purchase_number": "PO-7781",
}  # fmt: skip


def load(plan: DemoPlan) -> None:
    """Book places for the people of the demonstration."""
    chance = plan.random("bookings")
    people = list(Person.objects.filter(user=None).order_by("pk")[:400])
    occasions = list(
        Occasion.objects.filter(bookable=True, called_off=None).exclude(starts=None).order_by("starts", "pk")
    )
    now = civil.now()
    coming = [one for one in occasions if one.starts and one.starts > now and not one.registration.refusal(now)]
    for occasion in coming:
        _fill(plan, chance, occasion, people)
    if people:
        for occasion in [one for one in occasions if one.ends and one.ends < now]:
            _was(plan, chance, occasion, people)
    _accounts(plan, coming, [one for one in occasions if one.ends and one.ends < now])
    _odd(plan)


def _fill(plan: DemoPlan, chance: random.Random, occasion: Occasion, people: Sequence[Person]) -> None:
    """Sell a part of an occasion; a small one whole, with people waiting."""
    seats = min(occasion.capacity or MOST, MOST)
    is_small = occasion.capacity is not None and occasion.capacity <= 2
    number = seats if is_small else chance.randint(seats // 4, seats * 4 // 5)
    who = chance.sample(people, min(len(people), number + WAITING))
    for person in who[:number]:
        _booked(plan, occasion, [person], chance.randint(1, 40))
    for person in who[number:] if is_small else ():
        _waiting(plan, occasion, person, chance.randint(1, 9))


def _was(plan: DemoPlan, chance: random.Random, occasion: Occasion, people: Sequence[Person]) -> None:
    """Let people have been at an occasion, nine of ten of those who booked."""
    number = min(occasion.capacity or MOST, 8, len(people))
    parts: list[Part | None] = [*occasion.parts.all()] or [None]
    attended: list[tuple[Place, Part | None]] = []
    for person in chance.sample(people, number):
        (place,) = _booked(plan, occasion, [person], 60)
        if chance.random() < 0.9:
            attended += [(place, part) for part in parts]
    assert occasion.ends is not None  # noqa: S101 - the caller chose what is over
    Attendance.objects.bulk_create(
        Attendance(
            place=place, part=part, on=civil_date(occasion.ends), at=part.starts if part else occasion.ends,
            minutes=part.minutes if part else occasion.minutes, recorded_at=occasion.ends,
        )
        for place, part in attended
    )  # fmt: skip


def _booked(
    plan: DemoPlan, occasion: Occasion, people: Sequence[Person], days_ago: int, *, by: User | None = None,
    payer: Payer | None = None, is_paid: bool = True,
) -> list[Place]:  # fmt: skip
    """Write a confirmed booking with its order, and its payment."""
    made = _moment(plan, days_ago, occasion)
    quote = pricing.quote([occasion], [one.pk for one in people], civil_date(made))
    booking = _booking(made, by, people[0], occasion)
    places = _places(booking, occasion, people, quote, made, confirmed_at=made)
    order = orders.open_order(
        ordering.lines_of(places), payer or _person_pays(people[0]), f"{ordering.REFERENCE}{places[0].code}",
        civil_date(made) + 14 * DAY,
    )  # fmt: skip
    PlaceOrder.objects.bulk_create([PlaceOrder(place=one, order=order) for one in places])
    if is_paid and order.total:
        _paid(order, civil_date(made))
    return places


def _moment(plan: DemoPlan, days_ago: int, occasion: Occasion) -> dt.datetime:
    """Return so many days before today, and before the occasion began."""
    day = plan.today - days_ago * DAY
    if occasion.starts_on and occasion.starts_on <= day:
        day = occasion.starts_on - days_ago * DAY
    return dt.datetime.combine(day, dt.time(10, days_ago % 60), civil.AMSTERDAM)


def _booking(made: dt.datetime, by: User | None, person: Person, occasion: Occasion) -> Booking:
    code = new_code()
    contact = "" if by else person.email or ""
    return Booking.objects.create(
        code=code, key=f"demo:{code}", by=by, contact=contact, terms=occasion.terms, made_at=made
    )


def _places(
    booking: Booking, occasion: Occasion, people: Sequence[Person], quote: Quote, made: dt.datetime,
    *, confirmed_at: dt.datetime | None = None, waiting_since: dt.datetime | None = None,
) -> list[Place]:  # fmt: skip
    places = Place.objects.bulk_create([
        Place(
            booking=booking, occasion=occasion, code=new_code(), person=person, name=person.full_name,
            email=person.email or "", audience=price.audience, net=price.net, vat_rate=price.vat_rate, made_at=made,
            confirmed_at=confirmed_at, waiting_since=waiting_since,
        )
        for person, price in zip(people, quote.prices, strict=True)
    ])  # fmt: skip
    story.tell(places, EventKind.CONFIRMED if confirmed_at else EventKind.WAITING, made)
    return places


def _waiting(plan: DemoPlan, occasion: Occasion, person: Person, days_ago: int, by: User | None = None) -> None:
    made = _moment(plan, days_ago, occasion)
    quote = pricing.quote([occasion], [person.pk], civil_date(made))
    _places(_booking(made, by, person, occasion), occasion, [person], quote, made, waiting_since=made)


def _person_pays(person: Person) -> Payer:
    return Payer(PayerKind.PERSON, person.full_name, person.email or "", person)


def _paid(order: Order, on: dt.date, again: str = "") -> None:
    """Write down that an order was paid. Its rooms are not told: what would follow stands there."""
    Payment.objects.create(
        order=order, amount=order.total, provider="demo", external_ref=f"demo:{order.code}{again}", received_on=on
    )
    Settlement.objects.get_or_create(order=order)


def _accounts(plan: DemoPlan, coming: Sequence[Occasion], past: Sequence[Occasion]) -> None:
    """Give the accounts of the demonstration something of their own to see."""
    member = User.objects.select_related("person").filter(email="lid@demo.example").first()
    office = User.objects.select_related("person").filter(email="bureau@demo.example").first()
    if not member or not member.person or not office or not office.person:
        return
    priced = [one for one in coming if one.prices.filter(net__gt=0).exists()]
    roomy = [one for one in priced if (one.capacity or MOST) > MOST // 2]
    full = [one for one in priced if one.capacity is not None and one.capacity <= 2]
    for days_ago, is_paid in ((50, False), (20, True)):
        payer = Payer(PayerKind.ORGANISATION, person=office.person, **EMPLOYER)
        for occasion in roomy[1:2] if is_paid else roomy[2:3]:
            places = _booked(plan, occasion, [office.person], days_ago, by=office, payer=payer, is_paid=is_paid)
            invoices.issue(places[0].ordered.order, plan.today - days_ago * DAY)
    if roomy:
        (place,) = _booked(plan, roomy[0], [member.person], 6, by=member)
        invoices.issue(place.ordered.order, plan.today - 6 * DAY)
    if full:
        _waiting(plan, full[0], member.person, 2, member)
    if past:
        _booked(plan, past[-1], [member.person], 30, by=member)


def _odd(plan: DemoPlan) -> None:
    """Leave the treasurer something to find out."""
    if order := Order.objects.filter(Q(settlement__isnull=False), payer_kind=PayerKind.PERSON, total__gt=0).last():
        _paid(order, plan.today - DAY, ":2")
    Payment.objects.create(
        amount=Decimal("121.00"), provider="invoice", external_ref="demo:bank-1", received_on=plan.today - 2 * DAY
    )
