"""What the member's own first page shows of bookings: what comes first, and what waits for an answer or for payment."""

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from lvv_site.members import people
from lvv_site.members.models import Person
from lvv_site.members.panels import Panel

from .models import Place

SHOWN = 3


def booking_panel(person: Person) -> list[Panel]:
    """Return the panel of somebody with something to come; none for others."""
    now = timezone.now()
    mine = Q(person__in=people.ids_of(person)) | Q(booking__by__person=person)
    live = (
        Q(confirmed_at__isnull=False)
        | Q(held_until__gt=now)
        | Q(offered_until__gt=now)
        | Q(held_until=None, offered_until=None)
    )
    coming = Place.objects.filter(mine, live, cancelled_at=None, set_aside=False).exclude(occasion__ends__lte=now)
    places = list(
        coming.select_related("occasion__called_off", "booking__by").order_by("occasion__starts", "pk")[:SHOWN]
    )
    return [Panel(_("Boekingen"), "booking/panels/member.html", {"places": places}, order=40)] if places else []
