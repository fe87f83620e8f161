"""The room's calls on an API of their own, whatever address the site gives them."""

from django.urls import path

from academy.accreditation.api import router
from lvv_site.api import DocumentedAPI
from lvv_site.urls import urlpatterns as site

api = DocumentedAPI(urls_namespace="accreditation-alone")
api.add_router("", router)
urlpatterns = [path("api/alone/", api.urls), *site]
