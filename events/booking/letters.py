"""The mail about places. Rows in the queue hold ids only; subjects hold nothing personal.

What a mail would say is asked when it is sent: a place that ended meanwhile is not confirmed any more, an offer that was
answered is not mailed.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation

from lvv_site import mail
from lvv_site.mail import registry

from . import calendar_files, paying_back, waiting
from .enums import EventKind, PlaceState
from .models import Booking, Place

CONFIRMED = "booking/confirmed"
WAITING = "booking/waiting"
OFFER = "booking/offer"
CANCELLED = "booking/cancelled"
MOVED = "booking/moved"
REPLACED = "booking/replaced"
NO_PLACE = "booking/no_place"
BOOKED = "booking/booked"


def register() -> None:
    """Tell the queue about this room's templates."""
    builders: dict[str, Callable[[registry.Ids], Mapping[str, Any]]] = {
        CONFIRMED: confirmed_context, WAITING: waiting_context, OFFER: offer_context, CANCELLED: cancelled_context,
        MOVED: moved_context, REPLACED: replaced_context, NO_PLACE: no_place_context,
        BOOKED: booked_context,
    }  # fmt: skip
    for name, builder in builders.items():
        registry.register(name, builder, subject_keys=("title",))


def contact_of(place: Place) -> str:
    """Return who decides about a place: who booked it, else the attendee; empty when nobody can be written to."""
    by = place.booking.by
    return by.email if by else place.booking.contact or place.email


def attendee_of(place: Place) -> str:
    """Return where an attendee's own mail goes: to who booked when the attendee has no address."""
    return place.email or contact_of(place)


def tell_confirmed(place_id: int) -> None:
    """Send the attendee the confirmation with the calendar file; once for each attendee that a place has had."""
    place = _place(place_id)
    changes = place.events.filter(kind=EventKind.SUBSTITUTED).count()
    if not place.set_aside:
        _queue(CONFIRMED, attendee_of(place), place, f"{place.pk}:{changes}")


def tell_booked(booking: Booking) -> None:
    """Send who booked the address of the booking, once: without an account only with it can anything be changed.

    Who has an account and comes too gets a confirmation of their own; one that books for others gets this.
    """
    by = booking.by
    to = by.email if by else booking.contact
    if not to or (by and any(one.email.casefold() == to.casefold() for one in booking.places.all())):
        return
    language = by.person.language if by and by.person else "nl"
    mail.queue(BOOKED, to, {"booking": booking.pk}, f"{BOOKED}:{booking.pk}", language)


def tell_waiting(place: Place) -> None:
    """Tell that somebody is on the waiting list."""
    _queue(WAITING, contact_of(place), place, str(place.pk))


def tell_offered(place_id: int) -> None:
    """Offer a place that came free, personally."""
    place = _place(place_id)
    _queue(OFFER, contact_of(place), place, str(place.pk))


def tell_cancelled(place_id: int) -> None:
    """Tell an attendee that their confirmed place ended, or where it went. An occasion that is off tells so itself."""
    place = _place(place_id)
    if not place.confirmed_at or place.set_aside:
        return
    if new := Place.objects.filter(moved_from=place).first():
        _queue(MOVED, attendee_of(new), new, str(new.pk))
    elif not place.occasion.cancelled:
        _queue(CANCELLED, attendee_of(place), place, str(place.pk))


def tell_replaced(place: Place, email: str) -> None:
    """Tell who would have come that somebody else does; `email` is theirs, for the place no longer knows it."""
    changes = place.events.filter(kind=EventKind.SUBSTITUTED).count()
    _queue(REPLACED, email, place, f"{place.pk}:{changes}")


def tell_no_place(place_id: int) -> None:
    """Tell who paid when there was no place any more that the money comes back."""
    place = _place(place_id)
    _queue(NO_PLACE, contact_of(place), place, str(place.pk))


