"""Addresses of a payer's own invoices."""

from django.urls import path, re_path

from . import views

app_name = "invoices"
urlpatterns = [
    path("", views.overview, name="overview"),
    re_path(r"^(?P<number>\d{4}-\d{5,9})\.pdf$", views.invoice_file, name="invoice"),
    re_path(r"^(?P<number>C\d{4}-\d{5,9})\.pdf$", views.note_file, name="note"),
]
