"""What the office does with one place: cancel, somebody else, another run, link to a person, release.

Each verb does one function of the room. The page knows what it showed (`seen`): when the place changed meanwhile that is
told first, and what was typed stays. The same press twice says that it was done, and does nothing.
"""

from abc import ABC, abstractmethod
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lvv_site import civil
from lvv_site.members import people
from lvv_site.payments.wording import euros

from . import attendance, changing, letters, waiting
from .enums import PlaceState
from .models import Occasion, Place
from .office_forms import SeenForm
from .office_place_forms import MoveForm, PersonForm, SubstituteForm, runs_beside
from .refusals import StaleError
from .reserving import Attendee
from .terms import Extent, ShareBack
from .verbs_base import Above, BookingVerbView, PersonSearch

CHANGE_PLACES = "booking.change_places"
FINAL = gettext_lazy("Dit kun je niet terugdraaien.")


def seen_of(place: Place) -> str:
    """Return what tells this state of a place from another: its last event, and what it is by the clock."""
    last = place.events.order_by("-pk").values_list("pk", flat=True).first()
    return f"{last}-{place.state(timezone.now())}"


class PlaceVerbView(BookingVerbView, ABC):
    """A verb about one place."""

    permission = CHANGE_PLACES
    header_icon = "group"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the place."""
        super().setup(request, *args, **kwargs)
        self.renew()

    def renew(self) -> None:
        """Fetch it as it is now."""
        found = Place.objects.select_related("occasion", "booking__terms", "person")
        self.place = get_object_or_404(found, pk=self.kwargs["pk"])

    def seen(self) -> str:
        """Return what tells this state of the place from another."""
        return seen_of(self.place)

    def act(self, form: Any) -> str:
        """Change the place when it still is what the page showed."""
        place, _now = waiting.locked(self.place)
        if not self.is_done(place, form):
            if form.cleaned_data["seen"] != seen_of(place):
                raise StaleError
            self.change(place, form)
        return self.said()

    @abstractmethod
    def is_done(self, place: Place, form: Any) -> bool:
        """Whether the place is already what this verb makes of it: the button was pressed twice."""

    @abstractmethod
    def change(self, place: Place, form: Any) -> None:
        """Change it."""

    @abstractmethod
    def said(self) -> str:
        """Return what is said when it is done."""

    def tells(self) -> list[Any]:
        """Say about which place it is."""
        return [f"{self.place.occasion.title}: {self.place.name or _('gereserveerd')}, {self.place.state_now}"]

    def get_page_subtitle(self) -> str:
        """Say about whom it is."""
        return self.place.name or self.place.code

    def get_success_url(self) -> str:
        """Go back to the booking."""
        return reverse("booking_booking:inspect", args=[self.place.booking_id])

    def above(self) -> Above:
        """Occasion, booking."""
        occasion = reverse("booking_occasion:inspect", args=[self.place.occasion_id])
        return [(occasion, self.place.occasion.title), (self.get_success_url(), self.place.booking.code)]


def share_in_words(share: ShareBack) -> str:
    """Return what comes back, in a sentence."""
    if share.extent == Extent.NONE:
        return _("Er komt niets terug.")
    amounts = {"amount": euros(share.gross), "percentage": share.percentage}
    return _("Er komt %(amount)s terug (%(percentage)d procent). Wat nog niet betaald is, vervalt.") % amounts


class CancelPlaceView(PlaceVerbView):
    """Give up a place by the terms that were booked."""

    page_title = gettext_lazy("Plaats annuleren")
    button = gettext_lazy("Annuleren")
    serious = True
    form_class = SeenForm

    def tells(self) -> list[Any]:
        """Say what comes back, and why."""
        place = self.place
        version = place.booking.terms
        by = _("Voorwaarden: %(code)s.") % {"code": version.code} if version else _("Geboekt zonder voorwaarden.")
        share = share_in_words(changing.share_back(place, civil.today()))
        paid = place.state(timezone.now()) == PlaceState.CONFIRMED and not place.set_aside and place.price.gross
        after = _("De plaats gaat naar wie het langst wacht.")
        return [*super().tells(), *([by, share] if paid else []), after, FINAL]

    def is_done(self, place: Place, form: Any) -> bool:
        """Whether it was cancelled."""
        return place.cancelled_at is not None

    def change(self, place: Place, form: Any) -> None:
        """Cancel."""
        changing.cancel(place, self.by())

    def said(self) -> str:
        """Say it."""
        return _("De plaats is geannuleerd.")


class SubstituteView(PlaceVerbView):
    """Let somebody else come, at the price that was booked."""

    page_title = gettext_lazy("Andere deelnemer")
    button = gettext_lazy("Bewaren")
    form_class = SubstituteForm

    def is_done(self, place: Place, form: Any) -> bool:
        """Whether this is who comes."""
        answers = form.cleaned_data
        return (place.name, place.email, place.set_aside) == (answers["name"], answers["email"], False)

    def change(self, place: Place, form: Any) -> None:
        """Change who comes."""
        attendee = Attendee(form.cleaned_data["name"], form.cleaned_data["email"])
        before = "" if place.set_aside else letters.attendee_of(place)
        changed = changing.substitute(place, attendee, self.by())
        letters.tell_replaced(changed, before)
        letters.tell_confirmed(changed.pk)

    def said(self) -> str:
        """Say it, and what is still to do for hours."""
        return _("Bewaard. Koppel de plaats aan een persoon als die uren moet krijgen.")


class MoveView(PlaceVerbView):
    """Move a place to another run of the same course, at the same price."""

    page_title = gettext_lazy("Naar een andere uitvoering")
    button = gettext_lazy("Verplaatsen")
    template_name = "booking/admin/move.html"
    form_class = MoveForm
    field = "to"

    def tells(self) -> list[Any]:
        """Say which runs belong together when there is none to choose."""
        together = _(
            "Bij elkaar horen uitvoeringen van dezelfde soort, onder dezelfde activiteit of met dezelfde pagina op de site."
        )
        none = (
            []
            if runs_beside(self.place.occasion)
            else [_("Er is geen andere uitvoering die nog moet beginnen."), together]
        )
        return [*super().tells(), *none]

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form from which run."""
        return {**super().get_form_kwargs(), "occasion": self.place.occasion}

    def is_done(self, place: Place, form: Any) -> bool:
        """Whether it went there."""
        return Place.objects.filter(moved_from=place, occasion=form.cleaned_data["to"]).exists()

    def change(self, place: Place, form: Any) -> None:
        """Move."""
        changing.move(place, get_object_or_404(Occasion, pk=form.cleaned_data["to"]), self.by())

    def said(self) -> str:
        """Say it."""
        return _("Verplaatst. De prijs blijft wat die was.")


