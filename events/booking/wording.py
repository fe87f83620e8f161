"""What the pages of booking say: refusals in words, terms as sentences, VAT in one line."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from lvv_site import civil
from lvv_site.members.models import User
from lvv_site.pages.models.base import HOME_DEPTH
from lvv_site.payments.models import Order
from lvv_site.payments.vat import Price as VatPrice
from lvv_site.payments.vat import RateTotal, totals

from .drafts import Draft
from .enums import PlaceState
from .forms import ROWS
from .models import Booking, Occasion, Place
from .ordering import rate_of
from .prices import NoDiscount
from .refusals import DiscountError, TwiceError
from .terms import Terms

WHY_NO_DISCOUNT = {
    None: lazy("Deze kortingscode bestaat niet, of geldt niet voor deze activiteit."),
    NoDiscount.NOT_YET: lazy("Deze kortingscode geldt nog niet."),
    NoDiscount.ENDED: lazy("Deze kortingscode geldt niet meer."),
    NoDiscount.USED_UP: lazy("Deze kortingscode is niet voor zoveel plaatsen meer te gebruiken."),
    NoDiscount.MEMBERS_ONLY: lazy("Deze kortingscode is alleen voor leden."),
}


def of(refusal: Exception, user: User | None = None, occasion: Occasion | None = None) -> str:
    """Return a refusal as a sentence for the person."""
    if isinstance(refusal, DiscountError):
        return str(WHY_NO_DISCOUNT[refusal.why])
    if isinstance(refusal, TwiceError) and user and occasion and user.person_id in refusal.persons:
        return _("Je hebt al een plaats bij %(title)s. Je vindt hem bij je boekingen.") % {"title": occasion.title}
    return str(refusal)


def crumbs(occasion: Occasion) -> list[tuple[str, str | None]]:
    """Return the path to an occasion: its page, if it has one that is published, else that of the agenda."""
    page, home = occasion.landing, (_("Home"), "/")
    if page and page.live and page.url:
        above = page.get_parent()
        section = [(above.title, above.url)] if above.depth > HOME_DEPTH else []
        return [home, *section, (page.title, page.url)]
    plain = reverse("agenda:activity", args=[occasion.code]) if occasion.starts and not occasion.parent_id else None
    return [home, (_("Agenda"), reverse("agenda:list")), (occasion.title, plain)]


def path_of(booking: Booking) -> str:
    """Return the address of a booking on this site."""
    return reverse("booking:booking", args=[booking.code])


def pay_path(order: Order) -> str:
    """Return where an order of places is paid; empty when none of them is still held or confirmed."""
    live = Place.objects.filter(ordered__order=order, cancelled_at=None).select_related("booking")
    place = next((one for one in live if one.state(civil.now()) in {PlaceState.HELD, PlaceState.CONFIRMED}), None)
    return path_of(place.booking) if place else ""


def vat_of(lines: Sequence[dict[str, Any]]) -> tuple[RateTotal, ...]:
    """Return how much of a total is VAT, by rate."""
    alike: dict[tuple[Decimal, Decimal | None], int] = defaultdict(int)
    for line in lines:
        alike[line["price"].net, line["price"].vat_rate] += 1
    return totals([VatPrice(net, number, rate_of(rate)) for (net, rate), number in alike.items()]).rates


def steps_of(occasion: Occasion) -> list[str]:
    """Return the cancellation terms of an occasion as sentences; none when it has none."""
    return sentences(occasion.terms.terms) if occasion.terms else []


def sentences(terms: Terms) -> list[str]:
    """Return terms as sentences, the earliest first."""
    steps = sorted(terms.steps, reverse=True)
    found = [
        ngettext(
            "Tot en met %(days)d dag van tevoren: je krijgt %(percentage)d%% terug.",
            "Tot en met %(days)d dagen van tevoren: je krijgt %(percentage)d%% terug.",
            one.days_before,
        )
        % {"days": one.days_before, "percentage": one.percentage}
        for one in steps
    ]
    return [*found, _("Daarna krijg je niets terug. Iemand anders laten komen kan wel.")]


def as_typed(draft: Draft) -> QueryDict:
    """Return a draft as the form would post it."""
    data = QueryDict(mutable=True)
    data.update(draft.payer | {"discount": draft.discount} | ({"comes_too": "on"} if draft.comes_too else {}))
    data[f"{ROWS}-TOTAL_FORMS"], data[f"{ROWS}-INITIAL_FORMS"] = str(len(draft.comers)), "0"
    for position, one in enumerate(draft.comers):
        data.update({f"{ROWS}-{position}-{name}": value for name, value in asdict(one).items()})
    return data


def names_of(places: Sequence[Place]) -> str:
    """Return who comes, in one line."""
    return ", ".join(one.name or one.code for one in places)
