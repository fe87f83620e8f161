"""What this room keeps: occasions and what they cost, bookings with their places, and who was there."""

from lvv_site.operations.append_only import Fact, ImmutableError

from .attendance import Attendance, AttendanceWithdrawal
from .bookings import Booking, Place, PlaceEvent, PlaceOrder
from .occasions import CalledOff, Occasion, Part
from .selling import DiscountCode, DiscountUse, Price, TermsVersion

__all__ = [
    "Attendance", "AttendanceWithdrawal", "Booking", "CalledOff", "DiscountCode", "DiscountUse", "Fact", "ImmutableError",
    "Occasion", "Part", "Place", "PlaceEvent", "PlaceOrder", "Price", "TermsVersion",
]  # fmt: skip
