"""What this room adds to the admin."""

from wagtail import hooks

from .viewsets import BookingGroup, booking_viewsets


@hooks.register("register_admin_viewset")
def register_booking() -> BookingGroup:
    """Show occasions, attendees and bookings to who may see them."""
    return booking_viewsets
