"""The office's pages of one occasion and one booking, and the attendance list on paper."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Prefetch, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.models import ModelLogEntry

from lvv_site.members.models import User
from lvv_site.viewsets import FactView

from . import availability, capacity, planning, verbs, verbs_occasions, verbs_sales
from .enums import PlaceState
from .models import Attendance, Occasion, Place, PlaceEvent

LATEST = 50  # events on the page; each booking shows all of its own
CHANGE, PLACES, PRICES = verbs_occasions.CHANGE, verbs.CHANGE_PLACES, verbs_sales.SET
GONE = (PlaceState.CANCELLED, PlaceState.LAPSED)


def places_of(occasion: Occasion) -> QuerySet[Place]:
    """Return the places with what the page shows of each."""
    standing = Attendance.objects.filter(withdrawal=None)
    return (
        Place.objects.filter(occasion=occasion)
        .select_related("booking", "person")
        .prefetch_related(Prefetch("attendances", standing, to_attr="standing"))
        .order_by("name", "pk")
    )


class OccasionView(FactView):
    """One occasion: its plan, prices, who comes, who waits, and what happened."""

    template_name = "booking/admin/occasion.html"
    page_title = _("Activiteit")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what holds at this moment; who comes only for who may see that."""
        now, occasion = timezone.now(), self.object
        counts = capacity.counted([occasion], now)[occasion.pk]
        user = self.request.user
        people = self.people(now) if user.has_perm("booking.view_place") else {}
        return {
            **super().get_context_data(**kwargs), **people,
            "occasion": occasion, "counts": counts, "may_see": bool(people),
            "plan": verbs_occasions.plan_in_words(planning.plan_of(occasion)),
            "availability": availability.availability(occasion.registration, counts, now),
            "prices": occasion.prices.order_by("audience", "people", "since", "pk"),
            "parts": occasion.parts.all(),
            "strays": any(not _within(one, occasion) for one in occasion.parts.all()),
            "warnings": verbs_sales.price_warnings(occasion),
            "verbs": verbs_for(occasion, user), "may_price": user.has_perm(PRICES),
            "entries": ModelLogEntry.objects.for_instance(occasion).select_related("user").order_by("-pk")[:LATEST],
        }  # fmt: skip

    def people(self, now: Any) -> dict[str, Any]:
        """Return who comes, who waits in order, who does not come any more, and what happened last."""
        asked = self.request.GET.get("q", "").replace("\0", "").strip()
        places = places_of(self.object)
        if asked:
            places = places.filter(Q(name__icontains=asked) | Q(email__icontains=asked) | Q(code__iexact=asked))
        found = list(places)
        queue = list(
            Place.objects.filter(capacity.is_waiting(), occasion=self.object)
            .order_by("waiting_since", "pk")
            .values_list("pk", flat=True)
        )
        order = {pk: number for number, pk in enumerate(queue, 1)}
        waits = sorted((one for one in found if one.pk in order), key=lambda one: order[one.pk])
        gone = [one for one in found if one.state(now) in GONE]
        happened = PlaceEvent.objects.filter(place__occasion=self.object).select_related("place", "by__person")
        return {
            "q": asked,
            "places": [one for one in found if one.pk not in order and one.state(now) not in GONE],
            "waiting": [(order[one.pk], one) for one in waits],
            "gone": gone,
            "events": happened.order_by("-pk")[:LATEST],
        }


def _within(part: Any, occasion: Occasion) -> bool:
    starts, ends = occasion.starts, occasion.ends
    return not starts or not ends or starts <= part.starts < part.ends <= ends


def verbs_for(occasion: Occasion, user: User | AnonymousUser) -> list[tuple[str, str | Promise]]:
    """Return the verbs that fit an occasion as it is now and that the visitor may use, each an address and a label."""
    plan, live, over = (
        planning.plan_of(occasion),
        not occasion.cancelled,
        bool(occasion.ends and occasion.ends <= timezone.now()),
    )
    table = [
        ("change", _("Wijzigen"), CHANGE, True),
        ("parts", _("Onderdelen"), CHANGE, live),
        ("copy", _("Nog een uitvoering"), CHANGE, occasion.starts is not None),
        ("online", _("Online zetten"), CHANGE, live and not over and not plan.is_online),
        ("on_site", _("Op locatie zetten"), CHANGE, live and not over and plan.is_online),
        ("set_aside", _("Plaatsen reserveren"), PLACES, live and not over),
        ("wait", _("Op de wachtlijst zetten"), PLACES, live and not over),
        ("presence", _("Presentielijst"), "booking.view_place", True),
        ("call_off", _("Afgelasten"), CHANGE, live and not over),
    ]
    return [
        (reverse(f"booking_occasion:{name}", args=[occasion.pk]), label)
        for name, label, permission, fits in table
        if fits and user.has_perm(permission)
    ]


class PresenceListView(verbs_occasions.OccasionPage):
    """Who comes, to print and tick: name and, for each part, a box."""

    permission = "booking.view_place"
    http_method_names = ("get", "head", "options")
    page_title = _("Presentielijst")
    button = ""
    template_name = "booking/admin/presence.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add who comes, by name."""
        places = planning.told(self.occasion).order_by("name", "pk")
        return {
            **super().get_context_data(**kwargs), "occasion": self.occasion, "places": places,
            "kept": Place.objects.filter(occasion=self.occasion, set_aside=True, cancelled_at=None).count(),
            "parts": self.occasion.parts.all(), "plan": verbs_occasions.plan_in_words(planning.plan_of(self.occasion)),
        }  # fmt: skip


class BookingView(FactView):
    """One booking: its places with what can be done, the story of each, and what pays for it."""

    template_name = "booking/admin/booking.html"
    page_title = _("Boeking")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the places, for who may see who comes."""
        user = self.request.user
        shown = self.places(user.has_perm(PLACES)) if user.has_perm("booking.view_place") else None
        return {
            **super().get_context_data(**kwargs), "booking": self.object, "places": shown,
            "may_see_orders": user.has_perm("payments.view_order"),
        }  # fmt: skip

    def places(self, may_change: bool) -> list[tuple[Place, list[tuple[str, str | Promise]]]]:
        """Return each place with the verbs that fit it."""
        standing = Attendance.objects.filter(withdrawal=None)
        found = (
            self.object.places.select_related("occasion", "person", "ordered__order", "moved_from", "moved_to")
            .prefetch_related("events__by__person", Prefetch("attendances", standing, to_attr="standing"))
            .order_by("pk")
        )
        return [(one, verbs.offered(one, bool(one.standing)) if may_change else []) for one in found]
