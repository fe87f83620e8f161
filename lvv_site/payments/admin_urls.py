"""Addresses of the treasurer's pages that are no list."""

from django.urls import URLPattern, path

from .journal_views import JournalView

urlpatterns: list[URLPattern] = [
    path("betalingen/journaal/", JournalView.as_view(), name="payment_journal"),
]
