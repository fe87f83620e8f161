"""Booking: the form, the overview with its prices and the one button, and what that button does.

Everything that was typed travels along in a signed field. The button reserves and orders in two transactions and then sends
the payer on; pressed twice, ten times or in two tabs it is one booking.
"""

import logging
from dataclasses import replace
from decimal import Decimal
from typing import Any

import stripe
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from lvv_site import civil
from lvv_site.forms import of as anonymous_of
from lvv_site.members.models import User
from lvv_site.payments import providers
from lvv_site.payments.models import Order
from lvv_site.payments.refusals import NothingDueError, PaymentError

from . import access, capacity, drafts, letters, offers, ordering, paying, pricing, reserving, wording
from .availability import Availability
from .drafts import Draft
from .enums import Bookable
from .forms import MOST, BaseComers, BookForm, comers_form, one_more
from .models import Booking, Occasion
from .prices import NOTHING, with_vat
from .refusals import BookingError, ChangedError, Full, StaleError

logger = logging.getLogger("lvv.booking")

FORM, OVERVIEW, PROVIDER_DOWN = "booking/book.html", "booking/overview.html", "betaling"


@access.either
def book(request: HttpRequest, code: str) -> HttpResponseBase:
    """Show the form; take it to the overview; take the overview's button."""
    typed = typed_in(request)
    draft = drafts.opened(typed.get("draft", "")) if typed else None
    if draft and draft.occasion == code and typed is not None:
        # Many press this button at once: nothing is fetched with it that the answer may not need.
        return _from_overview(request, _occasion(request, code, Occasion.objects.all()), draft, typed)
    whole = Occasion.objects.select_related("called_off", "terms", "parent")
    return _from_form(request, _offer_of(_occasion(request, code, whole)), typed)


def _occasion(request: HttpRequest, code: str, found: QuerySet[Occasion]) -> Occasion:
    """Return the occasion of an address. Http404 when there is none, or none for this visitor."""
    occasion = get_object_or_404(found, code=code)
    if not access.is_announced(occasion, request):
        raise Http404
    return occasion


def _offer_of(occasion: Occasion) -> offers.Offer:
    (offer,) = offers.of([occasion], timezone.now())
    return offer


def typed_in(request: HttpRequest) -> QueryDict | None:
    """Return what was posted, also when the post was refused and is to be sent once more."""
    if request.method == "POST":
        return request.POST
    anonymous = getattr(request, "anonymous", None)
    return anonymous.typed if anonymous else None


def refusal_of(request: HttpRequest) -> str:
    """Return why a post is to be sent once more; empty when it was taken."""
    return anonymous_of(request).refusal if hasattr(request, "anonymous") else ""


# The form


def _from_form(request: HttpRequest, offer: offers.Offer, typed: QueryDict | None) -> HttpResponse:
    user = access.account(request)
    if typed is None or "meer" in typed:
        rows = one_more(user, typed) if typed else comers_form(user)
        return _form_page(request, offer, BookForm(initial=_kept(typed), user=user), rows)
    form, rows = BookForm(typed, user=user), comers_form(user, typed)
    valid = form.is_valid() and rows.is_valid()
    if valid and not (form.cleaned_data.get("comes_too") or rows.comers):
        form.add_error(None, _("Vul in wie er komt."))
        valid = False
    if why := refusal_of(request):
        form.add_error(None, why)
        valid = False
    if not valid:
        return _form_page(request, offer, form, rows)
    draft = Draft(
        occasion=offer.occasion.code, comers=rows.comers, comes_too=bool(form.cleaned_data.get("comes_too")),
        payer=form.payer, discount=form.cleaned_data["discount"].strip(),
    )  # fmt: skip
    try:
        return _overview(request, offer.occasion, offer.availability, draft)
    except BookingError as refused:
        form.add_error("discount" if refused.code == "discount" else None, wording.of(refused))
        return _form_page(request, offer, form, rows)


def _kept(typed: QueryDict | None) -> dict[str, Any]:
    """Return what was typed outside the rows, to show it again without judging it yet."""
    if typed is None:
        return {}
    return {name: typed.get(name, "") for name in BookForm.base_fields} | {"comes_too": "comes_too" in typed}


def _form_page(request: HttpRequest, offer: offers.Offer, form: BookForm, rows: BaseComers) -> HttpResponse:
    context = {
        **_about(offer.occasion, offer.availability), "offer": offer, "form": form, "rows": rows,
        "may_add": len(rows.forms) < MOST,
    }  # fmt: skip
    return render(request, FORM, context)


def _about(occasion: Occasion, now: Availability) -> dict[str, Any]:
    waits = now.bookable == Bookable.FULL
    return {
        "occasion": occasion, "waits": waits, "closed": not waits and now.bookable != Bookable.OPEN,
        "breadcrumb": [*wording.crumbs(occasion), (_("Boeken"), None)],
    }  # fmt: skip


# The overview


@transaction.atomic
def _quoted(occasion: Occasion, draft: Draft, user: User | None) -> tuple[Draft, list[dict[str, Any]]]:
    """Return the draft with its total and terms, and the lines that make it up. BookingError when it cannot be priced."""
    comers = drafts.attendees(draft, user)
    quote = pricing.quote([occasion], [one.person for one in comers], civil.today(), draft.discount)
    lines = [
        {"who": who.name, "price": price, "off": with_vat(price.discount, price.vat_rate)}
        for who, price in zip(comers, quote.prices, strict=True)
    ]
    total = sum((one.gross for one in quote.prices), NOTHING)
    return replace(draft, total=str(total), terms=occasion.terms_id), lines


