"""Addresses of booking: an occasion by its slug, a booking and a place by their codes."""

from django.urls import path

from . import booking_views, mine_views, ticket_views, views

app_name = "booking"
urlpatterns = [
    path("boeken/<slug:code>/", views.book, name="book"),
    path("boeking/plaats/<slug:code>/", ticket_views.ticket, name="ticket"),
    path("boeking/plaats/<slug:code>/afspraak.ics", ticket_views.calendar_file, name="calendar_file"),
    path("boeking/<slug:code>/", booking_views.overview, name="booking"),
    path("boeking/<slug:code>/betalen/", booking_views.pay_order, name="pay"),
    path("boeking/<slug:code>/bestellen/", booking_views.order, name="order"),
    path("boeking/<slug:code>/papier/<slug:number>/", booking_views.paper, name="paper"),
    path("boeking/<slug:code>/<slug:place>/antwoord/", booking_views.answer, name="answer"),
    path("boeking/<slug:code>/<slug:place>/annuleren/", booking_views.cancel, name="cancel"),
    path("boeking/<slug:code>/<slug:place>/iemand-anders/", booking_views.substitute, name="substitute"),
    path("boeking/<slug:code>/<slug:place>/andere-dag/", booking_views.move, name="move"),
    path("mijn/boekingen/", mine_views.mine, name="mine"),
]