def confirmed_context(ids: registry.Ids) -> Mapping[str, Any]:
    """Return what a confirmation shows, with the calendar file."""
    place = _standing(ids, PlaceState.CONFIRMED)
    return _about(place, ticket(place)) | {"attachments": _calendar(place)}


def booked_context(ids: registry.Ids) -> Mapping[str, Any]:
    """Return what who booked without an account needs to change the booking."""
    first = Place.objects.filter(booking=int(ids["booking"])).order_by("pk").first()
    if first is None:
        raise registry.Withdrawn
    place = _place(first.pk)
    comers = list(Place.objects.filter(booking=first.booking_id).order_by("pk").values_list("name", flat=True))
    return _about(place, manage(place)) | {"name": "", "comers": comers}


def waiting_context(ids: registry.Ids) -> Mapping[str, Any]:
    """Return what somebody on the waiting list reads."""
    place = _standing(ids, PlaceState.WAITING)
    return _about(place, manage(place)) | {"position": waiting.position(place)}


def offer_context(ids: registry.Ids) -> Mapping[str, Any]:
    """Return what an offer shows: until when it holds."""
    place = _standing(ids, PlaceState.OFFERED)
    return _about(place, manage(place)) | {"until": place.offered_until}


def cancelled_context(ids: registry.Ids) -> Mapping[str, Any]:
    """Return what a cancellation shows, with a file that takes the entry out of a calendar, and what comes back."""
    place = _standing(ids, PlaceState.CANCELLED)
    back = paying_back.share_of(place).gross
    return _about(place, ticket(place)) | {"attachments": _calendar(place), "back": back}


def moved_context(ids: registry.Ids) -> Mapping[str, Any]:
    """Return what an attendee reads who goes to another run: the file moves the entry."""
    place = _standing(ids, PlaceState.CONFIRMED)
    return _about(place, ticket(place)) | {"attachments": _calendar(place)}


def replaced_context(ids: registry.Ids) -> Mapping[str, Any]:
    """Return what somebody reads for whom another comes. Without the name of that other."""
    place = _place(int(ids["place"]))
    return _about(place, settings.WAGTAILADMIN_BASE_URL) | {"name": "", "attachments": _calendar(place, off=True)}


def no_place_context(ids: registry.Ids) -> Mapping[str, Any]:
    """Return what somebody reads who paid too late."""
    place = _place(int(ids["place"]))
    return _about(place, manage(place)) | {"back": place.price.gross}


def ticket(place: Place) -> str:
    """Return the address of the attendee's own page."""
    return _address(place, "ticket", place.code)


def manage(place: Place) -> str:
    """Return the address where the booking can be changed."""
    return _address(place, "booking", place.booking.code)


def language_of(place: Place) -> str:
    """Return the language in which an attendee is written to: theirs, else of who booked."""
    person = place.person or (place.booking.by.person if place.booking.by else None)
    return person.language if person else "nl"


def _address(place: Place, view: str, code: str) -> str:
    with translation.override(language_of(place)):
        return settings.WAGTAILADMIN_BASE_URL + reverse(f"booking:{view}", args=[code])


def _place(place_id: int) -> Place:
    related = ("occasion__called_off", "occasion__landing", "booking__by__person", "booking__terms", "person")
    return Place.objects.select_related(*related).get(pk=place_id)


def _standing(ids: registry.Ids, state: PlaceState) -> Place:
    place = _place(int(ids["place"]))
    if place.state(timezone.now()) != state:
        raise registry.Withdrawn
    return place


def _calendar(place: Place, *, off: bool = False) -> list[registry.Attachment]:
    file = calendar_files.attachment(place, off=off)
    return [file] if file else []


def _about(place: Place, url: str) -> dict[str, Any]:
    return {
        "language": language_of(place), "place": place, "occasion": place.occasion, "title": place.occasion.title,
        "name": place.name, "url": url, "booking": place.booking,
    }  # fmt: skip


def _queue(template: str, to: str, place: Place, key: str) -> None:
    if to:
        mail.queue(template, to, {"place": place.pk}, f"{template}:{key}", language_of(place))
