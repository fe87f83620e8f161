"""Addresses below `/beheer/` that are no list of rows."""

from django.urls import path

from .comparison_views import CompareView, ComparisonView
from .export_views import ExportView
from .import_views import ConfirmImportView, ImportView
from .verbs import ClaimForView
from .viewsets import PersonHoursView

urlpatterns = [
    path("uren/persoon/<int:pk>/", PersonHoursView.as_view(), name="hours_person"),
    path("uren/persoon/<int:pk>/opgeven/", ClaimForView.as_view(), name="hours_claim_for"),
    path("uren/importeren/", ImportView.as_view(), name="hours_import"),
    path("uren/importeren/<int:pk>/", ConfirmImportView.as_view(), name="hours_import_confirm"),
    path("uren/exporteren/", ExportView.as_view(), name="hours_export"),
    path("uren/regeling/<int:pk>/", ComparisonView.as_view(), name="hours_comparison"),
    path("uren/regeling/<int:pk>/vergelijken/", CompareView.as_view(), name="hours_compare"),
]
