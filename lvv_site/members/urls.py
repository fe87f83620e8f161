"""Addresses below `/mijn/`: the member's own area."""

from django.urls import path

from . import views

app_name = "members"
urlpatterns = [
    path("", views.home, name="home"),
    path("gegevens/", views.details, name="details"),
    path("gegevens/meenemen/", views.export, name="export"),
    path("tweede-stap/", views.set_up_second_factor, name="second_factor"),
    path("activeren/<str:token>/", views.activate, name="activate"),
]
