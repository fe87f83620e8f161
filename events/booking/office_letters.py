"""The mail that the office's work sends to attendees. Rows in the queue hold ids only; subjects hold nothing personal.

What a mail would say is asked when it is sent: a place that ended meanwhile, or a plan that changed again, is not mailed.
"""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from lvv_site import mail
from lvv_site.mail import registry

from . import calendar_files, prices
from .enums import PlaceState
from .models import Place

PLAN_CHANGED, ONLINE, CALLED_OFF = "booking/plan_changed", "booking/online", "booking/called_off"


def register() -> None:
    """Tell the queue about these templates."""
    registry.register(PLAN_CHANGED, plan_context, subject_keys=("title",))
    registry.register(ONLINE, plan_context, subject_keys=("title", "is_online"))
    registry.register(CALLED_OFF, called_off_context, subject_keys=("title",))


def address_of(place: Place) -> str:
    """Return where an attendee's mail goes: to who booked when the attendee has no address; empty when nobody has."""
    by = place.booking.by
    return place.email or (by.email if by else "")


def tell_plan(place: Place, sequence: int, *, switched: bool) -> None:
    """Tell an attendee of the plan that has this sequence; `switched`: it went online or came back."""
    _queue(ONLINE if switched else PLAN_CHANGED, place, {"place": place.pk, "sequence": sequence}, f"{sequence}")


def tell_called_off(place: Place) -> None:
    """Tell an attendee that it does not happen."""
    _queue(CALLED_OFF, place, {"place": place.pk}, "off")


def plan_context(ids: registry.Ids) -> Mapping[str, Any]:
    """Return what the mail about a plan shows, with the calendar file; withdraw it when it is not so any more."""
    place = _find(int(ids["place"]))
    occasion = place.occasion
    if place.state(timezone.now()) != PlaceState.CONFIRMED or occasion.sequence != ids["sequence"]:
        raise registry.Withdrawn
    return _about(place) | {"is_online": bool(occasion.online_link) and not occasion.place}


def called_off_context(ids: registry.Ids) -> Mapping[str, Any]:
    """Return what the mail about calling off shows: what comes back, and a file that takes the entry out of a calendar."""
    place = _find(int(ids["place"]))
    came = bool(place.confirmed_at)
    context = _about(place) | {"came": came, "back": place.price.gross if came else prices.NOTHING}
    return context if came else context | {"attachments": []}


def _find(place_id: int) -> Place:
    related = ("occasion__called_off", "booking__by__person", "person")
    return Place.objects.select_related(*related).get(pk=place_id)


def _language(place: Place) -> str:
    person = place.person or (place.booking.by.person if place.booking.by else None)
    return person.language if person else "nl"


def _about(place: Place) -> dict[str, Any]:
    file = calendar_files.attachment(place)
    return {
        "language": _language(place), "name": place.name, "place": place, "occasion": place.occasion,
        "title": place.occasion.title, "attachments": [file] if file else [],
    }  # fmt: skip


def _queue(template: str, place: Place, ids: dict[str, int | str], key: str) -> None:
    if address := address_of(place):
        mail.queue(template, address, ids, f"{template}:{place.pk}:{key}", _language(place))