class ReleaseView(PlaceVerbView):
    """Give free a place that was set aside."""

    page_title = gettext_lazy("Gereserveerde plaats vrijgeven")
    button = gettext_lazy("Vrijgeven")
    serious = True
    form_class = SeenForm

    def tells(self) -> list[Any]:
        """Say that it is for good."""
        return [*super().tells(), _("De plaats gaat naar wie het langst wacht."), FINAL]

    def is_done(self, place: Place, form: Any) -> bool:
        """Whether it was given free."""
        return place.set_aside and place.cancelled_at is not None

    def change(self, place: Place, form: Any) -> None:
        """Release."""
        waiting.release(place, self.by())

    def said(self) -> str:
        """Say it."""
        return _("De plaats is vrij. Wie het langst wacht, krijgt hem aangeboden.")


class LinkView(PersonSearch, PlaceVerbView):
    """Say which person the attendee is, so that hours go to them."""

    page_title = gettext_lazy("Koppelen aan een persoon")
    button = gettext_lazy("Koppelen")
    template_name = "booking/admin/link.html"
    form_class = PersonForm

    def asked(self) -> str:
        """Begin with the address, or else the name, of the attendee."""
        return self.request.GET.get("q", self.place.email or self.place.name).strip()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the search."""
        return {**super().get_context_data(**kwargs), **self.search()}

    def get_initial(self) -> dict[str, Any]:
        """Remember who was chosen."""
        return {**super().get_initial(), "person": self.request.GET.get("person")}

    def is_done(self, place: Place, form: Any) -> bool:
        """Whether it is this person's."""
        person = get_object_or_404(self.choices(), pk=form.cleaned_data["person"])
        return place.person_id is not None and people.resolve(place.person_id) == person.pk

    def change(self, place: Place, form: Any) -> None:
        """Link."""
        attendance.link(place, get_object_or_404(self.choices(), pk=form.cleaned_data["person"]), self.by())

    def said(self) -> str:
        """Say it."""
        return _("Gekoppeld. Wat er al aan aanwezigheid was, telt nu voor deze persoon.")


VERBS: tuple[tuple[str, str, str | Promise, type[PlaceVerbView]], ...] = (
    ("substitute", "vervangen", gettext_lazy("Andere deelnemer"), SubstituteView),
    ("move", "verplaatsen", gettext_lazy("Andere uitvoering"), MoveView),
    ("link", "koppelen", gettext_lazy("Koppelen aan persoon"), LinkView),
    ("release", "vrijgeven", gettext_lazy("Vrijgeven"), ReleaseView),
    ("cancel", "annuleren", gettext_lazy("Annuleren"), CancelPlaceView),
)


def offered(place: Place, has_attended: bool) -> list[tuple[str, str | Promise]]:
    """Return the verbs that fit a place as it is now, each an address and a label."""
    state = place.state(timezone.now())
    live = state not in {PlaceState.CANCELLED, PlaceState.LAPSED}
    fits = {
        "substitute": live and not has_attended,
        "move": state == PlaceState.CONFIRMED and not place.set_aside and not has_attended,
        "link": live and place.person_id is None and not place.set_aside,
        "release": live and place.set_aside,
        "cancel": live and not place.set_aside and not has_attended,
    }
    return [
        (reverse(f"booking_place:{name}", args=[place.pk]), label) for name, _path, label, _view in VERBS if fits[name]
    ]
