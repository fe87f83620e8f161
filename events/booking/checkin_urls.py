"""Addresses of checking in: an occasion by its lower-case code, a place by the upper-case code of its QR."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from . import checkin_device, checkin_views


class PlaceCode(StringConverter):
    """The code of a place. A capital in it tells it from an occasion."""

    regex = r"(?=[0-9-]*[A-Z])[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}"


register_converter(PlaceCode, "place_code")

app_name = "checkin"
urlpatterns = [
    path("", checkin_views.index, name="index"),
    path("worker.js", checkin_device.worker, name="worker"),
    path("<place_code:code>/", checkin_views.place, name="place"),
    path("<slug:occasion>/", checkin_views.door, name="door"),
    path("<slug:occasion>/code/", checkin_views.typed, name="typed"),
    path("<slug:occasion>/schil", checkin_device.shell, name="shell"),
    path("<slug:occasion>/lijst", checkin_device.attendees, name="attendees"),
    path("<slug:occasion>/sync", checkin_device.sync, name="sync"),
    path("<slug:occasion>/<int:pk>/", checkin_views.attendee, name="attendee"),
    path("<slug:occasion>/<int:pk>/inchecken/", checkin_views.tick, name="tick"),
    path("<slug:occasion>/<int:pk>/minuten/", checkin_views.minutes, name="minutes"),
    path("<slug:occasion>/<int:pk>/terugnemen/", checkin_views.withdraw, name="withdraw"),
]
