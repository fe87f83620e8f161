"""Addresses below `/mijn/gegevens/register/`: what an adviser takes along about the own registration."""

from django.urls import path

from . import own_proof

app_name = "register_own"
urlpatterns = [
    path("besluiten.json", own_proof.own_leaves, name="leaves"),
    path("badge.jwt", own_proof.own_badge, name="badge"),
]
