"""Who may do what with a booking, and how its pages take posts.

A booking of an account is that account's. One made without an account belongs to who knows its code, sixty bits that stand
in the mail alone. An attendee's own page is opened with the code of the place, and shows only that.
"""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from wagtail.models import Page

from lvv_site import civil, ratelimit
from lvv_site.forms import anonymous_post
from lvv_site.members.models import User
from lvv_site.pages.visibility import visible_to
from lvv_site.ratelimit.views import too_many

from .models import Booking, Occasion

SCOPE = "booking"

type View[**P] = Callable[Concatenate[HttpRequest, P], HttpResponseBase]
type BookingView[**P] = Callable[Concatenate[HttpRequest, Booking, P], HttpResponseBase]


def either[**P](view: View[P]) -> View[P]:
    """Take posts of who is signed in with Django's protection, and of anybody else without a cookie."""
    signed_in, anybody = csrf_protect(view), anonymous_post(SCOPE)(view)

    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        chosen = signed_in if request.user.is_authenticated else anybody
        return chosen(request, *args, **kwargs)

    guarded.csrf_exempt = True  # type: ignore[attr-defined]
    return guarded


def own_booking[**P](view: BookingView[P]) -> View[P]:
    """Open a booking by its code for who may change it; ask to sign in for one of an account, and else say it is not there."""

    @either
    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if refused := guessed_too_often(request):
            return refused
        code = str(kwargs.pop("code"))
        booking = get_object_or_404(Booking.objects.select_related("by", "terms"), code=code.upper())
        if booking.by_id and not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if booking.by_id and booking.by_id != request.user.pk:
            raise Http404
        return view(request, booking, *args, **kwargs)

    return guarded


def guessed_too_often(request: HttpRequest) -> HttpResponseBase | None:
    """Return a refusal for an address that opens codes one after the other."""
    verdict = ratelimit.check("read", ratelimit.client_address(request))
    return None if verdict.allowed else too_many(request, verdict.retry_after)


def account(request: HttpRequest) -> User | None:
    """Return who is signed in, if anybody."""
    return request.user if isinstance(request.user, User) else None


def is_announced(occasion: Occasion, request: HttpRequest) -> bool:
    """Whether the visitor may know of an occasion: its page, or that of what it belongs to, is published and theirs to see."""
    home = occasion.landing_id or (occasion.parent.landing_id if occasion.parent else None)
    if home is None:
        return True
    user = account(request)
    pages = visible_to(Page.objects.live(), user.person if user else None, civil.today())
    return pages.filter(pk=home).exists()
