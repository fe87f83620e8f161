"""What this room adds to the admin."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry

from lvv_site.members.models import Person
from lvv_site.members.panels import Panel

from .panels import booking_panel
from .viewsets import BookingGroup, booking_viewsets

LOG_ACTIONS = {
    "plan": _("Tijd of plaats gewijzigd"),
    "online": _("Online gezet of op locatie gezet"),
    "call_off": _("Afgelast"),
    "parts": _("Onderdelen gewijzigd"),
    "price": _("Prijs gewijzigd"),
    "wait": _("Iemand op de wachtlijst gezet"),
}


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    """Name the verbs in the admin's log."""
    for name, label in LOG_ACTIONS.items():
        actions.register_action(f"booking.{name}", label, label)


@hooks.register("register_admin_viewset")
def register_booking() -> BookingGroup:
    """Show occasions, attendees and bookings to who may see them."""
    return booking_viewsets


@hooks.register("member_panels")
def member_panel(_request: HttpRequest, person: Person) -> list[Panel]:
    """Show somebody what they booked."""
    return booking_panel(person)
