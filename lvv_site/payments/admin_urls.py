"""Addresses of the treasurer's pages that are no list."""

from django.urls import URLPattern, path

from .import_views import ConfirmImportView, ImportView
from .journal_views import JournalView
from .overview_views import OverviewView

urlpatterns: list[URLPattern] = [
    path("betalingen/", OverviewView.as_view(), name="payment_overview"),
    path("betalingen/journaal/", JournalView.as_view(), name="payment_journal"),
    path("betalingen/bankafschrift/", ImportView.as_view(), name="payment_import"),
    path("betalingen/bankafschrift/<int:pk>/", ConfirmImportView.as_view(), name="payment_import_confirm"),
]
