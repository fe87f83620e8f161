"""Addresses below `/opleider/`: the portal of training providers. Words before a provider's address are never one."""

from . import application_urls, attendance_urls, portal_urls

app_name = "provider"
urlpatterns = [*portal_urls.urlpatterns, *application_urls.urlpatterns, *attendance_urls.urlpatterns]
