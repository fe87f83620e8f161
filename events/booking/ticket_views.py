"""An attendee's own page, opened with the code of the place: when, where, the code for the door, the calendar file."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lvv_site.members.models import User

from . import access, attendance, calendar_files, checkin_codes
from .enums import PlaceState
from .models import Place
from .refusals import BookingError
from .templatetags.booking import link_for


def _place(code: str) -> Place:
    related = ("booking__by", "occasion__called_off", "occasion__landing")
    return get_object_or_404(Place.objects.select_related(*related), code=code.upper(), set_aside=False)


@access.either
def ticket(request: HttpRequest, code: str) -> HttpResponseBase:
    """Show a place to who comes; who is signed in can say that it is theirs, so that its hours reach them."""
    if refused := access.guessed_too_often(request):
        return refused
    place, user = _place(code), access.account(request)
    if request.method == "POST" and user and user.person:
        return _linked(request, place, user)
    now = timezone.now()
    state = place.state(now)
    context = {
        "place": place, "occasion": place.occasion, "state": state, "comes": state == PlaceState.CONFIRMED,
        "is_over": bool(place.occasion.ends and place.occasion.ends <= now),
        "may_link": bool(user and user.person and place.person_id is None and state == PlaceState.CONFIRMED),
        "manages": bool(user and place.booking.by_id == user.pk),
        "qr": checkin_codes.qr_svg(place), "breadcrumb": [(_("Home"), "/"), (place.occasion.title, None)],
    }  # fmt: skip
    return render(request, "booking/ticket.html", context)


def _linked(request: HttpRequest, place: Place, user: User) -> HttpResponse:
    assert user.person is not None  # noqa: S101 - for the type checker; the caller looked
    try:
        attendance.link(place, user.person, user)
        messages.success(
            request, _("Deze plaats staat nu op jouw naam. Uren van deze activiteit komen in je overzicht.")
        )
    except BookingError as refused:
        messages.error(request, str(refused))
    return redirect("booking:ticket", place.code)


@require_safe
def calendar_file(request: HttpRequest, code: str) -> HttpResponseBase:
    """Send the calendar file of a place, with the link for online when its time has come."""
    if refused := access.guessed_too_often(request):
        return refused
    place = _place(code)
    if place.occasion.starts is None or not place.confirmed_at:
        raise Http404
    content = calendar_files.of(place, with_link=bool(link_for(place)))
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{calendar_files.NAME}"'
    return response
