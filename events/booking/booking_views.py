"""A booking and its states: paying, answering an offer, cancelling, letting somebody else come, another day; and its papers.

Money is not moved here: what happens to a place is told by signals, and tasks make of it what is owed.
"""

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from lvv_site import civil
from lvv_site.payments import invoices, providers
from lvv_site.payments.enums import PayerKind
from lvv_site.payments.models import CreditNote, Invoice, Order
from lvv_site.payments.orders import Payer

from . import access, changing, letters, offers, ordering, waiting, wording
from .forms import PayerForm, SubstituteForm
from .models import Booking, Occasion, Place
from .refusals import BookingError, StaleError
from .reserving import Attendee
from .shown import Shown, shown
from .views import pay, refusal_of, typed_in


def crumbs(booking: Booking, page: str = "") -> list[tuple[str, str | None]]:
    """Return the path to a page of a booking."""
    name = _("Boeking %(code)s") % {"code": booking.code}
    home = [(_("Overzicht"), reverse("members:home")), (_("Boekingen"), reverse("booking:mine"))]
    above: list[tuple[str, str | None]] = [*home] if booking.by_id else [(_("Home"), "/")]
    return [*above, (name, wording.path_of(booking)), (page, None)] if page else [*above, (name, None)]


@access.own_booking
def overview(request: HttpRequest, booking: Booking) -> HttpResponse:
    """Show a booking: what there is, what waits for whom, and what can be done."""
    found = shown(booking)
    trouble = request.GET.get("betaling") == "storing"
    context = {"booking": booking, "shown": found, "trouble": trouble, "breadcrumb": crumbs(booking)}
    response = render(request, "booking/booking.html", context)
    if found.is_settling:
        response["Refresh"] = "3"  # the task that confirms comes within seconds
    return response


@access.own_booking
def pay_order(request: HttpRequest, booking: Booking) -> HttpResponseBase:
    """Go on paying what was ordered."""
    found = shown(booking)
    ways = {one.code for one in found.ways}
    if request.method != "POST" or found.to_pay is None or request.POST.get("manier") not in ways:
        return redirect("booking:booking", booking.code)
    return pay(request, booking, found.to_pay.order, request.POST["manier"])


@access.own_booking
def order(request: HttpRequest, booking: Booking) -> HttpResponseBase:
    """Order places that came free and were taken: who pays, the price, the terms of then, and the one button."""
    found = shown(booking)
    if not found.to_order:
        return redirect("booking:booking", booking.code)
    typed = typed_in(request)
    form = PayerForm(typed, initial=_initial(request, booking, found))
    if typed is not None and form.is_valid() and _is_complete(request, booking, found, form):
        user = access.account(request)
        who = Payer(
            person=user.person if user else None, **{**form.cleaned_data, "kind": PayerKind(form.cleaned_data["kind"])}
        )
        return pay(request, booking, ordering.open_for(booking, who, civil.today()), typed.get("manier", ""))
    ways = {one.code: one for kind in PayerKind for one in providers.available(kind)}
    context = {
        "booking": booking, "shown": found, "form": form, "ways": list(ways.values()), "terms": booking.terms,
        "steps": wording.sentences(booking.terms.terms) if booking.terms else [],
        "vat": wording.vat_of([{"price": one.price} for one in found.to_order]),
        "is_free": not found.total_to_order, "typed": typed or {}, "breadcrumb": crumbs(booking, _("Bestellen")),
    }  # fmt: skip
    return render(request, "booking/order.html", context)


def _initial(request: HttpRequest, booking: Booking, found: Shown) -> dict[str, str]:
    """Return who will pay as far as it is known: the account, or who asked for the place."""
    if user := access.account(request):
        return {"name": user.get_full_name(), "email": user.email}
    return {"name": found.to_order[0].name, "email": booking.contact}


def _is_complete(request: HttpRequest, booking: Booking, found: Shown, form: PayerForm) -> bool:
    """Whether all was chosen that the button needs; what was not stands beside it."""
    typed: Mapping[str, Any] = typed_in(request) or {}
    if why := refusal_of(request):
        form.add_error(None, why)
    elif booking.terms_id and "akkoord" not in typed:
        form.add_error(None, _("Vink aan dat je akkoord gaat met de annuleringsvoorwaarden."))
    elif found.total_to_order and typed.get("manier") not in {
        one.code for one in providers.available(form.cleaned_data["kind"])
    }:
        form.add_error(None, _("Kies een manier van betalen die bij de betaler past. Op factuur is voor organisaties."))
    return not form.errors


@access.own_booking
def answer(request: HttpRequest, booking: Booking, place: str) -> HttpResponseBase:
    """Take or refuse an offered place, or leave the waiting list."""
    found, user = _place(booking, place), access.account(request)
    if request.method != "POST":
        return redirect("booking:booking", booking.code)
    try:
        if "neem" in request.POST:
            waiting.accept(found, user)
            return redirect("booking:order", booking.code)
        waiting.decline(found, user)
    except StaleError as refused:
        return _refused(request, booking, refused)
    return redirect("booking:booking", booking.code)


