"""Addresses below /register/. A number may hold a slash, so it comes last and takes what is left."""

from django.urls import path

from . import accredited_views, chain_pages, download_pages, statement_views, views

app_name = "register"
urlpatterns = [
    path("", views.search_page, name="search"),
    path("opleidingen/", accredited_views.trainings_page, name="trainings"),
    path("opleidingen/<slug:code>/", accredited_views.training_page, name="training"),
    path("opleiders/", accredited_views.providers_page, name="providers"),
    path("opleiders/<slug:slug>/", accredited_views.provider_page, name="provider"),
    path("keten/", chain_pages.chain_page, name="chain"),
    path("keten/bladen-<int:first>.json", chain_pages.leaves_json, name="chain_leaves"),
    path("keten/keten_controleren.py", chain_pages.program, name="chain_program"),
    path("verklaring/", statement_views.check_page, name="statement_check"),
    path("verklaring/<path:number>.pdf", statement_views.statement_pdf, name="statement"),
    path("afnemers/", download_pages.takers_page, name="takers"),
    path("qr/<path:number>.svg", views.qr_image, name="qr"),
    path("<path:number>/", views.verify_page, name="verify"),
]