def _overview(
    request: HttpRequest, occasion: Occasion, now: Availability, draft: Draft, refusal: str = ""
) -> HttpResponse:
    user = access.account(request)
    priced, lines = _quoted(occasion, draft, user)
    waits = now.free is not None and now.free < len(lines)
    ways = list(providers.available(priced.payer_kind))
    context = {
        **_about(occasion, now), "draft": priced, "sealed": priced.sealed(), "lines": lines, "waits": waits, "ways": ways,
        "no_way": providers.nothing_available(priced.payer_kind),
        "refusal": refusal, "vat": wording.vat_of(lines), "terms": occasion.terms,
        "steps": wording.steps_of(occasion), "is_free": not Decimal(priced.total),
        "typed": typed_in(request) or {},
    }  # fmt: skip
    return render(request, OVERVIEW, context)


def _from_overview(request: HttpRequest, occasion: Occasion, draft: Draft, typed: QueryDict) -> HttpResponseBase:
    user = access.account(request)
    if "terug" in typed:
        return _back_to_form(request, _offer_of(occasion), draft)
    if refused := refusal_of(request):
        # Sent twice: what the first of them made is what this one was for.
        key = drafts.key_of(draft, occasion, user, wait="wachtlijst" in typed)
        made = Booking.objects.filter(key=key).first()
        return redirect("booking:booking", made.code) if made else _again(request, occasion, draft, refused)
    if missing := _missing(occasion, draft, typed):
        return _again(request, occasion, draft, missing)
    return _press(request, occasion, draft, typed)


def _missing(occasion: Occasion, draft: Draft, typed: QueryDict) -> str:
    """Return what is still to be chosen on the page with the button."""
    if "akkoord" not in typed and occasion.terms_id:
        return _("Vink aan dat je akkoord gaat met de annuleringsvoorwaarden.")
    ways = {one.code for one in providers.available(draft.payer_kind)}
    if Decimal(draft.total) and "wachtlijst" not in typed and typed.get("manier") not in ways:
        return _("Kies hoe je wilt betalen.")
    return ""


def _press(request: HttpRequest, occasion: Occasion, draft: Draft, typed: QueryDict) -> HttpResponseBase:
    """Reserve and order: the button was pressed."""
    user, wait = access.account(request), "wachtlijst" in typed
    try:
        booking = _reserve(occasion, draft, user, wait=wait)
    except Full as full:
        return _again(request, occasion, draft, "", full.found.get(occasion.pk))
    except BookingError as refusal:
        return _again(request, occasion, draft, wording.of(refusal, user, occasion))
    if wait:
        return redirect("booking:booking", booking.code)
    try:
        order = _open_order(booking, draft, user)
    except StaleError:
        return redirect("booking:booking", booking.code)
    return pay(request, booking, order, typed.get("manier", ""))


@transaction.atomic
def _open_order(booking: Booking, draft: Draft, user: User | None) -> Order:
    """Open the order; who has no account gets the address of the booking with it, when nobody waits for a lock."""
    order = ordering.open_for(booking, drafts.payer(draft, user), civil.today())
    letters.tell_booked(booking)
    return order


def _again(
    request: HttpRequest, occasion: Occasion, draft: Draft, refusal: str, found: Availability | None = None
) -> HttpResponse:
    """Show the page with the button as things stand now: as was just `found`, or by looking."""
    now = timezone.now()
    found = found or capacity.standing([occasion.pk], now)[occasion.pk].at(now)
    try:
        return _overview(request, occasion, found, draft, refusal)
    except BookingError as refused:
        return _back_to_form(request, _offer_of(occasion), draft, wording.of(refused))


def _back_to_form(request: HttpRequest, offer: offers.Offer, draft: Draft, refusal: str = "") -> HttpResponse:
    """Show the form again with everything that was typed."""
    user = access.account(request)
    data = wording.as_typed(draft)
    form = BookForm(data, user=user)
    if refusal:
        form.add_error(None, refusal)
    return _form_page(request, offer, form, comers_form(user, data))


@transaction.atomic
def _reserve(occasion: Occasion, draft: Draft, user: User | None, *, wait: bool) -> Booking:
    """Reserve what the page with the button showed, at that price and on those terms, or nothing."""
    booking = reserving.reserve(
        [occasion], drafts.attendees(draft, user), user, drafts.key_of(draft, occasion, user, wait=wait), wait,
        discount_code=draft.discount, contact="" if user else draft.payer["email"], agreed=Decimal(draft.total),
    )  # fmt: skip
    if booking.terms_id != draft.terms:
        raise ChangedError(_("De voorwaarden zijn intussen veranderd. Lees ze nog een keer."))
    if wait:
        letters.tell_booked(booking)
        for place in booking.places.all():
            letters.tell_waiting(place)
    return booking


# Paying


def pay(request: HttpRequest, booking: Booking, order: Order, way: str) -> HttpResponseBase:
    """Send who ordered on: to where it is paid, or to the booking when nothing is to be paid now."""
    if not order.total:
        paying.confirm(order.pk)
        return redirect("booking:booking", booking.code)
    try:
        if way == paying.ON_INVOICE:
            paying.on_invoice(booking, order)
            return redirect("booking:booking", booking.code)
        attempt = paying.begin(booking, order, way, wording.path_of(booking))
    except NothingDueError:
        return redirect("booking:booking", booking.code)
    except stripe.StripeError as down:
        logger.warning("Stripe does not start a payment: %s", type(down).__name__)
        return redirect(f"{wording.path_of(booking)}?{PROVIDER_DOWN}=storing")
    except (BookingError, PaymentError) as refused:
        return render(request, "booking/refused.html", {"refusal": str(refused), "booking": booking}, status=409)
    return redirect(attempt.url or wording.path_of(booking))