@access.own_booking
def cancel(request: HttpRequest, booking: Booking, place: str) -> HttpResponseBase:
    """Give up a place: first what comes back, then the button."""
    found = _place(booking, place)
    whole = shown(booking)
    rows = [one for one in whole.live if one.place.pk == found.pk]
    if not rows:
        return redirect("booking:booking", booking.code)
    if request.method != "POST":
        context = {
            "booking": booking, "row": rows[0], "is_paid": not any(one.standing.due and not one.standing.paid for one in whole.orders),
            "breadcrumb": crumbs(booking, _("Annuleren")),
        }  # fmt: skip
        return render(request, "booking/cancel.html", context)
    if found.confirmed_at and not rows[0].is_changeable:
        return _refused(request, booking, StaleError(_("Deze activiteit is al begonnen of gaat niet door.")))
    try:
        changing.cancel(found, access.account(request))
    except BookingError as refused:
        return _refused(request, booking, refused)
    return redirect("booking:booking", booking.code)


@access.own_booking
def substitute(request: HttpRequest, booking: Booking, place: str) -> HttpResponseBase:
    """Let somebody else come."""
    found = _changeable(booking, place)
    form = SubstituteForm(typed_in(request))
    if typed_in(request) is not None and form.is_valid() and _taken(request, form):
        before = letters.attendee_of(found)
        try:
            changed = changing.substitute(found, Attendee(**form.cleaned_data), access.account(request))
        except BookingError as refused:
            return _refused(request, booking, refused)
        letters.tell_replaced(changed, before)
        letters.tell_confirmed(changed.pk)
        return redirect("booking:booking", booking.code)
    context = {"booking": booking, "place": found, "form": form, "breadcrumb": crumbs(booking, _("Iemand anders"))}
    return render(request, "booking/substitute.html", context)


@access.own_booking
def move(request: HttpRequest, booking: Booking, place: str) -> HttpResponseBase:
    """Come on another day: the runs of the same course with a free place."""
    found = _changeable(booking, place)
    runs = _other_runs(found)
    if request.method == "POST":
        to = next((one.occasion for one in runs if one.occasion.code == request.POST.get("naar")), None)
        try:
            changing.move(found, to, access.account(request)) if to else None
        except BookingError as refused:
            return _refused(request, booking, refused)
        return redirect("booking:booking" if to else "booking:move", booking.code, *([] if to else [place]))
    context = {"booking": booking, "place": found, "runs": runs, "breadcrumb": crumbs(booking, _("Andere dag"))}
    return render(request, "booking/move.html", context)


def _other_runs(place: Place) -> list[offers.Offer]:
    """Return the runs of the same course that have room now."""
    alike = Occasion.objects.filter(kind=place.occasion.kind).exclude(pk=place.occasion_id).select_related("called_off")
    if place.occasion.landing_id:
        alike = alike.filter(landing=place.occasion.landing_id)
    elif place.occasion.parent_id:
        alike = alike.filter(parent=place.occasion.parent_id)
    else:
        return []
    coming = list(alike.filter(starts__gt=timezone.now()).order_by("starts")[:20])
    found = offers.of(coming, timezone.now())
    return [
        one
        for one in found
        if one.availability.bookable == "open" and changing.is_same_course(place.occasion, one.occasion)
    ]


@access.own_booking
def paper(request: HttpRequest, booking: Booking, number: str) -> HttpResponse:
    """Send the PDF of an invoice or credit note of this booking."""
    mine = Order.objects.filter(place_orders__place__booking=booking)
    found = (
        Invoice.objects.filter(order__in=mine, number=number).first()
        or CreditNote.objects.filter(invoice__order__in=mine, number=number).first()
    )
    if found is None:
        raise Http404
    response = HttpResponse(invoices.pdf_of(found), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="factuur-{found.number}.pdf"'
    return response


def _place(booking: Booking, code: str) -> Place:
    related = ("booking__by__person", "booking__terms", "occasion__called_off", "occasion__landing", "person")
    return get_object_or_404(Place.objects.select_related(*related), booking=booking, code=code.upper())


def _changeable(booking: Booking, code: str) -> Place:
    found = _place(booking, code)
    if not any(one.place.pk == found.pk and one.is_changeable for one in shown(booking).rows):
        raise Http404
    return found


def _taken(request: HttpRequest, form: Any) -> bool:
    """Whether the post was taken; why not stands in the form."""
    if why := refusal_of(request):
        form.add_error(None, why)
    return not why


def _refused(request: HttpRequest, booking: Booking, refused: BookingError) -> HttpResponse:
    context = {"booking": booking, "refusal": str(refused), "breadcrumb": crumbs(booking)}
    return render(request, "booking/refused.html", context, status=409)
