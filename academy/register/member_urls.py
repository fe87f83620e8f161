"""Addresses below /mijn/gegevens/register/: a registration is named by its row, so no number stands in the address."""

from django.urls import path

from . import member_views, own_proof

app_name = "register_own"
urlpatterns = [
    path("<int:pk>/", member_views.choose, name="choose"),
    path("besluiten.json", own_proof.own_leaves, name="leaves"),
    path("badge.jwt", own_proof.own_badge, name="badge"),
]
