"""An occasion as the public sees it: what it offers, and where to read more. Never its link for online."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import urljoin

from django.conf import settings
from django.urls import reverse

from events.booking import availability, offers, prices, pricing
from events.booking.availability import Counts
from events.booking.enums import Bookable, OccasionKind
from events.booking.models import Occasion
from events.booking.models.occasions import civil_date
from events.booking.offers import Offer
from events.booking.prices import NoPriceError, Tariff
from lvv_site import civil
from lvv_site.hours_kind import HoursKind
from lvv_site.pages.addresses import address_of

from . import organisers

ONLINE = "online"  # as the office writes it for a place


@dataclass(frozen=True)
class Activity:
    """One row of the agenda. `url` is where it leads; on another site when `leads_away`."""

    offer: Offer
    url: str
    organiser: str = ""  # who gives it, when that is not the association

    @property
    def occasion(self) -> Occasion:
        """What it is about."""
        return self.offer.occasion

    @property
    def title(self) -> str:
        """Its name."""
        return self.occasion.title

    @property
    def kind(self) -> str:
        """What it is, in a word."""
        return str(OccasionKind(self.occasion.kind).label)

    @property
    def start(self) -> dt.datetime:
        """When it begins, with Amsterdam's offset."""
        return _moment(self.occasion.starts)

    @property
    def end(self) -> dt.datetime:
        """When it ends, with Amsterdam's offset."""
        return _moment(self.occasion.ends)

    @property
    def month(self) -> dt.date:
        """The first day of the month it begins in."""
        return self.start.date().replace(day=1)

    @property
    def place(self) -> str:
        """Where to go; empty when there is nowhere to go to, for which the office writes "Online"."""
        return "" if self.occasion.place.strip().lower() == ONLINE else self.occasion.place

    @property
    def online(self) -> bool:
        """Whether somebody can attend from home."""
        return not self.place or bool(self.occasion.online_link)

    @property
    def hours_kind(self) -> str:
        """As what its hours are announced; empty when they do not count."""
        return self.occasion.hours_kind if self.occasion.minutes else ""

    @property
    def hours_label(self) -> str:
        """The kind of hours in words."""
        return str(HoursKind(self.hours_kind).label) if self.hours_kind else ""

    @property
    def cancelled(self) -> bool:
        """Whether it was called off."""
        return self.occasion.cancelled

    @property
    def leads_away(self) -> bool:
        """Whether `url` is on another site."""
        return bool(self.occasion.external_url) and self.url == self.occasion.external_url

    @property
    def free(self) -> int | None:
        """Places for whoever comes now; None is without end."""
        return self.offer.availability.free

    @property
    def waiting(self) -> int:
        """How many people are on the waiting list."""
        return self.offer.availability.waiting

    @property
    def is_open(self) -> bool:
        """Whether somebody can book now."""
        return self.offer.availability.bookable == Bookable.OPEN

    @property
    def is_full(self) -> bool:
        """Whether somebody can only join the waiting list."""
        return self.offer.availability.bookable == Bookable.FULL

    @property
    def not_open_yet(self) -> bool:
        """Whether booking opens later."""
        return self.offer.availability.bookable == Bookable.NOT_OPEN_YET

    @property
    def is_closed(self) -> bool:
        """Whether booking is no longer possible though it is still to come."""
        return self.offer.availability.bookable == Bookable.CLOSED

    @property
    def why_not(self) -> str:
        """Why nobody can book, in words; empty when somebody can."""
        return "" if self.is_open or self.is_full else str(self.offer.availability.bookable.label)

    @property
    def only_members(self) -> bool:
        """Whether there is a price for members and none for guests."""
        return self.offer.price_guest is None and self.offer.price_member is not None

    @property
    def is_free(self) -> bool:
        """Whether nobody pays anything."""
        return self.offer.is_free

    @property
    def price_member(self) -> Decimal | None:
        """What a member pays, Decimal EUR with VAT."""
        return self.offer.price_member

    @property
    def price_guest(self) -> Decimal | None:
        """What a guest pays, Decimal EUR with VAT."""
        return self.offer.price_guest

    @property
    def absolute_url(self) -> str:
        """Where it leads, with scheme and host."""
        return urljoin(settings.WAGTAILADMIN_BASE_URL, self.url)


def of(occasions: Sequence[Occasion], now: dt.datetime) -> list[Activity]:
    """Return the occasions of `queries.dated` as activities, in the same order; two queries, and one when providers give some."""
    given_by = organisers.of(occasions)
    return [
        Activity(offer, address(offer.occasion), given_by.get(offer.occasion.pk, ""))
        for offer in offers.of(occasions, now)
    ]


def counted(occasions: Sequence[Occasion], now: dt.datetime) -> list[Activity]:
    """Return the same for occasions that came with their counts (`capacity.listed`); one query, and one when providers give some."""
    tariffs = pricing.tariffs_of(occasions)
    given_by = organisers.of(occasions)
    return [Activity(_offer(one, tariffs[one.pk], now), address(one), given_by.get(one.pk, "")) for one in occasions]


def _offer(one: Occasion, tariffs: list[Tariff], now: dt.datetime) -> Offer:
    counts = Counts(one.capacity, one.taken, one.waiting)  # type: ignore[attr-defined] # of `capacity.listed`
    return Offer(
        occasion=one,
        availability=availability.availability(one.registration, counts, now),
        price_member=_price(tariffs, civil_date(now), is_member=True),
        price_guest=_price(tariffs, civil_date(now), is_member=False),
    )


def _price(tariffs: list[Tariff], on: dt.date, *, is_member: bool) -> Decimal | None:
    try:
        return prices.price_of(tariffs, on, is_member=is_member).gross
    except NoPriceError:
        return None


def address(occasion: Occasion) -> str:
    """Return where an occasion of `queries.dated` leads: its page, else the site where one books it, else its plain page."""
    if path := occasion.home_path:  # type: ignore[attr-defined] # of `queries.dated`
        return address_of(path)
    return occasion.external_url or reverse("agenda:activity", args=[occasion.code])


def _moment(moment: dt.datetime | None) -> dt.datetime:
    if moment is None:
        raise ValueError("an activity of the agenda has dates")
    return moment.astimezone(civil.AMSTERDAM)
