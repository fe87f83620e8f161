"""Addresses below /mijn/gegevens/register/: a registration is named by its row, so no number stands in the address."""

from django.urls import path

from . import member_views

app_name = "register_own"
urlpatterns = [path("<int:pk>/", member_views.choose, name="choose")]
