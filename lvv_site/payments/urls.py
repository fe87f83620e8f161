"""Addresses of payments."""

from django.urls import path, re_path

from . import demo_bank, inbox

app_name = "payments"
urlpatterns = [
    path("stripe/", inbox.stripe_webhook, name="stripe_webhook"),
    re_path(r"^demo/(?P<key>\d{1,18}~[\w-]{1,100})/$", demo_bank.demo_page, name="demo"),
]
