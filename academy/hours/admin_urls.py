"""Addresses below `/beheer/` that are no list of rows."""

from django.urls import path

from .verbs import ClaimForView
from .viewsets import PersonHoursView

urlpatterns = [
    path("uren/persoon/<int:pk>/", PersonHoursView.as_view(), name="hours_person"),
    path("uren/persoon/<int:pk>/opgeven/", ClaimForView.as_view(), name="hours_claim_for"),
]
