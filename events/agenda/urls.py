"""Addresses of the agenda. Codes are slugs, so none ends on `.ics`."""

from django.urls import path

from . import views

app_name = "agenda"
urlpatterns = [
    path("agenda/", views.list_page, name="list"),
    path("agenda.ics", views.feed, name="feed"),
    path("agenda/<slug:code>/", views.activity_page, name="activity"),
    path("agenda/<slug:code>/afspraak.ics", views.calendar_file, name="calendar_file"),
]
