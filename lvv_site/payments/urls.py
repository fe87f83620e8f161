"""Addresses of payments."""

from django.urls import path

from . import inbox

app_name = "payments"
urlpatterns = [path("stripe/", inbox.stripe_webhook, name="stripe_webhook")]
