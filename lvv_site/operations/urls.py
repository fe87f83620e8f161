"""Addresses for machines that watch this site."""

from django.urls import URLPattern, path

from . import health, well_known

urlpatterns: list[URLPattern] = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path(".well-known/security.txt", well_known.security_txt, name="security_txt"),
    path(".well-known/register-keys.json", well_known.register_keys, name="register_keys"),
]
