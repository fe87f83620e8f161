"""What the office does with an occasion that people come to: online and back, call off, keep places, waiting list."""

import hashlib
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.log_actions import log

from lvv_site.payments.wording import euros

from . import capacity, letters, office_forms, planning, prices, reserving
from .models import Booking, Place
from .office_place_forms import SetAsideForm, WaitForm
from .planning import Plan
from .refusals import StaleError
from .reserving import Attendee
from .verbs import CHANGE_PLACES
from .verbs_base import PersonSearch
from .verbs_occasions import OccasionVerbView, plan_in_words, receivers, receivers_in_words


class SwitchView(OccasionVerbView):
    """Make a live occasion online, or the reverse."""

    to_online: bool

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Send back from what is so already; pressing twice comes here too."""
        if planning.plan_of(self.occasion).is_online == self.to_online:
            messages.info(
                request,
                _("Deze activiteit is al online.") if self.to_online else _("Deze activiteit is al op locatie."),
            )
            return redirect(self.get_success_url())
        return super().dispatch(request, *args, **kwargs)

    def seen(self) -> str:
        """Return which plan the page shows."""
        return str(self.occasion.sequence)

    def tells(self) -> list[str]:
        """Say how it is now and who gets a message."""
        now = _("Het is nu: %(plan)s.") % {"plan": plan_in_words(planning.plan_of(self.occasion))}
        return [now, *receivers_in_words(*receivers(self.occasion)), _("Wie al een plaats heeft, houdt die.")]

    def act(self, form: Any) -> str:
        """Switch."""
        stands = self.occasion
        place, link = form.cleaned_data.get("place", ""), form.cleaned_data.get("online_link", "")
        planning.replan(stands, Plan(stands.starts, stands.ends, place, link), self.by(), form.cleaned_data["seen"])
        return _("Gewijzigd. De berichten gaan eruit.")


class OnlineView(SwitchView):
    """Make it online."""

    to_online = True
    page_title = gettext_lazy("Online zetten")
    button = gettext_lazy("Online zetten en bericht sturen")
    form_class = office_forms.OnlineForm

    def get_initial(self) -> dict[str, Any]:
        """Begin with the link that is there."""
        return {**super().get_initial(), "online_link": self.occasion.online_link}


class OnSiteView(SwitchView):
    """Make it live again."""

    to_online = False
    page_title = gettext_lazy("Op locatie zetten")
    button = gettext_lazy("Op locatie zetten en bericht sturen")
    form_class = office_forms.OnSiteForm

    def get_initial(self) -> dict[str, Any]:
        """Begin with where it was."""
        return {**super().get_initial(), "place": planning.last_place(self.occasion)}


class CallOffView(OccasionVerbView):
    """Call an occasion off: everyone is told, and all that was paid comes back."""

    page_title = gettext_lazy("Afgelasten")
    button = gettext_lazy("Afgelasten en bericht sturen")
    serious = True
    form_class = office_forms.SeenForm

    def live(self) -> list[Place]:
        """Return the places that end."""
        return list(Place.objects.filter(occasion=self.occasion, cancelled_at=None).order_by("pk"))

    def seen(self) -> str:
        """Return what tells these places from others."""
        return hashlib.sha256(repr([(one.pk, one.confirmed_at) for one in self.live()]).encode()).hexdigest()[:16]

    def tells(self) -> list[str]:
        """Say what it does."""
        live = self.live()
        sold = [one for one in live if one.confirmed_at and not one.set_aside]
        back = sum((one.price.gross for one in sold), prices.NOTHING)
        counted = ngettext(
            "%(number)d bevestigde plaats eindigt.", "%(number)d bevestigde plaatsen eindigen.", len(sold)
        )
        others = len(live) - len(sold)
        rest = ngettext(
            "Ook %(number)d plaats die vastgehouden, gereserveerd of op de wachtlijst is.",
            "Ook %(number)d plaatsen die vastgehouden, gereserveerd of op de wachtlijst zijn.",
            others,
        )
        return [
            _("Het gaat om: %(plan)s.") % {"plan": plan_in_words(planning.plan_of(self.occasion))},
            counted % {"number": len(sold)}, *([rest % {"number": others}] if others else []),
            _("Er gaat %(amount)s terug; wat nog niet betaald is, vervalt.") % {"amount": euros(back)},
            _("Iedereen krijgt bericht. Dit kun je niet terugdraaien."),
        ]  # fmt: skip

    def act(self, form: Any) -> str:
        """Call off."""
        capacity.lock([self.occasion.pk])
        self.renew()
        if not self.occasion.cancelled and form.cleaned_data["seen"] != self.seen():
            raise StaleError
        planning.call_off(self.occasion, self.by())
        return _("De activiteit gaat niet door. De berichten gaan eruit.")


class SetAsideView(OccasionVerbView):
    """Keep places back."""

    permission = CHANGE_PLACES
    page_title = gettext_lazy("Plaatsen reserveren")
    button = gettext_lazy("Reserveren")
    form_class = SetAsideForm
    field = "number"

    def tells(self) -> list[str]:
        """Say what that means, and how many there are to keep."""
        means = _(
            "Gereserveerde plaatsen zijn gratis en gaan voor op de wachtlijst. Vul later in wie er komt, of geef ze vrij."
        )
        free = capacity.counted([self.occasion], timezone.now())[self.occasion.pk].free
        if free is None:
            return [means]
        left = ngettext("Er is nog %(number)d plaats vrij.", "Er zijn nog %(number)d plaatsen vrij.", free)
        return [means, left % {"number": free}]

    def act(self, form: Any) -> str:
        """Set aside."""
        reserving.set_aside(self.occasion, form.cleaned_data["number"], self.by(), form.cleaned_data["key"])
        return _("Gereserveerd.")


class WaitView(PersonSearch, OccasionVerbView):
    """Put somebody on the waiting list, at its end."""

    permission = CHANGE_PLACES
    page_title = gettext_lazy("Op de wachtlijst zetten")
    button = gettext_lazy("Op de wachtlijst zetten")
    template_name = "booking/admin/wait.html"
    form_class = WaitForm

    def get_initial(self) -> dict[str, Any]:
        """Fill in who was chosen."""
        chosen = self.chosen() if self.request.method == "GET" else None
        known = {"name": chosen.full_name, "email": chosen.email, "person": chosen.pk} if chosen else {}
        return {**super().get_initial(), **known}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the search."""
        return {**super().get_context_data(**kwargs), **self.search()}

    def tells(self) -> list[str]:
        """Say what happens."""
        return [_("Wie op de lijst staat, krijgt een aanbod zodra er een plaats vrij is. Niemand gaat voor.")]

    def act(self, form: Any) -> str:
        """Put them on the list; the log keeps who did."""
        answers, person = form.cleaned_data, self.chosen()
        attendee = Attendee(answers["name"], answers["email"], person.pk if person else None)
        # `by` stays empty: who booked is written to about the offer, and that is not the office.
        is_new = not Booking.objects.filter(key=answers["key"]).exists()
        booking = reserving.reserve([self.occasion], [attendee], None, answers["key"], wait=True)
        if is_new:
            log(instance=self.occasion, action="booking.wait", user=self.by(), data={"booking": booking.code})
            for place in booking.places.all():
                letters.tell_waiting(place)
        return _("%(name)s staat op de wachtlijst.") % {"name": answers["name"]}
