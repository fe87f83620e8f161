"""A member's own bookings: what is to come, and what was."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lvv_site.members import people
from lvv_site.members.models import User

from . import access
from .models import Place

PAGE_SIZE = 20


def places_of(user: User) -> QuerySet[Place]:
    """Return the places that somebody booked, and those that others booked for them; of a move only where it went."""
    mine = Q(booking__by=user)
    if user.person:
        mine |= Q(person__in=people.ids_of(user.person))
    found = Place.objects.filter(mine, moved_to=None, set_aside=False)
    return found.select_related("occasion__called_off", "booking")


@require_safe
@never_cache
@login_required
def mine(request: HttpRequest) -> HttpResponse:
    """List what is to come, the first first, and what was."""
    user, now = access.account(request), timezone.now()
    assert user is not None  # noqa: S101 - for the type checker; the decorator looked
    places = places_of(user)
    over = Q(occasion__ends__lte=now) | Q(cancelled_at__isnull=False)
    context = {
        "coming": list(places.exclude(over).order_by("occasion__starts", "pk")[:100]),
        "past": Paginator(places.filter(over).order_by("-occasion__starts", "-pk"), PAGE_SIZE).get_page(request.GET.get("pagina")),
        "breadcrumb": [(_("Overzicht"), reverse("members:home")), (_("Boekingen"), None)],
    }  # fmt: skip
    return render(request, "booking/mine.html", context)
