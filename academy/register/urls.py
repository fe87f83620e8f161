"""Addresses below /register/. A number may hold a slash, so it comes last and takes what is left."""

from django.urls import path

from . import (
    accredited_views,
    badge_views,
    chain_pages,
    check_views,
    correction_views,
    download_pages,
    map_views,
    relay_views,
    statement_views,
    views,
    watch_views,
)

app_name = "register"
urlpatterns = [
    path("", views.search_page, name="search"),
    path("opleidingen/", accredited_views.trainings_page, name="trainings"),
    path("opleidingen/<slug:code>/", accredited_views.training_page, name="training"),
    path("opleiders/", accredited_views.providers_page, name="providers"),
    path("opleiders/<slug:slug>/", accredited_views.provider_page, name="provider"),
    path("kaart/", map_views.map_page, name="map"),
    path("controle/", check_views.check_page, name="check"),
    path("volgen/", watch_views.watch_page, name="watch"),
    path("volgen/gevraagd/", watch_views.asked_page, name="watch_asked"),
    path("volgen/<str:token>/", watch_views.watched_page, name="watched"),
    path("volgen/<str:token>/stoppen/", watch_views.stop_page, name="watch_stop"),
    path("keten/", chain_pages.chain_page, name="chain"),
    path("keten/bladen-<int:first>.json", chain_pages.leaves_json, name="chain_leaves"),
    path("keten/keten_controleren.py", chain_pages.program, name="chain_program"),
    path("verklaring/", statement_views.check_page, name="statement_check"),
    path("verklaring/<path:number>.pdf", statement_views.statement_pdf, name="statement"),
    path("afnemers/", download_pages.takers_page, name="takers"),
    path("qr/<path:number>.svg", views.qr_image, name="qr"),
    path("qr/<path:number>.png", views.qr_image, {"ending": "png"}, name="qr_png"),
    path("badge/<path:number>.svg", badge_views.badge_image, name="badge"),
    path("<path:number>/bericht/", relay_views.write, name="relay"),
    path("<path:number>/klopt-niet/", correction_views.report_page, name="report"),
    path("<path:number>/klopt-niet/ontvangen/", correction_views.reported_page, name="reported"),
    path("<path:number>/", views.verify_page, name="verify"),
]
