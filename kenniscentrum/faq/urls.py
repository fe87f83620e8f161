"""Addresses below /kenniscentrum/ that are no pages."""

from django.urls import path

from . import views

app_name = "faq"
urlpatterns = [path("zoeken/", views.search, name="search")]
