"""What comes back of a place that ended: by the terms frozen when booking, all of it when the occasion is off."""

from . import changing
from .models import Place
from .models.occasions import civil_date
from .terms import NO_SHARE, ShareBack, share


def share_of(place: Place) -> ShareBack:
    """Return what comes back of a place: nothing while it stands or when it moved, for it then goes on elsewhere."""
    if place.cancelled_at is None or Place.objects.filter(moved_from=place).exists():
        return NO_SHARE
    called_off = place.occasion.called_off.at if place.occasion.cancelled else None
    if called_off and place.confirmed_at and place.cancelled_at >= called_off:
        return share(place.price, 100)
    return changing.share_back(place, civil_date(place.cancelled_at))
