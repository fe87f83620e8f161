"""What this room adds to the admin."""

from django.http import HttpRequest
from wagtail import hooks

from lvv_site.members.models import Person
from lvv_site.members.panels import Panel

from .panels import booking_panel
from .viewsets import BookingGroup, booking_viewsets


@hooks.register("register_admin_viewset")
def register_booking() -> BookingGroup:
    """Show occasions, attendees and bookings to who may see them."""
    return booking_viewsets


@hooks.register("member_panels")
def member_panel(_request: HttpRequest, person: Person) -> list[Panel]:
    """Show somebody what they booked."""
    return booking_panel(person)
