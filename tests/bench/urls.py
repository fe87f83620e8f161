"""The site's addresses and a bare view among them."""

import uuid

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from events.booking import reserving
from events.booking.models import Occasion
from events.booking.refusals import Full
from lvv_site.urls import urlpatterns as site_urlpatterns


def bare(request: HttpRequest) -> HttpResponse:
    """Answer without doing anything: what Django and the middleware cost."""
    return HttpResponse("<!doctype html><title>bare</title>")


@csrf_exempt
def reserve(request: HttpRequest, code: str) -> HttpResponse:
    """Hold one place and nothing else: what the engine costs without form, order and payment."""
    key = str(uuid.uuid4())
    try:
        with transaction.atomic():
            reserving.reserve(
                [Occasion.objects.get(code=code)], [reserving.Attendee("Koper", f"{key}@x.example")], None, key
            )
    except Full:
        return HttpResponse("full", status=409)
    return HttpResponse("held", status=201)


urlpatterns = [path("bench/bare/", bare), path("bench/reserve/<slug:code>/", reserve), *site_urlpatterns]
